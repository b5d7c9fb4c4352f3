"""A data file → some of its rows, as bytes, whatever its encoding."""

from collections.abc import Iterable, Iterator
from pathlib import Path

QUOTE = b'"'


def some_rows(source: Path, rows: int) -> bytes:
    """Return the header and so many rows, spread over the file: it may be sorted by its labels.

    Line breaks in quotes do not end a row.
    """
    with source.open("rb") as lines:
        total = sum(1 for _ in _records(lines)) - 1
    chosen = {1 + place * total // rows for place in range(rows)} if total > rows else None
    with source.open("rb") as lines:
        records = enumerate(_records(lines))
        return b"".join(row for place, row in records if not (place and chosen) or place in chosen)


def _records(lines: Iterable[bytes]) -> Iterator[bytes]:
    begun: list[bytes] = []
    quotes = 0
    for line in lines:
        begun.append(line)
        quotes += line.count(QUOTE)
        if quotes % 2 == 0:
            yield b"".join(begun)
            begun.clear()
    if begun:
        yield b"".join(begun)
