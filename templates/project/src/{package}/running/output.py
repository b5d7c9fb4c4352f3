"""Standard output that also keeps what is written to it."""

import io
from typing import TextIO


class Tee(io.TextIOBase):
    """A stream that passes text on and keeps it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        """Pass on and keep."""
        self.parts.append(text)
        return self.stream.write(text)

    def flush(self) -> None:
        """Pass on."""
        self.stream.flush()

    def writable(self) -> bool:
        """Say that one can write."""
        return True

    def text(self) -> str:
        """Return all that was written."""
        return "".join(self.parts)
