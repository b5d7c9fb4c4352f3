"""The pieces that a run has printed → one text a function, as a value beside the others."""

from collections.abc import Iterator

from mlship.verification.records import Printed, Record
from mlship.verification.subject import Subject


def record_prints(subject: Subject, record: Record) -> None:
    """Put together what each function, or each function's statements, printed."""
    pieces: dict[str, list[Printed]] = {}
    for piece in record.printed:
        pieces.setdefault(piece.function or _find_function(subject, piece), []).append(piece)
    for function, found in pieces.items():
        if function:
            record.add_text(f"printed:{function}", found)


def _find_function(subject: Subject, piece: Printed) -> str:
    """Find the function that the first of the printing statements went to."""
    return next(_functions(subject, piece), "")


def _functions(subject: Subject, piece: Printed) -> Iterator[str]:
    for statement in subject.statements:
        if statement.cell == piece.cell and piece.line <= statement.line <= piece.last:
            yield statement.function
