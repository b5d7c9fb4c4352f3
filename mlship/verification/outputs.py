"""The folders that runs have changed → the files in them, as values beside the others."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from mlship.verification.guard import Overlay
from mlship.verification.records import Record, Recorded
from mlship.verification.runs import Bench, Run, read_files

# What libraries and tools leave behind by themselves.
SKIPPED = frozenset({"__pycache__", ".ipynb_checkpoints", ".cache", ".mlship", "catboost_info"})
# Of a changed folder so many files are looked at.
MOST_FILES = 2000


def record_files(bench: Bench, runs: Mapping[str, Run]) -> None:
    """Record the files that the notebook writes, in each run that writes them.

    Where their bytes differ, what is in them is recorded instead.
    """
    subject = bench.subject
    notebook = subject.notebook.parent, {each.place: each.name for each in subject.exports}
    project = subject.root, {each.project: each.name for each in subject.exports}
    written = {
        name: find_written(run.changes, folder, names) | find_above(run.layers, folder, names)
        for (name, run), (folder, names) in zip(
            runs.items(), (notebook, project, notebook), strict=True
        )
    }
    unequal = _record_bytes([run.record for run in runs.values()], list(written.values()))
    if unequal:
        wanted = {
            name: {f"file:{file}": path for file, path in files.items() if file in unequal}
            for name, files in written.items()
        }
        for name, record in read_files(bench, wanted).items():
            runs[name].record.values.update(record.values)


def find_written(
    changes: Path, original: Path, names: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Path]:
    """Map the names of files that are new or other than the original's to where they are.

    `names` are those of known paths, others go by their own. Of several with one name all but the
    first are counted, in the order of their folders.
    """
    found: dict[str, Path] = {}
    seen: Counter[str] = Counter()
    for path in _walk(changes):
        place = path.relative_to(changes)
        if len(found) < MOST_FILES and _is_changed(path, original / place):
            name = names.get(place.as_posix(), path.name)
            seen[name] += 1
            found[name if seen[name] == 1 else f"{name} ({seen[name]})"] = path
    return found


def find_above(
    layers: Sequence[Overlay], folder: Path, names: Mapping[str, str]
) -> dict[str, Path]:
    """Map the names of known files that were written beside or above a folder to where they are."""
    places = {Path(os.path.normpath(folder / place)): name for place, name in names.items()}
    return {
        name: written
        for place, name in places.items()
        for layer in layers
        if place.is_relative_to(layer.folder) and not place.is_relative_to(folder)
        if (written := Path(layer.changes) / place.relative_to(layer.folder)).is_file()
        if _is_changed(written, place)
    }


def _walk(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink() and path.name not in SKIPPED:
            yield from _walk(path)
        elif path.is_file() and not path.is_symlink():
            yield path


def _is_changed(path: Path, original: Path) -> bool:
    """Tell whether a file is not simply a copy of what was there before."""
    if not original.is_file():
        return True
    now, before = path.stat(), original.stat()
    return (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns)


def _record_bytes(records: Sequence[Record], written: Sequence[Mapping[str, Path]]) -> set[str]:
    """Record each file of each run by its bytes; return the names of those that are not the same.

    The first of the runs says which files there are.
    """
    unequal = set()
    for name in written[0]:
        sums = [_sum(files[name]) if name in files else "" for files in written]
        for record, text in zip(records, sums, strict=True):
            if text:
                record.add(Recorded(key=f"file:{name}", type="file", digest=text, text=name))
        if len(set(filter(None, sums))) > 1:
            unequal.add(name)
    return unequal


def _sum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
