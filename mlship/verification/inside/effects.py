"""A statement → what it did without saying so: generators that it drew from, names it changed."""

import pickle
import random
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .digests import digest
from .recording import Recorder
from .strangers import call_or


@dataclass(frozen=True)
class Effects:
    """Looks at the generators and at some variables before and after the watched statements."""

    recorder: Recorder
    watched: list[dict[str, Any]]
    before: dict[int, dict[str, str]] = field(default_factory=dict)

    def begin(
        self, cell: int, lines: tuple[int, int], passed: int, names: dict[str, object]
    ) -> None:
        """Remember how things are before a statement, if it is one of the watched."""
        for each in self._here(cell, lines, passed):
            self.before[each["index"]] = _look(each["names"], names)

    def end(self, cell: int, lines: tuple[int, int], passed: int, names: dict[str, object]) -> None:
        """Tell what is no longer as it was."""
        for each in self._here(cell, lines, passed):
            before, after = self.before[each["index"]], _look(each["names"], names)
            changed = [name for name in after if before.get(name, after[name]) != after[name]]
            self.recorder.event("effect", index=each["index"], changed=changed)

    def _here(self, cell: int, lines: tuple[int, int], passed: int) -> list[dict[str, Any]]:
        return [
            each
            for each in self.watched
            if each["cell"] == cell and lines[0] <= each["line"] <= lines[1]
            if each["ordinal"] == passed
        ]


def _look(wanted: Iterable[str], names: Mapping[str, object]) -> dict[str, str]:
    values = {name: _digest(names, name) for name in wanted}
    return {**values, **{f"rng:{name}": make() for name, make in _GENERATORS.items()}}


def _digest(names: Mapping[str, object], name: str) -> str:
    return call_or(lambda: digest(names[name]).text, "")


def _state_of(module: str, state: Callable[[Any], Any]) -> Callable[[], str]:
    def look() -> str:
        loaded = sys.modules.get(module)
        return "" if loaded is None else digest(pickle.dumps(state(loaded))).text

    return look


_GENERATORS: dict[str, Callable[[], str]] = {
    "python": lambda: digest(repr(random.getstate())).text,
    "numpy": _state_of("numpy.random", lambda numpy: numpy.get_state()),
    "torch": _state_of("torch", lambda torch: torch.get_rng_state().numpy()),
}
