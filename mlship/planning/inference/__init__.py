"""Dataflow and the chosen model → how a raw record becomes its prediction."""

from mlship.planning.inference.completing import complete, unserved, with_learned
from mlship.planning.inference.derived import Derived
from mlship.planning.inference.deriving import Known, share
from mlship.planning.inference.looking_inside import Looked, Unfold, derive_inside, leave_calls
from mlship.planning.inference.outside import made_inside, types_inside, writer_inside
from mlship.planning.inference.writing import Scribe

__all__ = [
    "Derived",
    "Known",
    "Looked",
    "Scribe",
    "Unfold",
    "complete",
    "derive_inside",
    "leave_calls",
    "made_inside",
    "share",
    "types_inside",
    "unserved",
    "with_learned",
    "writer_inside",
]
