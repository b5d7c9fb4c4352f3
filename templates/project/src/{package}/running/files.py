"""The files that a step opens: which it read, with their content, and whether it wrote any."""

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Where libraries keep what is theirs: neither data of the project nor results of it.
_LIBRARIES = tuple({sys.prefix, sys.base_prefix, sys.exec_prefix, "/usr/", "/proc/", "/sys/"})
_SCRATCH = (tempfile.gettempdir(), "/dev/", str(Path.home() / ".cache"))


@dataclass
class Opened:
    """Opened = paths that were read, paths that were written."""

    read: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)


@dataclass
class _Watch:
    installed: bool = False
    opened: Opened | None = None
    root: str = ""


_watch = _Watch()


@contextlib.contextmanager
def watching(root: Path) -> Iterator[Opened]:
    """Note the files that are opened within the block, except those of libraries."""
    if not _watch.installed:
        sys.addaudithook(_note)
        _watch.installed = True
    opened = Opened()
    _watch.opened, _watch.root = opened, str(root.resolve())
    try:
        yield opened
    finally:
        _watch.opened = None


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or _watch.opened is None or not isinstance(arguments[0], str | bytes):
        return
    path = os.path.abspath(os.fsdecode(arguments[0]))
    if _is_foreign(path):
        return
    mode, flags = arguments[1], arguments[2]
    writes = set(mode or "") & set("wax+") or (mode is None and flags & (os.O_WRONLY | os.O_RDWR))
    (_watch.opened.written if writes else _watch.opened.read).add(path)


def _is_foreign(path: str) -> bool:
    if path.endswith((".py", ".pyc")):  # code is looked at by itself
        return True
    if path.startswith(_watch.root + os.sep):
        return path.startswith(os.path.join(_watch.root, ".cache"))
    return path.startswith((*_LIBRARIES, *_SCRATCH)) or "site-packages" in path


def describe_file(path: str | Path) -> str:
    """Compute the fingerprint of a file's content, or of what a folder lists; "" if not there."""
    place = Path(path)
    if place.is_dir():
        listed = sorted(_list_folder(place))
        return hashlib.blake2b("\n".join(listed).encode(), digest_size=16).hexdigest()
    try:
        with place.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _list_folder(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*"):
        state = file.stat()
        yield f"{file.relative_to(folder)} {state.st_size} {state.st_mtime_ns}"
