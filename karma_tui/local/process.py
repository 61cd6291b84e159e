"""The local instance's process: command line, start, the one line on stdout, the exit code.

`python -m karma_tui.local` comes here; `karma-tui serve` and the app start it so. Whatever is not
needed to refuse a bad command line is imported later.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.crashes import note
from karma_tui.errors import ExitCode, KarmaError
from karma_tui.lang.nodes import Dialect
from karma_tui.local.opening import open_dump, place_for
from karma_tui.redact import unrecognized

if TYPE_CHECKING:
    from karma_tui.local.http_instance import Instance
    from karma_tui.local.ports import Store
    from karma_tui.local.server import LeasePlan

log = logging.getLogger(__name__)

_PATIENCE = 1.0
"""Seconds that queries get which the server's own grace was not enough for."""

_QUERY_MEMORY = 1024
"""Mebibytes by which memory may grow during one query: far above what honest queries need."""

_CACHE_MEMORY = 64
"""Mebibytes for decoded records between queries: room for some 50,000 of middling size."""

_SWITCH = 0.001
"""Seconds until a busy thread lets the event loop go on; with the default of 5 ms a short query would wait
that long several times beside a long one."""

_COLLECT_EVERY = 50_000
"""Objects between two garbage collections; the default of 700 makes big results three times as dear."""


def main(words: Sequence[str] | None = None) -> int:
    """Serve a local instance until told to end; the exit code (docs/exit-codes.md)."""
    parser = _parser()
    options, strange = parser.parse_known_args(words)
    if strange:
        parser.error(unrecognized(strange))
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    try:
        return _serve(options)
    except KarmaError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.OK
    except Exception as failure:  # a net: nobody reads a traceback here
        sys.stderr.write(f"{note(failure)}\n")
        return ExitCode.INTERNAL


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="karma-tui serve",
        description="Serve a karma.run database from a local data file.",
        allow_abbrev=False,  # `--secret=…` would be taken for the path of its file, and told in errors
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=_port, default=0, help="port to listen on; 0, the default, finds one")
    parser.add_argument("--allow-remote", action="store_true", help="allow hosts that others can reach")
    parser.add_argument("--socket", type=Path, metavar="PATH", help="listen on a Unix socket instead")
    parser.add_argument(
        "--while-leased",
        type=_seconds,
        metavar="SECONDS",
        help="with --socket: end after so long without a connection to PATH.lease",
    )
    parser.add_argument("--data", type=Path, metavar="FILE", help="data file (default: your own)")
    parser.add_argument(
        "--secret-file", type=Path, metavar="FILE", help="file of the instance secret (default: DATA.secret)"
    )
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument("--empty", action="store_true", help="begin a new data file without sample data")
    begin.add_argument(
        "--open",
        type=Path,
        metavar="DUMP",
        dest="dump",
        help="serve a copy of a dump; it is removed at the end, unless --data names a new file for it",
    )
    parser.add_argument("--dialect", type=Dialect, choices=list(Dialect), help="answer in this dialect only")
    parser.add_argument(
        "--query-timeout",
        type=_above_zero,
        metavar="SECONDS",
        help="stop queries that are at work for longer (default: never)",
    )
    parser.add_argument(
        "--query-memory",
        type=_mebibytes,
        default=_QUERY_MEMORY,
        metavar="MIB",
        help="stop a query when memory grows by more than so many mebibytes (default %(default)s)",
    )
    parser.add_argument(
        "--cache-memory",
        type=_mebibytes,
        default=_CACHE_MEMORY,
        metavar="MIB",
        help="keep decoded records in memory between queries, up to so many mebibytes (default %(default)s)",
    )
    return parser


def _above_zero(text: str) -> float:
    number = _seconds(text)
    if number == 0:
        raise ValueError(text)
    return number


def _mebibytes(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError(text)
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def _serve(options: argparse.Namespace) -> int:
    if options.while_leased is not None and options.socket is None:
        _parser().error("--while-leased needs --socket")
    with place_for(options.data, _default_data, options.dump) as data:
        ended = _serve_data(options, data)
    if not ended:
        log.warning("a query was still running and was abandoned; nothing of it was written")
        logging.shutdown()
        os._exit(ExitCode.OK)  # its thread cannot be stopped, and waiting for it could take for ever
    return ExitCode.OK


def _serve_data(options: argparse.Namespace, data: Path) -> bool:
    """Serve a data file until told to end; False if a query is still running."""
    instance = _open(options, data)
    sockets: list[Path] = []
    try:
        _listen_and_run(options, instance, sockets)
    finally:
        for path in sockets:
            path.unlink(missing_ok=True)
        ended = instance.close(_PATIENCE)
    return ended


def _open(options: argparse.Namespace, data: Path) -> Instance:
    """Open the data file, making and filling it at first use. Raises StorageError."""
    from karma_tui.local.http_instance import Instance
    from karma_tui.local.store import open_store
    from karma_tui.local.watch import MEBIBYTE, Limits

    secret = options.secret_file or data.with_name(data.name + ".secret")
    if options.dump is not None:
        store = open_dump(options.dump.expanduser().absolute(), data)
    else:
        store = open_store(data, _fill_empty if options.empty else _fill_with_samples)
    try:
        limits = Limits(options.query_timeout, options.query_memory)
        return Instance(store, secret, options.dialect, limits, options.cache_memory * MEBIBYTE)
    except BaseException:
        store.close()
        raise


def _default_data() -> Path:
    from karma_tui import paths

    return paths.data_dir() / "local.db"


def _fill_empty(store: Store) -> None:
    from karma_tui.local.http_instance import new_engine

    new_engine(store).initialise()


def _fill_with_samples(store: Store) -> None:
    from karma_tui.local.http_instance import new_engine
    from karma_tui.local.sample import load_sample

    engine = new_engine(store)
    engine.initialise()
    load_sample(engine)


def _listen_and_run(options: argparse.Namespace, instance: Instance, sockets: list[Path]) -> None:
    """Listen, say where, serve. The paths of the Unix sockets made are added to `sockets`."""
    from karma_tui.local.http_app import App
    from karma_tui.local.server import LeasePlan, serve
    from karma_tui.local.server_sockets import listen_tcp, listen_unix, url_of

    lease: LeasePlan | None = None
    if options.socket is not None:
        listener = listen_unix(options.socket.absolute())
        sockets.append(options.socket.absolute())
        if options.while_leased is not None:
            path = Path(f"{options.socket.absolute()}.lease")
            lease = LeasePlan(listen_unix(path), options.while_leased)
            sockets.append(path)
    else:
        listener = listen_tcp(options.host, options.port, allow_remote=options.allow_remote)
        if options.allow_remote:
            log.warning("others may connect: passwords and data travel over plain HTTP, readable on the way")

    def ready() -> None:
        gc.collect()
        gc.freeze()
        gc.set_threshold(_COLLECT_EVERY)
        sys.setswitchinterval(_SWITCH)
        sys.stdout.write(f"{url_of(listener)}\n")
        sys.stdout.flush()

    asyncio.run(serve(App(instance), listener, lease, ready))
