"""What batches took → how long those would take that are inside now.

A batch costs something fixed and something for each row; which, is learned from the last ones by
least squares.
"""

import math

# What a batch counts for after the next one has come: the last thirty or so decide.
KEPT = 0.97


class Pace:
    """Learns from sizes and seconds of batches; until it has seen two sizes, rows cost nothing."""

    def __init__(self, batch: int) -> None:
        self._batch = batch
        self._count = self._rows = self._seconds = self._squares = self._products = 0.0

    def observe(self, rows: int, seconds: float) -> None:
        """Learn from one batch."""
        self._count = self._count * KEPT + 1
        self._rows = self._rows * KEPT + rows
        self._seconds = self._seconds * KEPT + seconds
        self._squares = self._squares * KEPT + rows * rows
        self._products = self._products * KEPT + rows * seconds

    def estimate(self, rows: int) -> float:
        """Say how many seconds so many rows take, in batches as large as they may be."""
        return self.added(rows) + (self._fixed() if rows else 0.0)

    def added(self, rows: int) -> float:
        """Say how many of these seconds are there because the rows are so many."""
        return max(0, math.ceil(rows / self._batch) - 1) * self._fixed() + rows * self._each()

    def _fixed(self) -> float:
        """Seconds a batch, however small."""
        rest_s = self._seconds - self._each() * self._rows
        return max(0.0, rest_s / self._count) if self._count else 0.0

    def _each(self) -> float:
        """Seconds a row: the slope, but no more than if nothing were fixed."""
        spread = self._count * self._squares - self._rows * self._rows
        if spread <= self._rows * self._rows * 1e-6:  # all batches had one size
            return 0.0
        slope = (self._count * self._products - self._rows * self._seconds) / spread
        return min(max(0.0, slope), self._seconds / self._rows)
