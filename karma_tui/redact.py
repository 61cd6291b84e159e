"""The one function between secrets and everything that is written down: logs, history, errors, toasts.

Three nets: secrets known at run time (`register`), things that look like a karma.run signature, an
instance secret (long base64, either alphabet) or a password's hash (bcrypt), and values after names
such as `Authorization`. It must not decide what to log, and it must never raise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

MASK = "[hidden]"

_registered: set[str] = set()

_NAMES = (
    r"proxy-authorization|authorization|x-karma-signature|x-karma-secret|set-cookie|cookie"
    r"|instance[-_]secret|karma(?:_tui)?_secret|password|signature|secret"
)
_LABELLED = re.compile(
    # an optional scheme word stays readable: `Bearer [hidden]`
    rf"""(?i)(?<![a-z])(?P<label>(?:{_NAMES})["']?\s*[:=]\s*)(?P<scheme>(?:bearer|basic)\s+)?"""
    # in the JSON of an expression a value has its type around it: `"password": {"string": "..."}`
    r"""(?P<type>(?:\{\s*"\w+"\s*:\s*){0,3})"""
    r"""(?P<value>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^\s,;&"'{}\[\]()]+)"""
)
_IN_ADDRESS = re.compile(r"(?i)(?<=[?&])(auth=)[^&\s\"']+")
_USER_INFO = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+(?=@)")
_LONG_BASE64 = re.compile(
    # a signature of release 1.0 and one of 0.1, by their exact lengths: a long file path is neither
    r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{118}(?![A-Za-z0-9_-])"
    r"|(?:[A-Za-z0-9+/]|%2[BFbf]){118}(?:==|%3[Dd]%3[Dd])"
    # an instance secret: base64 of 512 bytes or more
    r"|(?:[A-Za-z0-9+/]|%2[BFbf]){600,}={0,2}"
)
_BCRYPT = re.compile(r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{22,}")
"""A password's hash, whole or cut."""
_OPTION = re.compile(r"--[a-z]+(?:-[a-z]+)*(?==|\Z)|-[a-zA-Z](?=\Z)")
"""An option as somebody may have meant it, without its value."""


def register(secret: str) -> None:
    """Remember a secret, so that it is masked wherever it turns up, in any usual spelling."""
    if secret:
        as_json = {json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
        _registered.update({secret, *as_json, quote(secret, safe="")})


def redact(text: str) -> str:
    """The text with everything secret masked. Harmless text comes back unchanged."""
    return _LABELLED.sub(rf"\g<label>\g<scheme>\g<type>{MASK}", redact_known(text))


def redact_known(text: str) -> str:
    """As `redact` without the net for values after names: in an expression such a value may be harmless."""
    for secret in sorted(_registered, key=len, reverse=True):
        text = _mask_known(text, secret)
    text = _BCRYPT.sub(MASK, text)
    text = _LONG_BASE64.sub(MASK, text)
    text = _IN_ADDRESS.sub(rf"\g<1>{MASK}", text)
    return _USER_INFO.sub(rf"\g<1>:{MASK}", text)


def is_known(text: str) -> bool:
    """Whether a registered secret stands in the text. Quick, also in a long one."""
    return any(secret in text and _mask_known(text, secret) != text for secret in _registered)


def unrecognized(words: Iterable[str]) -> str:
    """What to say of words that a command line does not take: options by their names, of others how many.

    Such a word may be a password that somebody typed where none belongs.
    """
    told: list[str] = []
    values = 0
    for word in words:
        option = _OPTION.match(word)
        told += [option[0]] if option else []
        values += option is None
    if values:
        told.append("1 word too many" if values == 1 else f"{values} words too many")
    rest = " (what it is may be secret, and is not repeated)" if values else ""
    return f"unrecognized arguments: {', '.join(told)}{rest}"


def _mask_known(text: str, secret: str) -> str:
    """Mask a registered secret; a very short one only as a word of its own, or every text would suffer."""
    if len(secret) > 3:
        return text.replace(secret, MASK)
    return re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", lambda _: MASK, text)
