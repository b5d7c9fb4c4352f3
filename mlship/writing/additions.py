"""Files of a target → beside what was converted, and away again; never over somebody's edits.

`.mlship/targets.json` remembers them, with what was measured for them. It is written before the
files are, so that what a process that died has left is known as ours, and is completed next time.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path, PurePosixPath

from mlship.errors import EnvironmentLacks, UsageError, WouldOverwrite
from mlship.writing.record import ADDITIONS, added, as_json, digest, generated

Record = dict[str, object]
Sums = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Added = files that were written, that were so already, and that are somebody's own.

    Of those that were written, `restored` had been deleted, and `replaced` were somebody's own:
    what they were is beside them, with `.orig` after the name.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    left_alone: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


def read_additions(root: Path) -> Mapping[str, object]:
    """Read what was added and measured; empty if nothing was.

    Raises:
        UsageError: what remembers it is broken, so that nobody knows which files are whose.
    """
    try:
        record = json.loads((root / ADDITIONS).read_bytes())
        sums = dict(record.get("targets", {}))
        return {**record, "targets": {name: dict(sums[name]) for name in sums}}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(
            "What was added to this project cannot be read.",
            hint="Take the file back from version control. Without it, files of targets are yours.",
            location=str(root / ADDITIONS),
        ) from error


def list_added(root: Path) -> tuple[str, ...]:
    """Name the targets that were added."""
    targets = read_additions(root).get("targets")
    return tuple(sorted(targets)) if isinstance(targets, dict) else ()


def list_outdated(root: Path, package: str) -> tuple[str, ...]:
    """Name the targets that were added when the project's package was called otherwise."""
    packages = read_additions(root).get("packages")
    known = packages if isinstance(packages, dict) else {}
    return tuple(name for name in list_added(root) if known.get(name, package) != package)


def add(
    root: Path,
    target: str,
    files: Mapping[str, str],
    facts: Mapping[str, object],
    *,
    force: bool = False,
) -> Added:
    """Write the files of a target; `facts` are kept in the record for the next time.

    With `force`, files that somebody has edited are written too; what they were is kept.

    Raises:
        WouldOverwrite: every file of a target that was not added is there, and somebody's own.
        EnvironmentLacks: the files cannot be written.
    """
    wanted = {_inside(root, name): text.encode() for name, text in files.items()}
    try:
        kept = _set_aside(root, wanted) if force else ()
        done = _add(root, target, wanted, facts)
    except OSError as error:
        raise _unwritable(root, error) from error
    restored = tuple(name for name in done.restored if name not in kept)
    return replace(done, restored=restored, replaced=kept)


def remove(root: Path, target: str) -> Added:
    """Take the files of a target away, but for those that somebody has edited.

    Raises:
        UsageError: the target was never added.
    """
    if target not in list_added(root):
        raise UsageError(
            f"{target} was not added to this project.",
            hint="mlship add --list shows what was.",
            location=str(root),
        )
    try:
        return _remove(root, target)
    except OSError as error:
        raise _unwritable(root, error) from error


def _add(root: Path, target: str, files: Mapping[str, bytes], facts: Mapping[str, object]) -> Added:
    ours = added(root)
    before = _sums(root, target)
    taken = generated(root) or {}
    states = {name: _state(root / name, name, text, ours, taken) for name, text in files.items()}
    if set(states.values()) == {"own"}:
        _require_added(root, target, files)
    wanted = {name: text for name, text in files.items() if states[name] == "write"}
    gone = [name for name in before if name not in files and _is_ours(root / name, before[name])]
    missing = {name for name in wanted if not (root / name).exists()}
    sums = _new_sums(files, states, before)
    _remember(root, target, sums, facts, writing={**before, **_current(root, wanted)})
    for name, text in wanted.items():
        _replace(root / name, text)
    for name in gone:
        _unlink(root, name)
    _remember(root, target, sums, facts)
    return Added(
        written=tuple(sorted(wanted)),
        restored=tuple(sorted(before.keys() & missing)),
        unchanged=_of(states, "same"),
        removed=tuple(sorted(gone)),
        left_alone=_of(states, "own"),
    )


def _require_added(root: Path, target: str, files: Iterable[str]) -> None:
    """Raise for a target that would be added without one file of ours."""
    if target not in list_added(root):
        raise WouldOverwrite(
            f"{target} was not added: {', '.join(sorted(files))} is there, and yours.",
            hint="Move it away, add again, and take over from it what you need.",
            location=str(root),
        )


def _new_sums(
    files: Mapping[str, bytes], states: Mapping[str, str], before: Mapping[str, str]
) -> Sums:
    """Sum up what is ours; what was edited stays listed, so that converting again keeps it."""
    edited = {name for name in _of(states, "own") if name in before}
    ours = {name: digest(text) for name, text in files.items() if states[name] != "own"}
    return {**ours, **{name: before[name] for name in edited}}


def _set_aside(root: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Rename the files that are in the way and somebody's own, so that nothing of them is lost."""
    ours, taken = added(root), generated(root) or {}
    states = {name: _state(root / name, name, text, ours, taken) for name, text in files.items()}
    own = [name for name in _of(states, "own") if name not in taken and _is_file(root / name)]
    for name in own:
        (root / name).rename(_free_name(root / f"{name}.orig"))
    return tuple(own)


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}{n or ''}") for n in count())
    return next(name for name in names if not name.exists())


def _state(
    path: Path, name: str, text: bytes, ours: Mapping[str, set[str]], taken: Mapping[str, str]
) -> str:
    """Say what is to be done with a file: "write" it, nothing ("same"), or it is their "own"."""
    if name in taken or path.is_symlink() or path.is_dir():
        return "own"
    if not path.exists():
        return "write"
    found = digest(path)
    if found == digest(text):
        return "same"
    return "write" if found in ours.get(name, ()) else "own"


def _of(states: Mapping[str, str], state: str) -> tuple[str, ...]:
    return tuple(sorted(name for name, found in states.items() if found == state))


def _current(root: Path, names: Iterable[str]) -> Sums:
    return {name: digest(root / name) for name in names if (root / name).exists()}


def _remove(root: Path, target: str) -> Added:
    sums = _sums(root, target)
    there = [name for name in sums if (root / name).exists()]
    gone = [name for name in there if _is_ours(root / name, sums[name])]
    for name in gone:
        _unlink(root, name)
    record = dict(read_additions(root))
    record["targets"] = {name: s for name, s in _targets(record).items() if name != target}
    _replace(root / ADDITIONS, as_json(record))
    return Added(removed=tuple(sorted(gone)), left_alone=tuple(sorted({*there} - {*gone})))


def _is_ours(path: Path, expected: str) -> bool:
    return _is_file(path) and digest(path) == expected


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _unlink(root: Path, name: str) -> None:
    """Remove a file, and the folders that are empty without it."""
    (root / name).unlink(missing_ok=True)
    for folder in list((root / name).parents):
        if folder == root or any(folder.iterdir()):
            return
        folder.rmdir()


def _remember(
    root: Path,
    target: str,
    sums: Sums,
    facts: Mapping[str, object],
    writing: Mapping[str, str] | None = None,
) -> None:
    record: Record = {**read_additions(root), **facts}
    record["targets"] = dict(sorted({**_targets(record), target: sums}.items()))
    # What files were before this change: until it is done, they may still be so.
    record["writing"] = dict(writing or {})
    _replace(root / ADDITIONS, as_json(record))


def _targets(record: Mapping[str, object]) -> dict[str, Sums]:
    targets = record.get("targets")
    return targets if isinstance(targets, dict) else {}


def _sums(root: Path, target: str) -> Sums:
    return _targets(read_additions(root)).get(target, {})


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.mlship-{os.getpid()}")
    try:
        partial.write_bytes(content)
        if content.startswith(b"#!"):
            partial.chmod(0o755)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _inside(root: Path, name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError(f"generated file {name!r} lies outside of the project")
    if not (root / name).parent.resolve().is_relative_to(root.resolve()):
        raise UsageError(
            f"{name} would land outside of the project, as a folder is a link.",
            hint="Put a folder in the place of the link.",
            location=str(root),
        )
    return str(path)


def _unwritable(root: Path, error: OSError) -> EnvironmentLacks:
    return EnvironmentLacks(
        f"The project cannot be written: {error.strerror}.",
        hint="Look at the permissions and the space on the disk.",
        location=str(error.filename or root),
    )
