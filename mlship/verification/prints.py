"""The pieces that a run has printed → one text a function, and what two runs' texts are alike."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mlship.verification.items import Item
from mlship.verification.records import Printed, Record
from mlship.verification.subject import Subject
from mlship.verification.texts import compare_texts, split_lines

# What `%%time` and `%timeit` print.
TIMES = re.compile(r"^(CPU times: |Wall time: |.* per loop \(mean ± ).*\n?", re.MULTILINE)
MOVED = {"verdict": "identical", "detail": "the same lines, printed in another place"}


def record_prints(subject: Subject, record: Record) -> None:
    """Put together what each function, or each function's statements, printed."""
    pieces: dict[str, list[Printed]] = {}
    for told in record.printed:
        piece = replace(told, text=TIMES.sub("", told.text))
        pieces.setdefault(piece.function or _find_function(subject, piece), []).append(piece)
    for function, found in pieces.items():
        if function:
            record.add_text(f"printed:{function}", found)


def _find_function(subject: Subject, piece: Printed) -> str:
    """Find the function that the first of the printing statements went to."""
    return next(_functions(subject, piece), "")


def _functions(subject: Subject, piece: Printed) -> Iterator[str]:
    """Name those of the statements that ran, or of the cell where a magic has run it as a whole."""
    for first, last in ((piece.line, piece.last), (0, sys.maxsize)):
        for statement in subject.statements:
            if statement.cell == piece.cell and first <= statement.line <= last:
                yield statement.function


def compare_prints(
    items: Iterable[Item], notebook: Record, pipeline: Record
) -> dict[str, dict[str, str]]:
    """Compare what each function printed; what only another one printed is no difference."""
    ours, theirs = _count_lines(notebook), _count_lines(pipeline)
    found = {}
    for item in items:
        one, other = notebook.texts.get(item.notebook), pipeline.texts.get(item.pipeline)
        if one is None:
            continue
        compared = compare_texts(one, other or "")
        lines = Counter(split_lines(one)), Counter(split_lines(other or ""))
        moved = compared["verdict"] == "differs" and lines[0] <= theirs and lines[1] <= ours
        if moved or other is not None:
            found[item.notebook] = MOVED if moved else compared
    return found


def _count_lines(record: Record) -> Counter[str]:
    return Counter(split_lines("".join(piece.text for piece in record.printed)))
