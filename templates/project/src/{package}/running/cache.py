"""Outcomes of earlier steps: a step whose code, parameters and inputs are the same is not run."""

import contextlib
import hashlib
import io
import os
import pickle
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..report import Entry, has_open_figures, report
from .files import Opened, describe_file, watching
from .fingerprint import digest
from .keys import describe_generators, describe_inputs, make_key
from .memento import put_state, take_state
from .output import Tee
from .randomness import noting_seeds, restore_generators, snapshot_generators
from .sharing import View, find_views, lay_over, list_arrays

_KEPT = 4  # outcomes of each call: enough to go back and forth between a few settings
_TRAILER = hashlib.sha256().digest_size
_CANNOT_STORE = (
    pickle.PicklingError, TypeError, ValueError, AttributeError, RuntimeError, OSError, MemoryError,
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """Outcome = all that a step did: result, inputs changed in place, report, prints, states.

    `contents` are those of the arrays inside such inputs, by their places. `generators` holds
    those that the step drew from or seeded, in the states it left them in; `files` those that it
    read, with their content.
    """

    result: Any
    changed: dict[int, Any]
    contents: dict[int, Any]
    entries: list[Entry]
    printed: str
    generators: dict[str, Any]
    files: dict[str, str]


class Cache:
    """A folder of outcomes, one file each, named by function, key and the states it starts from.

    A run may call a function several times; of each of these calls a few outcomes are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls: Counter[str] = Counter()

    def call(self, function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, bool]:
        """Call the function, or give back what it did before; say which it was."""
        key = None if has_open_figures() else make_key(function, args)
        if key is None:
            return call_plainly(function, args), False
        self.calls[function.__name__] += 1
        for place in self._find(function.__name__, key):
            given = Given(args, _join(list_arrays(value) for value in args))
            outcome = _load(place, given)
            if outcome is not None:
                _replay(outcome, given)
                return outcome.result, True
        return self._run(function, args, key), False

    def _find(self, name: str, key: str) -> Iterator[Path]:
        """Yield the outcomes that start from the states the generators are in now."""
        for place in self.folder.glob(f"{name}.*-{key}-*.pickle"):
            drawn, states = place.stem.rsplit("-", 2)[1:]
            if describe_generators(snapshot_generators(), drawn) == states:
                yield place

    def _run(self, function: Callable[..., Any], args: tuple[Any, ...], key: str) -> Any:
        before, told, states = describe_inputs(args), len(report.entries), snapshot_generators()
        given = [list_arrays(value) for value in args]
        printed = Tee(sys.stdout)
        with (
            watching(self.folder.parent) as opened,
            noting_seeds() as seeded,
            contextlib.redirect_stdout(printed),
        ):
            result = call_plainly(function, args)
        with contextlib.suppress(*_CANNOT_STORE):
            after = _select_changed(states, snapshot_generators(), seeded)
            drawn = "+".join(sorted(name for name in after if not seeded.get(name))) or "none"
            changed = _find_changed(args, before)
            outcome = Outcome(
                result=result,
                changed={place: take_state(args[place]) for place in changed},
                contents=_take_contents(given, changed),
                entries=report.entries[told:],
                printed=printed.text(),
                generators=after,
                files=_require_reading(opened),
            )
            call = f"{function.__name__}.{self.calls[function.__name__]}"
            name = f"{call}-{key}-{drawn}-{describe_generators(states, drawn)}"
            _store(outcome, Given(args, _join(given)), self.folder / f"{name}.pickle")
            self._forget_old(call)
        return result

    def _forget_old(self, call: str) -> None:
        stored = sorted(self.folder.glob(f"{call}-*"), key=_age)
        for place in stored[_KEPT:]:
            place.unlink(missing_ok=True)


def call_plainly(function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Call the function; figures that it leaves open go to the report, as at a cell's end."""
    result = function(*args)
    report.figure(function.__name__)
    return result


def _age(place: Path) -> float:
    return -place.stat().st_mtime if place.exists() else 0.0


def _require_reading(opened: Opened) -> dict[str, str]:
    if opened.written:
        raise ValueError("a step that writes files must write them each time")
    return {path: describe_file(path) for path in sorted(opened.read)}


def _select_changed(
    before: dict[str, Any], after: dict[str, Any], seeded: dict[str, bool]
) -> dict[str, Any]:
    """Select the generators that a step drew from or seeded."""
    return {
        name: state
        for name, state in after.items()
        if name in seeded or name not in before or digest(before[name]) != digest(state)
    }


@dataclass(frozen=True)
class Given:
    """Given = a step's arguments, the arrays in them."""

    args: tuple[Any, ...]
    arrays: list[Any]


def _find_changed(args: tuple[Any, ...], before: list[str]) -> list[int]:
    """Find the inputs that the step changed in place."""
    pairs = enumerate(zip(before, describe_inputs(args), strict=True))
    return [place for place, (old, new) in pairs if old != new]


def _take_contents(given: list[list[Any]], changed: list[int]) -> dict[int, Any]:
    """Copy the arrays in the inputs that were changed: others may lie in the same memory."""
    places = {id(array): place for place, array in enumerate(_join(given))}
    arrays = [array for each in changed for array in given[each]]
    return {places[id(array)]: array.copy("K") for array in arrays}


def _join(given: Iterable[list[Any]]) -> list[Any]:
    """List the arrays in all inputs, each once."""
    return list({id(array): array for arrays in given for array in arrays}.values())


def _replay(outcome: Outcome, given: Given) -> None:
    for place, content in outcome.contents.items():
        given.arrays[place][...] = content
    for place, state in outcome.changed.items():
        put_state(given.args[place], state)
    report.entries.extend(outcome.entries)
    sys.stdout.write(outcome.printed)
    restore_generators(outcome.generators)


class _Pickler(pickle.Pickler):
    """Refers to a step's arguments and to memory instead of copying, so that they stay the same."""

    def __init__(self, stream: Any, given: Given, views: dict[int, View]) -> None:
        super().__init__(stream, protocol=pickle.HIGHEST_PROTOCOL)
        self.views = views
        # Plain numbers: what a longer name is made of might be an argument itself.
        self.places = {id(array): ~place for place, array in enumerate(given.arrays)}
        self.places |= {id(value): place for place, value in enumerate(given.args)}

    def persistent_id(self, obj: Any) -> int | None:
        return self.places.get(id(obj))

    def reducer_override(self, obj: Any) -> Any:
        view = self.views.get(id(obj))
        return NotImplemented if view is None else (lay_over, (view,))


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: Any, given: Given) -> None:
        super().__init__(stream)
        self.given = given

    def persistent_load(self, pid: int) -> Any:
        return self.given.args[pid] if pid >= 0 else self.given.arrays[~pid]


class _Checked(io.RawIOBase):
    """A file that sums up what is written to it."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.sum = hashlib.sha256()

    def write(self, data: Any) -> int:
        self.sum.update(data)
        return int(self.stream.write(data))


def _store(outcome: Outcome, given: Given, place: Path) -> None:
    """Write the outcome, whole or not at all, with its sum at the end."""
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f"{place.name}-{os.getpid()}.partial")
    made = list_arrays((outcome.result, outcome.changed))
    views = find_views(given.arrays, made)
    try:
        with partial.open("wb") as stream:
            checked = _Checked(stream)
            _Pickler(checked, given, views).dump(outcome)
            stream.write(checked.sum.digest())
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)


def _load(place: Path, given: Given) -> Outcome | None:
    """Read an outcome; None if there is none, it is damaged, or a file it read has changed."""
    try:
        with place.open("rb") as stream:
            if not _is_whole(stream):
                return None
            outcome = _Unpickler(stream, given).load()
    except Exception:  # whatever is wrong with it: computing it anew is right
        return None
    if any(describe_file(path) != content for path, content in outcome.files.items()):
        return None
    place.touch()
    return outcome if isinstance(outcome, Outcome) else None


def _is_whole(stream: Any) -> bool:
    size = os.fstat(stream.fileno()).st_size - _TRAILER
    total = hashlib.sha256()
    for block in _blocks(stream, size):
        total.update(block)
    whole = size > 0 and stream.read(_TRAILER) == total.digest()
    stream.seek(0)
    return bool(whole)


def _blocks(stream: Any, size: int) -> Iterator[bytes]:
    while size > 0 and (block := stream.read(min(size, 1 << 20))):
        size -= len(block)
        yield block
