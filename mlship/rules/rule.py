"""What a rule is: a code and a name, what it finds and why that matters, and the search itself."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from mlship.ir.dataflow import Node
from mlship.ir.diagnostic import Diagnostic, Severity
from mlship.rules.subject import Subject


class Rule(ABC):
    """One thing that may be wrong with a notebook.

    Attributes:
        code: ``MS1xx`` reproducibility, ``MS2xx`` leakage and evaluation, ``MS3xx`` security and
            portability, ``MS4xx`` hygiene; never used again for something else.
        name: the same for people, in kebab case.
        severity: "error" (the result is wrong or does not come about), "warning" (it may be),
            "info" (good to know).
        what: what it finds, one sentence.
        why: why that matters.
        remedy: what to do about it; the hint of its diagnostics.
        example: code that it fires on.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    what: ClassVar[str]
    why: ClassVar[str]
    remedy: ClassVar[str]
    example: ClassVar[str]

    @abstractmethod
    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield what this rule finds, in any order."""

    def at(self, node: Node, message: str, where: ast.AST | None = None) -> Diagnostic:
        """Say something of a statement, or of the line in it where a syntax node stands."""
        inside = getattr(where, "lineno", 1) - 1
        return self.at_line(node.statement.cell, node.statement.line + inside, message)

    def at_line(self, cell: int, line: int, message: str) -> Diagnostic:
        """Say something of a line of a cell (0: all of it; cell -1: the notebook)."""
        return Diagnostic(
            cell=cell,
            line=line,
            code=self.code,
            severity=self.severity,
            message=message,
            hint=self.remedy,
        )
