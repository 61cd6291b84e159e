"""Changing keys of a header with its comments, order and unknown keys kept.

Apart from reading because tomlkit takes longer to import than the whole of reading does.
"""

from __future__ import annotations

from collections.abc import Mapping

from karma_tui.errors import ConfigError
from karma_tui.lang.parameters.header import read_header
from karma_tui.lang.parameters.header_print import commented


def with_keys(text: str, keys: Mapping[str, object]) -> str:
    """The text with these keys in its header, which is made where there is none.

    A header in the form of earlier versions is written in the present one. Raises ConfigError if the header
    is broken.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    header = read_header(text)
    body = (text[header.span.end :] if header is not None else text).lstrip("\r\n")
    wanted: dict[str, object] = dict(keys)
    if header is not None and header.is_old:
        old = {"name": header.name, "created": header.created}
        wanted = {**{key: value for key, value in old.items() if value}, **wanted}
    try:
        document = tomlkit.parse(header.toml if header is not None else "")
        tables = [(key, document.pop(key)) for key in ("parameters",) if key in document]
        for key, value in wanted.items():
            document[key] = value
        for key, table in tables:
            document[key] = table
        toml = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise ConfigError(
            "The header is broken, so it cannot be changed", f"{error}.", "Correct it in the editor first."
        ) from error
    line_end = "\r\n" if "\r\n" in text else "\n"
    head = commented(toml).replace("\n", line_end)
    return f"{head}{line_end}{body.rstrip()}{line_end}"
