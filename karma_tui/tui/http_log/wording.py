"""An exchange in words: a row of the list, all of it, and the command that sends the same."""

from __future__ import annotations

import shlex
from datetime import datetime

from textual.content import Content

from karma_tui.results.preview import size_text
from karma_tui.tui.shown import shown, shown_line
from karma_tui.workbench.http_log import Exchange, Phase

HEAD = "time      status  what           time     sent  received"
"""What stands above the rows."""

_PLAIN_PATHS = ("/", "/auth")
_SOCKET = "unix:"


def row(exchange: Exchange, now: float) -> Content:
    """`14:03:21  200     query          12 ms    53 B  917 B`, and what is special; `now` in Unix seconds."""
    began = datetime.fromtimestamp(exchange.began).strftime("%H:%M:%S")
    taken = exchange.total if exchange.total is not None else max(0.0, now - exchange.began)
    going = "" if exchange.is_over else "…"
    parts = [
        f"{began}  {status(exchange):<7} {exchange.what:<13}",
        f"{time_text(taken) + going:>6} {short_size(exchange.sent):>8}",
        f"{short_size(exchange.received):>9}",
        *([f" {exchange.path}"] if exchange.path not in _PLAIN_PATHS else []),
        *([f" again: {exchange.again}"] if exchange.again else []),
        *([f" {exchange.error_text}"] if exchange.error else []),
    ]
    line = shown_line(" ".join(parts))
    if not exchange.is_well:
        return Content.styled(line, "$text-error")
    return Content.styled(line, "$text-warning") if exchange.again or going else Content(line)


def status(exchange: Exchange) -> str:
    """The status, or what there is in its place."""
    if exchange.phase is Phase.CANCELLED:
        return "stopped"
    if exchange.phase is Phase.FAILED:
        return "failed"
    return str(exchange.status) if exchange.status else "sent"


def is_wanted(exchange: Exchange, words: str, *, only_failed: bool) -> bool:
    """Whether an exchange has all the words in it, in whatever place."""
    if only_failed and exchange.is_well:
        return False
    if not words.strip():
        return True
    text = " ".join(
        (
            *(exchange.what, exchange.method, exchange.path, exchange.server, status(exchange)),
            *(exchange.again, exchange.error_text, exchange.request_text, exchange.refusal_text),
        )
    ).casefold()
    return all(word in text for word in words.casefold().split())


def details(exchange: Exchange) -> Content:
    """All there is to know."""
    began = datetime.fromtimestamp(exchange.began).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    bodies = [("Request", exchange.request_text), ("Refusal", exchange.refusal_text)]
    rows = [
        ("Request", f"{exchange.method} {exchange.path}  ({exchange.what})"),
        ("Server", exchange.server),
        ("Began", began),
        ("Signed", "with the session's signature, which is not told" if exchange.is_signed else "no"),
        ("Again", exchange.again and f"because {exchange.again}"),
        ("Status", status(exchange)),
        ("Error", exchange.error_text),
        ("Sent", size_text(exchange.sent)),
        ("Received", _received(exchange)),
        ("Answer", ", ".join(part for part in (exchange.content_type, exchange.encoding) if part)),
        ("Connection", _connection(exchange)),
        ("First byte", time_text(exchange.first_byte)),
        ("All of it", time_text(exchange.total) or "still going on"),
    ]
    lines = [Content.assemble((f"{name:<11}", "bold"), shown_line(said)) for name, said in rows if said]
    for name, text in bodies:
        if text:
            lines += [Content(""), Content.styled(f"{name}:", "bold"), Content(shown(text))]
    return Content("\n").join(lines)


def curl(exchange: Exchange) -> str:
    """The request as a command for a shell; the signature comes from a variable, secrets are masked."""
    server = exchange.server
    command = ["curl", "-sS", "-X", exchange.method]
    if server.startswith(_SOCKET):
        command += ["--unix-socket", server.removeprefix(_SOCKET)]
        server = "http://localhost"
    words = [shlex.quote(word) for word in [*command, f"{server}{exchange.path}"]]
    words += ["-H", "'X-Karma-Codec: json'"]
    if exchange.is_signed:
        words += ["-H", '"X-Karma-Signature: $KARMA_SIGNATURE"']
    remarks: list[str] = []
    text = exchange.request_text
    if exchange.is_private or len(exchange.body) < exchange.sent:
        remarks.append("# its body is not in the log" if not exchange.body else "# only the body's beginning")
        words += ["--data-binary", "@body.json"] if exchange.sent else []
    elif text:
        if text != exchange.body.decode("utf-8", "replace"):
            remarks.append("# what is secret in its body is masked, or the body is cut")
        words += ["--data-binary", shlex.quote(text)]
    return "\n".join([*remarks, " ".join(words)])


def time_text(seconds: float | None) -> str:
    """`12 ms`, `3.4 s`, `2 min`; "" for None."""
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def short_size(size: int) -> str:
    """`917 B`, `41.2 kB`."""
    return size_text(size).replace(" bytes", " B")


def _received(exchange: Exchange) -> str:
    if not exchange.received:
        return ""
    if exchange.unpacked == exchange.received:
        return size_text(exchange.received)
    return f"{size_text(exchange.received)}, {size_text(exchange.unpacked)} unpacked"


def _connection(exchange: Exchange) -> str:
    if not exchange.is_fresh:
        return "kept from before"
    made = time_text(exchange.connecting)
    return f"made for it in {made}" if made else "made for it"


__all__ = ["HEAD", "curl", "details", "is_wanted", "row", "short_size", "status", "time_text"]
