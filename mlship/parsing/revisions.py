"""Statements come in → statements go out that need neither IPython nor Colab."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.notebook import Notebook
from mlship.ir.program import DataNeed, Statement
from mlship.parsing.edits import as_comments


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Revision = statements, and what was found while revising them.

    `comments` are what is left of a statement that went; they move to the one that follows.
    """

    statements: tuple[Statement, ...] = ()
    comments: tuple[str, ...] = ()
    needs: tuple[DataNeed, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


GONE = Revision()
Change = Callable[[Statement], Revision | None]


@dataclass(frozen=True, slots=True)
class Draft:
    """Draft = the notebook and its statements while they are revised."""

    notebook: Notebook
    statements: tuple[Statement, ...]

    def mentions(self, *texts: str) -> bool:
        """Say whether one of the texts stands in the code."""
        return any(text in statement.source for statement in self.statements for text in texts)


def keep_as_comment(statement: Statement, finding: Diagnostic) -> Revision:
    """Take a statement out, leave its text as a comment and say so."""
    return Revision(comments=as_comments(statement), diagnostics=(finding,))


@dataclass(slots=True)
class _Collected:
    statements: list[Statement] = field(default_factory=list)
    waiting: tuple[str, ...] = ()
    needs: list[DataNeed] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add(self, revision: Revision) -> None:
        for statement in revision.statements:
            comments = self.waiting + statement.comments
            self.statements.append(
                replace(statement, comments=comments) if self.waiting else statement
            )
            self.waiting = ()
        self.waiting += revision.comments
        self.needs += revision.needs
        self.diagnostics += revision.diagnostics

    def result(self) -> Revision:
        if self.waiting and self.statements:
            last = self.statements[-1]
            self.statements[-1] = replace(last, comments=last.comments + self.waiting)
        return Revision(
            statements=tuple(self.statements),
            needs=tuple(self.needs),
            diagnostics=tuple(self.diagnostics),
        )


def change_each(statements: Iterable[Statement], change: Change) -> Revision:
    """Ask for each statement what becomes of it; None leaves it as it is."""
    collected = _Collected()
    for statement in statements:
        collected.add(change(statement) or Revision(statements=(statement,)))
    return collected.result()
