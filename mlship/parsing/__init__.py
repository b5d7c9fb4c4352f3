"""A Notebook comes in → a Program goes out: statements, prose, and what magics meant."""

from mlship.parsing.findings import unreadable
from mlship.parsing.program import parse
from mlship.parsing.secrets import take_out_secrets

__all__ = ["parse", "take_out_secrets", "unreadable"]
