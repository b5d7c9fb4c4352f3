"""A Dataflow comes in → Diagnostics go out: what a careful colleague would say of the notebook."""

from mlship.rules.checking import check
from mlship.rules.registry import RULES
from mlship.rules.rule import Rule

__all__ = ["RULES", "Rule", "check"]
