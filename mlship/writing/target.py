"""Project → directory: written aside, then put in place in one step.

.NAME.mlship-new-PID    being filled; worthless if we die
.NAME.mlship-swap-PID   complete; after the exchange it holds what was there before
NAME.backup-N           what was there before, if somebody had worked on it
"""

import errno
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from zlib import crc32

from mlship import __version__
from mlship.errors import EnvironmentLacks, WouldOverwrite
from mlship.ir.project import Project
from mlship.writing.exchange import exchange
from mlship.writing.record import (
    ADDITIONS,
    FOLDER,
    MANIFEST,
    added,
    as_json,
    beside,
    is_kept,
    list_files,
    manifest,
    own_work,
)

Content = bytes | Path

# More names than this in one message help nobody.
NAMES_SHOWN = 8
# Bytes, which leaves room for what is put around a name.
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Written = directory, its generated files, and where somebody's work was put aside."""

    target: Path
    files: tuple[str, ...]
    backup: Path | None = None


def write(
    project: Project,
    target: Path,
    *,
    force: bool,
    provenance: Mapping[str, object],
    data: Mapping[str, Content] | None = None,
) -> Written:
    """Write the project: all of it or, killed at any moment, nothing.

    Each entry of `provenance` becomes a record `.mlship/<name>.json`; `data` are further files,
    as bytes or as the path that they are copied from.
    """
    contents = {**_contents(project), **_records(provenance), **(data or {})}
    try:
        return _write(Path(os.path.realpath(target)), contents, force=force)
    except OSError as error:
        raise EnvironmentLacks(
            f"The project cannot be written: {error.strerror}.",
            hint="Choose another folder with -o.",
            location=str(target),
        ) from error


def _write(target: Path, contents: Mapping[str, Content], *, force: bool) -> Written:
    if target.is_symlink():  # after all links were followed: they lead to each other
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    _recover(target)
    own = _work_in(target, contents)
    if own and not force:
        raise _refusal(target, own)
    fresh = _fill(target, contents)
    with _staying_in(target):
        backup = _put_in_place(fresh, target, keep=bool(own))
    return Written(target=target, files=tuple(sorted(contents)), backup=backup)


def _work_in(target: Path, coming: Collection[str]) -> list[str]:
    if target.is_dir():
        return own_work(target, coming)
    return [target.name] if target.exists() else []


def _refusal(target: Path, own: list[str]) -> WouldOverwrite:
    more = f" and {len(own) - NAMES_SHOWN} more" if len(own) > NAMES_SHOWN else ""
    named = f"{', '.join(own[:NAMES_SHOWN])}{more}"
    what = f"This would lose what is not as it was generated: {named}."
    if target.is_file():
        what = "This is a file, and a project is a folder."
    return WouldOverwrite(
        what,
        hint="Choose another folder with -o, or let --force keep a backup beside it.",
        location=str(target),
    )


def _contents(project: Project) -> dict[str, Content]:
    return {_inside(name): text.encode() for name, text in project.files.items()}


def _records(provenance: Mapping[str, object]) -> dict[str, Content]:
    return {f"{FOLDER}/{name}.json": as_json(content) for name, content in provenance.items()}


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError(f"generated file {name!r} lies outside of the project")
    return str(path)


def _fill(target: Path, contents: Mapping[str, Content]) -> Path:
    """Write everything beside the target; the name changes once it is complete."""
    fresh = _beside(target, "new")
    try:
        _write_all(fresh, contents)
    except (OSError, KeyboardInterrupt):
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return fresh.rename(_beside(target, "swap"))


def _write_all(fresh: Path, contents: Mapping[str, Content]) -> None:
    for name, content in {**contents, MANIFEST: manifest(contents, __version__)}.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, path)
            continue
        path.write_bytes(content)
        if content.startswith(b"#!"):
            path.chmod(0o755)


def _put_in_place(fresh: Path, target: Path, *, keep: bool) -> Path | None:
    """Make the fresh directory the target; return the backup, if one was asked for."""
    if not target.exists():
        fresh.rename(target)
        return None
    if not (target.is_dir() and exchange(fresh, target)):
        aside = target.rename(_beside(target, "old"))
        fresh.rename(target)
        fresh = aside
    return _clear_away(fresh, target, keep=keep)


@contextmanager
def _staying_in(target: Path) -> Iterator[None]:
    """If we work in the folder that is replaced, work in the new one of the same name."""
    here = Path.cwd()
    yield
    if here.is_relative_to(target):
        os.chdir(here if here.is_dir() else target)


def _clear_away(old: Path, target: Path, *, keep: bool) -> Path | None:
    """Carry over what the project has produced; back up or remove the rest."""
    backup = old.rename(_free_backup(target)) if keep else None
    if (backup or old).is_dir():
        _carry_additions(backup or old, target)
        _carry_beside(backup or old, target)
        _carry(backup or old, target)
    if backup is None:
        shutil.rmtree(old)
    return backup


def _carry_additions(old: Path, new: Path) -> None:
    """Move what `mlship add` wrote, edited or not, to where it was."""
    for name in [*added(old), ADDITIONS]:
        if (old / name).is_file() and not (new / name).exists():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (old / name).rename(new / name)


def _carry_beside(old: Path, new: Path) -> None:
    """Move what somebody, or a run, has put beside what was generated."""
    for name in beside(old):
        if not is_kept(name) and not os.path.lexists(new / name):
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (old / name).rename(new / name)


def _carry(old: Path, new: Path) -> None:
    """Move the kept places to where they were, as far as that still exists."""
    for path in list(old.iterdir()):
        if is_kept(path.name):
            _move(path, new / path.name)
        elif path.is_dir() and (new / path.name).is_dir():
            _carry(path, new / path.name)


def _move(old: Path, new: Path) -> None:
    """Move a file or folder; what was generated anew stays."""
    if not new.exists():
        old.rename(new)
    elif old.is_dir() and new.is_dir():
        for path in list(old.iterdir()):
            _move(path, new / path.name)


def _recover(target: Path) -> None:
    """Finish or undo what a process that died has left beside the target."""
    for path, kind in list(_left_behind(target)):
        if kind == "old" and not target.exists():
            path.rename(target)
        elif kind == "new" or not target.exists():
            shutil.rmtree(path)
        else:
            there = tuple(list_files(target)) if target.is_dir() else ()
            _clear_away(path, target, keep=bool(_work_in(path, there)))


def _left_behind(target: Path) -> Iterator[tuple[Path, str]]:
    """Yield what lies beside the target, with its kind, if its process is gone."""
    start = f".{_short(target.name)}.mlship-"
    for path in target.parent.iterdir() if target.parent.exists() else ():
        kind, _, pid = path.name.removeprefix(start).partition("-")
        if path.name.startswith(start) and pid.isdigit() and not _is_alive(int(pid)):
            yield path, kind


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _beside(target: Path, kind: str) -> Path:
    return target.with_name(f".{_short(target.name)}.mlship-{kind}-{os.getpid()}")


def _free_backup(target: Path) -> Path:
    start = _short(target.name)
    names = (target.with_name(f"{start}.backup-{number}") for number in count(1))
    return next(path for path in names if not path.exists())


def _short(name: str) -> str:
    """Leave room behind a name: no system allows for more than 255 bytes."""
    return name if len(os.fsencode(name)) <= LONGEST_NAME else f"{name[:40]}-{crc32(name.encode())}"
