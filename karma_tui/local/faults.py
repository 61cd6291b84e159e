"""What can be wrong with a dump, in words for its owner: one function per kind of trouble.

Everything that reads dumps raises these, so that a caller has one error to catch. Which kinds there
are is the end of dump-format section 8.
"""

from __future__ import annotations

from karma_tui.errors import StorageError

_UNCHANGED = "Nothing was imported."
_LONGEST = 400


def _said(detail: str) -> str:
    """The detail, which may quote names out of the file, without anything that a terminal would obey."""
    shown = "".join([letter if letter.isprintable() else "\ufffd" for letter in detail[:_LONGEST]])
    return f"{shown}. {_UNCHANGED}"


def not_a_dump(detail: str) -> StorageError:
    """The file is something else altogether."""
    hint = "Take the zip of a server's export, or a gzip of its data file."
    return StorageError("Not a dump of a karma.run database", _said(detail), hint)


def cut_short(detail: str) -> StorageError:
    """The end of the file is missing."""
    hint = "Copy it again; from a 0.1 server take the data file, its export is never complete."
    return StorageError("The dump is cut short", _said(detail), hint)


def damaged(detail: str) -> StorageError:
    """The structure of the file contradicts itself."""
    hint = "Make a new export, or copy the data file while the server is stopped."
    return StorageError("The dump is damaged", _said(detail), hint)


def unreadable(model: str, record: str, problem: str, offset: int) -> StorageError:
    """A record's bytes are no value of its model; the offset counts from the beginning of the record."""
    where = f"record {record} of model {model}, byte {offset}"
    return StorageError(
        "A record of the dump cannot be read",
        _said(f"{where}: {problem}"),
        "The dump is damaged, or of a server that this program does not know. Make a new export.",
    )


def unsupported(detail: str) -> StorageError:
    """A file that is sound, as far as one can tell, but not of a kind that is understood here."""
    hint = "Dumps of karma.run 1.0 and 0.1 can be imported."
    return StorageError("This kind of dump is not supported", _said(detail), hint)
