"""Path in a notebook → the file that it means on this machine, or several that it might mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

DEPTH = 3
MOST_ENTRIES = 2000
UP = 2
# A project that was made of a notebook keeps copies and results of its own.
PROJECT = ".mlship"


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Located = where a file is, None if that is not sure; the files that it might be."""

    path: Path | None = None
    candidates: tuple[Path, ...] = ()


def locate_data(text: str, folder: Path) -> Path | None:
    """Find the file that a notebook in `folder` means by a path, by its name if need be."""
    return locate(text, index_files(folder), folder).path


def locate(text: str, places: Mapping[str, list[Path]], folder: Path) -> Located:
    """Find a file where its path says, else by its name: the one in the folders it speaks of.

    Where several are as good, one beside the notebook is meant; else nothing tells which. Where
    none has the name, it may lie above the notebook.
    """
    try:
        written = (folder / text, folder / path_key(text))
        if direct := next(filter(Path.exists, written), None):
            return Located(path=direct.resolve())
    except (OSError, ValueError):
        return Located()
    parts = [part.lower() for part in PureWindowsPath(text).parts]
    same_name = places.get(file_name(text).lower(), [])
    most = max((_common_tail(path, parts) for path in same_name), default=0)
    best = [path for path in same_name if _common_tail(path, parts) == most]
    chosen = best if len(best) == 1 else [path for path in best if path.parent == folder]
    if len(chosen) == 1:
        return Located(path=chosen[0].resolve())
    if not best and (above := _above(text, folder)):
        return Located(path=above)
    return Located(candidates=tuple(path.resolve() for path in best))


def _above(text: str, folder: Path) -> Path | None:
    """Find a file by the end of its path, a folder at least, in the folders above the notebook's.

    ``D:/project/data/a.csv`` of a notebook in ``project/notebooks`` is ``../data/a.csv``.
    """
    path = PureWindowsPath(text)
    parts = [part for part in path.parts if part not in {path.anchor, ".", ".."}]
    ends = [Path(*parts[first:]) for first in range(len(parts) - 1)]
    above = folder.resolve().parents[:UP]
    return next((base / end for base in above for end in ends if (base / end).is_file()), None)


def path_key(text: str) -> str:
    """Return a path in the one form that all its spellings share."""
    return text.replace("\\", "/").removeprefix("./").rstrip("/")


def file_name(text: str) -> str:
    """Return the last part of a path of any system."""
    return PureWindowsPath(text).name


def _common_tail(path: Path, parts: list[str]) -> int:
    mine = [p.lower() for p in path.parts]
    count = 0
    while count < min(len(mine), len(parts)) and mine[-1 - count] == parts[-1 - count]:
        count += 1
    return count


def index_files(folder: Path) -> dict[str, list[Path]]:
    """Return the files beside the notebook, a few folders deep, by lower-case name."""
    found: dict[str, list[Path]] = {}
    level = [folder]
    for _ in range(DEPTH):
        entries = [entry for place in level for entry in _entries(place)]
        for entry in entries:
            found.setdefault(file_name(entry.name).lower(), []).append(entry)
        level = [entry for entry in entries if entry.is_dir() and not (entry / PROJECT).is_dir()]
    return found


def _entries(place: Path) -> list[Path]:
    try:
        entries = [path for path in sorted(place.iterdir()) if not path.name.startswith(".")]
    except OSError:
        return []
    return entries[:MOST_ENTRIES]
