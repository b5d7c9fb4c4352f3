"""How far long work is → when all of it ends: its later parts take about as long as its first."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

MINUTE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Forecast = the parts of the work in order, when each began, a clock in seconds."""

    parts: Sequence[str] = ()
    clock: Callable[[], float] = time.monotonic
    begun: dict[str, float] = field(default_factory=dict)

    def left(self, part: str, done: int, total: int) -> float | None:
        """Say how many seconds all of the work takes from now on; None while nobody knows."""
        now = self.clock()
        begun = self.begun.setdefault(part, now)
        spent, later = now - begun, len(self._after(part))
        first, *others = self.begun.values()
        if others:
            whole = others[0] - first
            return max(self._rest(spent, done, total, whole), 0.0) + later * whole
        if not done:
            return None
        whole = spent * total / done
        return whole - spent + later * whole

    def _after(self, part: str) -> Sequence[str]:
        return self.parts[self.parts.index(part) + 1 :] if part in self.parts else ()

    @staticmethod
    def _rest(spent: float, done: int, total: int, whole: float) -> float:
        """Say what is left of a later part: by the first's time, unless it has taken longer."""
        if spent <= whole or not done:
            return whole - spent
        return spent * (total - done) / done


def spell(seconds: float | None) -> str:
    """Write a time as people say it, "" if there is none."""
    if seconds is None:
        return ""
    if seconds < MINUTE_S:
        return f"{max(round(seconds), 1)} s left"
    return f"{round(seconds / MINUTE_S)} min left"
