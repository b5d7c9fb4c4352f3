"""What went wrong → a problem document (RFC 9457): a status, a title, and each fault by field."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec

# More faults than these help nobody.
SHOWN_FAULTS = 20
SHOWN_TEXT = 100
SHOWN_VALUES = 50
SHOWN_NAMES = 10  # of fields, where there are many


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that cannot be taken.

    Attributes:
        row: which record, counted from 0.
        field: which column; "" if it is the record itself.
        pointer: the place in the body, as a JSON pointer.
        problem: what is wrong with it.
        received: what came, shortened.
        accepted: what would have been taken.
    """

    row: int
    field: str
    problem: str
    received: Any = None
    accepted: Any = None
    pointer: str = ""


@dataclass(slots=True)
class Problem(Exception):
    """An answer that is no prediction."""

    status: int
    title: str
    detail: str = ""
    faults: Sequence[Fault] = ()
    headers: tuple[tuple[bytes, bytes], ...] = field(default=())

    def to_document(self, request_id: str) -> bytes:
        """Write it out as application/problem+json."""
        document: dict[str, Any] = {
            "type": f"/docs#problem-{self.status}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
            "request_id": request_id,
        }
        if self.faults:
            document["errors"] = [asdict(fault) for fault in self.faults[:SHOWN_FAULTS]]
        return msgspec.json.encode(document)


def shorten(value: Any) -> Any:
    """Repeat what came, but not all of it, should it be long."""
    if isinstance(value, str):
        return value if len(value) <= SHOWN_TEXT else value[:SHOWN_TEXT] + "…"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return f"an object with {len(value)} fields"
    return value


def malformed(detail: str) -> Problem:
    """The body is no JSON."""
    return Problem(400, "The body is not valid JSON.", detail)


def invalid(faults: Sequence[Fault]) -> Problem:
    """Records that do not fit the schema."""
    first = faults[0]
    place = f"record {first.row}" + (f", field {first.field!r}" if first.field else "")
    more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
    return Problem(
        422, "The records do not fit the schema.", f"{place}: {first.problem}{more}", faults
    )


def too_large(limit: int) -> Problem:
    """A body beyond the limit."""
    detail = f"At most {limit:,} bytes are taken. Send fewer records, or ask for a batch run."
    return Problem(413, "The body is too large.", detail, headers=((b"connection", b"close"),))


def busy(seconds: int = 1) -> Problem:
    """The queue is full."""
    headers = ((b"retry-after", b"%d" % seconds),)
    return Problem(503, "Too many requests are waiting.", "Try again later.", headers=headers)


def not_ready(detail: str) -> Problem:
    """The model is being loaded, or the server stops."""
    headers = ((b"retry-after", b"1"),)
    return Problem(503, "The service is not ready.", detail, headers=headers)


def late(limit_s: float) -> Problem:
    """No answer in time."""
    headers = ((b"retry-after", b"1"),)
    return Problem(
        503, "The answer took too long.", f"The limit is {limit_s:g} s.", headers=headers
    )
