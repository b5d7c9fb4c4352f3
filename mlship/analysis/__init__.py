"""Program and Knowledge → Dataflow: what each statement reads, writes and depends on."""

from mlship.analysis.flow import analyse
from mlship.analysis.inference import expression_type
from mlship.analysis.qualify import qualified
from mlship.analysis.slicing import needed_after
from mlship.ir.slicing import backward_slice

__all__ = ["analyse", "backward_slice", "expression_type", "needed_after", "qualified"]
