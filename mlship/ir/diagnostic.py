"""What mlship has to say about a notebook: collected, sorted, shown at once."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Diagnostic:
    """Diagnostic = cell, line, code, severity, message, hint.

    `cell` is the 1-based index among all cells (-1: the whole notebook), `line` is 1-based
    within the cell (0: the whole cell); `code` is a rule code such as ``MS101``.
    """

    cell: int = -1
    line: int = 0
    code: str
    severity: Severity
    message: str
    hint: str = ""
