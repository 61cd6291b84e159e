"""The keys of a profile: what each may be, in words for the user; one list for file, form and command line.

Nothing here reads a file or looks whether one exists.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from karma_tui.library.profiles import LOCAL, Profile, names_user

COLOURS = ("red", "orange", "yellow", "green", "cyan", "blue", "magenta", "grey")

SECRET_WORDS = frozenset(
    {"password", "passwd", "pass", "pwd", "passphrase", "secret", "instance_secret", "token", "signature"}
)
"""Keys that people try to put a secret under."""

SOURCES_HINT = (
    "A secret never stands in the settings. Name where it is: secret_file, secret_env, secret_command or"
    " keyring = true; without any it is asked for."
)

LONGEST_WAIT = 86_400.0
_HEX = r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})"
_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"


class Kind(StrEnum):
    """How a value is written."""

    TEXT = "text"
    ADDRESS = "address"
    PROXY = "proxy"
    CHOICE = "choice"
    COLOUR = "colour"
    SWITCH = "switch"
    SECONDS = "seconds"
    FILE = "file"
    VARIABLE = "variable"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a profile."""

    name: str
    kind: Kind
    label: str
    help: str
    choices: tuple[str, ...] = ()

    @property
    def default(self) -> object:
        """What holds where it is not said; "" for the address, which has none."""
        return _DEFAULTS[self.name]


KEYS = (
    Key("url", Kind.ADDRESS, "Address", "http://, https:// or unix: and the path of a socket"),
    Key("username", Kind.TEXT, "User name", "admin signs in with the instance secret"),
    Key("description", Kind.TEXT, "Description", "a remark for people"),
    Key("dialect", Kind.CHOICE, "Dialect", "auto asks the server", ("auto", "1.0", "0.1")),
    Key("colour", Kind.COLOUR, "Colour", f"of its name: {', '.join(COLOURS)} or #rrggbb"),
    Key("protected", Kind.SWITCH, "Protected", "changing or deleting asks for the profile's name"),
    Key("read_only", Kind.SWITCH, "Read-only", "whatever writes is refused"),
    Key("secret_file", Kind.FILE, "Secret: file", "a file with the secret and nothing else"),
    Key("secret_env", Kind.VARIABLE, "Secret: variable", "name of an environment variable"),
    Key("secret_command", Kind.WORDS, "Secret: command", "prints the secret on its first line"),
    Key("keyring", Kind.SWITCH, "Secret: keyring", "the system's keyring keeps it"),
    Key("prompt", Kind.SWITCH, "Secret: always ask", "it is typed each time"),
    Key("connect_timeout", Kind.SECONDS, "Connect within", "seconds"),
    Key("read_timeout", Kind.SECONDS, "Longest silence", "seconds without anything of an answer"),
    Key("proxy", Kind.PROXY, "Proxy", "http://host:port; empty: HTTPS_PROXY and its kin"),
    Key("ca_file", Kind.FILE, "Authority file", "PEM with who issued the server's certificate"),
    Key("client_cert", Kind.FILE, "Client certificate", "PEM, shown to the server"),
    Key("client_key", Kind.FILE, "Its key", "PEM; empty: it is in the certificate's file"),
    Key("verify", Kind.SWITCH, "Verify", "whether the server's certificate has to be good"),
)

_DEFAULTS: dict[str, object] = {
    field.name: getattr(Profile("x", ""), field.name) for field in fields(Profile) if field.name != "name"
}

BY_NAME = {key.name: key for key in KEYS}


def name_problem(name: str) -> str:
    """Why a profile cannot be called so, as the rest of a sentence that begins with the name; else ""."""
    if not name.strip() or name != name.strip():
        return "must be a name, without spaces around it"
    if not name.isprintable() or len(name) > 60:
        return "must be a short name of visible characters"
    if name == LOCAL:
        return "is the name of the local instance"
    if "://" in name or name.startswith("-"):
        return "must not look like an address or an option"
    return ""


def problem_of(key: Key, value: object) -> str:
    """What is wrong with a value as TOML gives it, as the rest of a sentence that begins with the key; or "".

    The value is never repeated: it may be a secret in the wrong place.
    """
    match key.kind:
        case Kind.SWITCH:
            return "" if isinstance(value, bool) else "must be true or false"
        case Kind.SECONDS:
            return _seconds_problem(value)
        case Kind.WORDS:
            return _words_problem(value)
    if not isinstance(value, str):
        return "must be a text in quotes"
    if not value.isprintable():
        return "has characters that cannot be shown"
    match key.kind:
        case Kind.ADDRESS:
            return _address_problem(value)
        case Kind.PROXY if value:
            return _proxy_problem(value)
        case Kind.CHOICE if value not in key.choices:
            return f"must be one of {', '.join(key.choices)}"
        case Kind.COLOUR if value and value not in COLOURS and not re.fullmatch(_HEX, value):
            return f"must be one of {', '.join(COLOURS)}, or #rrggbb"
        case Kind.VARIABLE if value and not re.fullmatch(_VARIABLE, value):
            return "must be the name of a variable, not its value"
    return ""


def converted(key: Key, value: object) -> object:
    """A value without a problem as the profile has it."""
    if key.kind is Kind.SECONDS and isinstance(value, int | float):
        return float(value)
    if key.kind is Kind.WORDS:
        return tuple(shlex.split(value)) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]
    return value


def typed(key: Key, text: str) -> tuple[object, str]:
    """A value as a person types it, and what is wrong with it, else "". An empty text is the default."""
    text = text.strip()
    value: object = text
    if not text and key.kind is not Kind.ADDRESS:
        return key.default, ""
    if key.kind is Kind.SECONDS:
        try:
            value = float(text)
        except ValueError:
            return key.default, "must be a number of seconds"
    elif key.kind is Kind.SWITCH:
        value = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}.get(
            text.lower(), text
        )
    problem = problem_of(key, value)
    return (key.default, problem) if problem else (converted(key, value), "")


def shown_value(key: Key, value: object) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return shlex.join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def together_problems(profile: Profile) -> list[tuple[str, str]]:
    """Keys that do not go together, each with what is wrong."""
    found = []
    if profile.client_key and not profile.client_cert:
        found.append(("client_key", "needs client_cert, the certificate it belongs to"))
    if profile.ca_file and not profile.verify:
        found.append(("ca_file", "is of no use with verify = false"))
    if profile.prompt and replace(profile, prompt=False).names_source:
        found.append(("prompt", "excludes the other sources of the secret"))
    return found


def _seconds_problem(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= LONGEST_WAIT:
        return ""
    return f"must be a number of seconds above 0, {LONGEST_WAIT:g} at most"


def _words_problem(value: object) -> str:
    words = value
    if isinstance(value, str):
        try:
            words = shlex.split(value)
        except ValueError:
            return "has a quote that is not closed"
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
        return "must be a text, or a list of texts"
    if value and not (words and words[0].strip()):
        return "must begin with the name of a program"
    if any("\0" in word for word in words):
        return "has characters that cannot be shown"
    return ""


def _address_problem(value: str) -> str:
    if not value.strip():
        return "is missing: the address of the instance"
    if names_user(value):
        return "has a user name or password in it; leave them out"
    return ""


def _proxy_problem(value: str) -> str:
    scheme, found, rest = value.partition("://")
    if "@" in rest:
        return "has a password in it; set the variable HTTPS_PROXY to such an address instead"
    if not found or scheme not in ("http", "https") or not rest.strip("/"):
        return "must be like http://proxy:3128"
    return ""
