"""What a notebook shows as it was saved, and what it prints today → where these are apart."""

import re
from collections.abc import Iterable, Iterator

from mlship.ir.notebook import Cell, Notebook, OutputKind
from mlship.ir.report import Outdated
from mlship.verification.records import Record
from mlship.verification.texts import is_alike

# Longer outputs were cut when they were read.
LONGEST = 19_000
# Numbers of numpy say so from version 2 on: `np.float64(0.5)`.
WRAPPED = re.compile(r"^np\.\w+\((.*)\)$")
SHOWN = 80


def find_outdated(notebook: Notebook, record: Record) -> tuple[Outdated, ...]:
    """List the cells whose saved output lacks a line that they print, or a value they show, today.

    What only the saved output has is not looked for: warnings are among it.
    """
    return tuple(found for cell in notebook.cells if (found := _compare(cell, record)))


def _compare(cell: Cell, record: Record) -> Outdated | None:
    printed, results = _saved(cell, "stream"), _saved(cell, "result")
    today = "".join(piece.text for piece in record.printed if piece.cell == cell.index)
    pairs = [(printed, _lines(today)), (results, list(_values(cell, record)) if results else [])]
    for saved, news in pairs:
        old = [WRAPPED.sub(r"\1", line) for line in _lines(saved)]
        if not old or len(saved) >= LONGEST:
            continue
        for number, line in enumerate(news):
            if not _has(old, line):
                before = old[min(number, len(old) - 1)]
                return Outdated(cell=cell.index, saved=before[:SHOWN], today=line[:SHOWN])
    return None


def _saved(cell: Cell, kind: OutputKind) -> str:
    return "".join(output.text for output in cell.outputs if output.kind == kind)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _values(cell: Cell, record: Record) -> Iterator[str]:
    """Yield the numbers that a cell shows."""
    for value in record.values.values():
        is_number = value.type.rpartition(".")[2].rstrip("0123456789") in {"float", "int", "bool"}
        if value.key.startswith("shown:") and value.cell == cell.index and is_number:
            yield WRAPPED.sub(r"\1", value.text)


def _has(lines: Iterable[str], wanted: str) -> bool:
    return any(is_alike(line.strip(), wanted.strip()) for line in lines)
