"""The programs that ours is measured beside: their versions, and an environment of its own for each.

Everything is installed by name from the package indexes that pip and npm are set up for, into a folder
that holds nothing else. What is there already in the right version is left alone.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path
from shutil import which

PYTHON: dict[str, tuple[str, ...]] = {
    "editors": ("textual[syntax]==8.2.8", "tree-sitter<0.26", "prompt_toolkit==3.0.53", "Pygments"),
    "harlequin": ("harlequin==2.17.0", "tree-sitter<0.26"),
    "posting": ("posting==2.11.1", "tree-sitter<0.26"),
    "litecli": ("litecli==1.17.1",),
    "visidata": ("visidata==3.4",),
}
"""Environments of Python, by the folder's name."""

NODE: dict[str, tuple[str, ...]] = {"fx": ("fx@20.0.2",)}
"""The last fx on npm that opens a file; later ones only print."""


def program(peers: Path | None, environment: str, name: str) -> str:
    """The path of an installed program, "" where it is not there."""
    if peers is None:
        return ""
    place = peers / environment / ("node_modules/.bin" if environment in NODE else "bin") / name
    return str(place.absolute()) if place.exists() else ""


def install(peers: Path, environments: Iterable[str]) -> None:
    """Install what is missing of the environments. Raises CalledProcessError where that fails."""
    for environment in environments:
        folder, wanted = peers / environment, [*PYTHON.get(environment, NODE.get(environment, ()))]
        mark = folder / ".installed"
        if mark.exists() and mark.read_text(encoding="utf-8").split("\n") == wanted:
            continue
        print(f"installing {environment}: {' '.join(wanted)}", file=sys.stderr, flush=True)
        if environment in PYTHON:
            venv.create(folder, with_pip=True)
            pip = [str(folder / "bin/pip"), "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, *wanted], check=True, stdout=subprocess.DEVNULL)
        elif npm := which("npm"):
            folder.mkdir(parents=True, exist_ok=True)
            subprocess.run([npm, "install", "--silent", "--prefix", str(folder), *wanted], check=True)
        else:
            continue
        mark.write_text("\n".join(wanted), encoding="utf-8")
