"""Statements come in → statements go out that need neither IPython nor Colab."""

from collections.abc import Callable
from dataclasses import dataclass

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.notebook import Notebook
from mlship.ir.program import DataNeed, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Revision = statements, and what was found while revising them."""

    statements: tuple[Statement, ...]
    needs: tuple[DataNeed, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def revise(statements: tuple[Statement, ...], notebook: Notebook) -> Revision:
    """Apply each revision in turn."""
    return Revision(statements=statements)
