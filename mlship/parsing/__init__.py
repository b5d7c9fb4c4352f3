"""A Notebook comes in → a Program goes out: statements, prose, and what magics meant."""

from mlship.parsing.program import parse

__all__ = ["parse"]
