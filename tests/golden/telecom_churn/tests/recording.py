"""What each step was given and gave back, kept on disk while the pipeline runs once."""

import contextlib
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from telecom_churn_prediction.report import report
from telecom_churn_prediction.running.output import Tee
from telecom_churn_prediction.running.randomness import restore_generators, snapshot_generators

CANNOT_PICKLE = (
    pickle.PicklingError, TypeError, ValueError, AttributeError, RuntimeError, NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True)
class Call:
    """Call = the function, what it was given and gave back; None for what cannot be pickled.

    `told` says that it printed or reported something.
    """

    function: Callable[..., Any]
    given: Path | None
    gave: Path | None
    result: Any = None
    told: bool = False

    def read_result(self) -> Any:
        """Return the result as it was right after the call, before other steps changed it."""
        return pickle.loads(self.gave.read_bytes()) if self.gave else self.result

    def repeat(self) -> Any:
        """Call the function again, with the same inputs and random states."""
        assert self.given
        args, states = pickle.loads(self.given.read_bytes())
        restore_generators(states)
        return self.function(*args)


@dataclass
class Recorder:
    """Stands in for the runner: calls each step, and keeps what goes in and out."""

    folder: Path
    calls: dict[str, list[Call]] = field(default_factory=dict)

    def __call__(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Call one step."""
        calls = self.calls.setdefault(function.__name__, [])
        place = self.folder / f"{function.__name__}-{len(calls)}"
        given = keep((args, snapshot_generators()), place.with_suffix(".given"))
        before, printed = len(report.entries), Tee(sys.stdout)
        with contextlib.redirect_stdout(printed):
            result = function(*args)
        told = len(report.entries) > before or bool(printed.text())
        gave = keep(result, place.with_suffix(".gave"))
        calls.append(Call(function, given, gave, None if gave else result, told))
        return result


def keep(value: Any, place: Path) -> Path | None:
    """Write a value to a file; None if it is of a kind that cannot be written."""
    try:
        place.write_bytes(pickle.dumps(value))
    except CANNOT_PICKLE:
        return None
    return place
