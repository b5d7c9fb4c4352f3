"""Libraries that only plot → imported when something plots: no answer waits for them."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

PLOTTING = frozenset({"matplotlib.pyplot", "seaborn", "plotly.express", "plotly.graph_objects"})


class Postponed(MetaPathFinder):
    """Finds what plots, and has it loaded when it is first asked for something."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module that plots; None for any other."""
        if fullname not in PLOTTING:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def postpone_plots() -> None:
    """Let stages import what they plot with in training, and load it only if they do."""
    if not any(isinstance(finder, Postponed) for finder in sys.meta_path):
        sys.meta_path.insert(0, Postponed())
