"""One step after the other: progress, the cache, and where to stop."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar

from .running.cache import Cache, call_plainly
from .running.schedule import Schedule

P = ParamSpec("P")
T = TypeVar("T")


class Handler(Protocol):
    """What `step` hands a call to."""

    def __call__(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Make the call, or answer for it."""


@dataclass
class _Switch:
    handler: Handler | None = None


_switch = _Switch()


def step(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a stage's function; while a runner is at work, through it."""
    if _switch.handler is None or kwargs:
        return function(*args, **kwargs)
    result: T = _switch.handler(function, args)
    return result


@contextlib.contextmanager
def handling(handler: Handler) -> Iterator[None]:
    """Let `handler` answer for every step within the block."""
    before, _switch.handler = _switch.handler, handler
    try:
        yield
    finally:
        _switch.handler = before


@dataclass(frozen=True)
class Done:
    """Done = a step that ended: stage, function, seconds, whether it came from the cache."""

    stage: str
    function: str
    seconds: float
    cached: bool


@dataclass
class Runner:
    """The handler of `train`: it keeps time, asks the cache, and stops where it was told to."""

    cache: Cache | None
    schedule: Schedule
    done: list[Done] = field(default_factory=list)

    def __call__(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Run one step, or take its outcome from the cache."""
        self.schedule.advance(function)
        started = time.perf_counter()
        result, cached = self._outcome(function, args)
        stage = function.__module__.rpartition(".")[2]
        self.done.append(Done(stage, function.__name__, time.perf_counter() - started, cached))
        _tell(self.done[-1])
        return result

    def _outcome(self, function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, bool]:
        if self.cache is not None:
            return self.cache.call(function, args)
        return call_plainly(function, args), False


def _tell(done: Done) -> None:
    label = f"{done.stage}.{done.function}"
    note = "cached" if done.cached else f"{done.seconds:.2f} s"
    sys.stderr.write(f"  {label:<48} {note:>10}\n")
