"""Program and Knowledge → Dataflow: what each statement reads, writes and depends on."""

from mlship.analysis.flow import analyse
from mlship.analysis.inference import expression_type
from mlship.analysis.qualify import qualified
from mlship.analysis.slicing import backward_slice, needed_after

__all__ = ["analyse", "backward_slice", "expression_type", "needed_after", "qualified"]
