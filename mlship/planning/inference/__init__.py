"""Dataflow and the chosen model → how a raw record becomes its prediction."""

from mlship.planning.inference.completing import complete, unserved, with_learned
from mlship.planning.inference.deriving import Derived, Known, derive, share
from mlship.planning.inference.writing import Scribe

__all__ = ["Derived", "Known", "Scribe", "complete", "derive", "share", "unserved", "with_learned"]
