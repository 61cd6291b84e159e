"""Files: opening one into a buffer, saving a buffer to one, and noticing that somebody else wrote it."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

from karma_tui.errors import KarmaError, StorageError, UsageError
from karma_tui.library.files import read_text, write_file
from karma_tui.tui.open_buffer import OpenBuffer
from karma_tui.tui.screens.workspace import Workspace
from karma_tui.tui.shown import shown_line
from karma_tui.tui.typing_order import BUFFERS
from karma_tui.tui.widgets.editor import Editor

MOST_BYTES = 4 * 1024 * 1024
"""Beyond this an editor of lines is no pleasure; such a file can be run from the command line."""


class FileActions(Workspace):
    """Actions on the files that buffers are copies of."""

    async def action_open_file(self) -> None:
        """Ask for a path and open the file."""

        async def open_it(words: str) -> None:
            await self.open_path(path_of(words))

        await self.ask("Open", _folder(self._buffers.info), open_it, is_path=True)

    async def open_path(self, path: Path) -> None:
        """Open a file in a buffer, or bring the buffer that has it. Raises StorageError."""
        for info, editor in self._buffers.editors():
            if info.path == path:
                self._buffers.bring(str(editor.id))
                return
        text, stamp = await asyncio.to_thread(_read, path)
        editor = await self._buffers.open(text, path.name, path)
        self._buffers.info.is_saved(path, editor.text, stamp)
        self._buffers.refresh_title(editor)
        self._drafts.changed()

    async def action_save_file(self) -> None:
        """Save the buffer to its file; ask for one if it has none."""
        info, editor = self._buffers.info, self._buffers.active
        if info.path is None:
            await self.action_save_file_as()
            return
        path = info.path

        async def save() -> None:
            try:
                await self.save_to(info, editor, path)
            except KarmaError as error:
                self.refuse(error)

        self.run_worker(save(), group=BUFFERS, exit_on_error=False)

    async def action_save_file_as(self) -> None:
        """Ask for a path and save the buffer there."""
        info, editor = self._buffers.info, self._buffers.active

        async def save(words: str) -> None:
            await self.save_to(info, editor, path_of(words))

        await self.ask("Save as", str(info.path or _folder(info)), save, is_path=True)

    async def recall_files(self) -> None:
        """Find out how buffers from earlier windows differ from their files."""
        for info, editor in self._buffers.editors():
            if info.path is None or info.saved is not None:
                continue
            try:
                text, stamp = await asyncio.to_thread(_read, info.path)
            except StorageError:
                continue  # it is gone or unreadable, so the buffer stays marked as changed
            if text == editor.text:
                info.is_saved(info.path, editor.text, stamp)
            self._buffers.refresh_title(editor)

    async def save_to(self, info: OpenBuffer, editor: Editor, path: Path) -> None:
        """Write the file, unless that would undo what somebody else wrote: then ask first."""
        text = editor.text
        if await asyncio.to_thread(_is_read_only, path):
            self._ask_to_replace(info, editor, path, text, f"{path.name} is read-only")
        elif await asyncio.to_thread(_is_another, path, text, info):
            self._ask_to_replace(info, editor, path, text)
        else:
            await self._write(info, editor, path, text)

    async def _write(self, info: OpenBuffer, editor: Editor, path: Path, text: str) -> None:
        stamp = await asyncio.to_thread(_write, path, text)
        info.is_saved(path, text, stamp)
        if self._buffers.editor(str(editor.id)) is not None:
            self._buffers.retitle(editor, path.name)
        self._drafts.changed()
        self.tell(shown_line(str(path)), "Saved")

    def _ask_to_replace(self, info: OpenBuffer, editor: Editor, path: Path, text: str, why: str = "") -> None:
        from karma_tui.tui.screens.confirm import ConfirmScreen  # dialogues are loaded when wanted

        async def write() -> None:
            try:
                await self._write(info, editor, path, text)
            except KarmaError as error:
                self.refuse(error)

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.run_worker(write(), group=BUFFERS, exit_on_error=False)

        known = info.path == path
        title = f"{path.name} was changed by another program" if known else f"{path.name} exists already"
        title = why or title
        question = ConfirmScreen(
            f"{title}. Replace it?", f"{path}: its present text would be lost.", "Replace"
        )
        self.app.push_screen(question, answered)


def path_of(words: str) -> Path:
    """The path somebody typed. Raises UsageError."""
    if not words.strip():
        raise UsageError("A file needs a path", "Type one, or leave it.")
    try:
        return Path(words.strip()).expanduser().absolute()
    except RuntimeError as error:
        raise UsageError("Not a path", f"{error}.") from error


def _folder(info: OpenBuffer) -> str:
    return f"{info.path.parent}/" if info.path is not None else ""


def _read(path: Path) -> tuple[str, tuple[int, int] | None]:
    stamp = _stamp(path)
    if stamp is not None and stamp[1] > MOST_BYTES:
        raise StorageError(
            "The file is too large to edit",
            f"{path} has {stamp[1]:,} bytes; the limit is {MOST_BYTES:,}.",
            "It can be run as it is from the command line.",
        )
    return read_text(path), stamp


def _write(path: Path, text: str) -> tuple[int, int] | None:
    write_file(path, text)
    return _stamp(path)


def _stamp(path: Path) -> tuple[int, int] | None:
    """Time of change and size; None if there is no such file, or none to be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _is_read_only(path: Path) -> bool:
    """Whether its owner may not write it; the rights of its folder would let us replace it all the same."""
    try:
        return not path.stat().st_mode & stat.S_IWUSR
    except OSError:
        return False


def _is_another(path: Path, text: str, info: OpenBuffer) -> bool:
    """Whether the file holds something that the buffer does not come from and that writing would lose."""
    stamp = _stamp(path)
    if stamp is None or (info.path == path and info.stamp == stamp):
        return False
    if stamp[1] > MOST_BYTES:
        return True
    there = read_text(path)
    return there not in (text, info.saved if info.path == path and info.stamp is not None else text)
