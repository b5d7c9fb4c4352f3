"""Statements come in → statements go out that need neither IPython nor Colab."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.notebook import Notebook
from mlship.ir.program import DataNeed, Statement
from mlship.parsing.comments import attach
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


def change_each(statements: Iterable[Statement], change: Change) -> Revision:
    """Ask for each statement what becomes of it; None leaves it as it is."""
    return put_together(
        change(statement) or Revision(statements=(statement,)) for statement in statements
    )


def put_together(revisions: Iterable[Revision]) -> Revision:
    """Make one revision of those of the parts, in order."""
    parts = tuple(revisions)
    return Revision(
        statements=attach((part.statements, part.comments) for part in parts),
        needs=tuple(need for part in parts for need in part.needs),
        diagnostics=tuple(finding for part in parts for finding in part.diagnostics),
    )
