"""What each step was given and gave back, kept on disk while the pipeline runs once."""

import contextlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data_files import note_states
from keeping import keep, read

from telecom_churn_prediction.report import report
from telecom_churn_prediction.running.output import Tee
from telecom_churn_prediction.running.randomness import restore_generators, snapshot_generators


@dataclass(frozen=True)
class Call:
    """Call = the function, what it was given and gave back; None for what cannot be pickled.

    `told` says that it printed or reported something, `left` names the data files that it wrote.
    """

    function: Callable[..., Any]
    given: Path | None
    gave: Path | None
    result: Any = None
    told: bool = False
    left: frozenset[str] = frozenset()

    def read_result(self) -> Any:
        """Return the result as it was right after the call, before other steps changed it."""
        return read(self.gave) if self.gave else self.result

    def repeat(self) -> Any:
        """Call the function again, with the same inputs and random states."""
        assert self.given
        args, states = read(self.given)
        restore_generators(states)
        return self.function(*args)


@dataclass
class Recorder:
    """Calls the steps, and keeps what goes in and out.

    `files` are those that the pipeline writes, by their parameters.
    """

    folder: Path
    files: Mapping[str, Path]
    calls: dict[str, list[Call]] = field(default_factory=dict)

    def handle(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Call one step in the runner's stead."""
        return self.call(function, *args)

    def call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call one step."""
        calls = self.calls.setdefault(function.__name__, [])
        place = self.folder / f"{function.__name__}-{len(calls)}"
        given = keep((args, snapshot_generators()), place.with_suffix(".given"))
        before, files, printed = len(report.entries), note_states(self.files), Tee(sys.stdout)
        with contextlib.redirect_stdout(printed):
            result = function(*args)
        told = len(report.entries) > before or bool(printed.text())
        gave = keep(result, place.with_suffix(".gave"))
        left = dict(note_states(self.files).items() - files.items()).keys()
        calls.append(Call(function, given, gave, None if gave else result, told, frozenset(left)))
        return result
