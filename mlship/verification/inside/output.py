"""What a run prints: passed on, and kept in pieces, up to a limit."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Of all that a run prints; what comes later is counted, not kept.
MOST_CHARACTERS = 20_000_000


class Ear(io.TextIOBase):
    """A stdout that remembers."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0

    def write(self, text: str) -> int:
        """Keep a piece."""
        self.length += len(text)
        if self.length <= MOST_CHARACTERS:
            self.pieces.append(text)
        return len(text)

    def writable(self) -> bool:
        """Say that one can write here."""
        return True

    def fileno(self) -> int:
        """Give the real one's number, for those who start processes."""
        assert sys.__stdout__ is not None  # noqa: S101 - we are started with one
        return sys.__stdout__.fileno()

    def take(self) -> str:
        """Give what came since the last time."""
        text = "".join(self.pieces)
        self.pieces.clear()
        return text


@contextmanager
def listening() -> Iterator[Ear]:
    """Hear what is printed within the block."""
    ear, before = Ear(), sys.stdout
    sys.stdout = ear
    try:
        yield ear
    finally:
        sys.stdout = before
