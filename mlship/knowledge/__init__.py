"""What is known of libraries: name of a callable, type or package → facts.

The data is written by people in ``libraries/*.toml`` and completed by introspection; both are
packed into ``index.json``, the one file that is read at run time (`benchmarks/make_knowledge.py`
makes it). A user's own TOML file of the same form is laid over it.
"""

from mlship.knowledge.loading import load
from mlship.knowledge.lookup import CANVASES, Knowledge

__all__ = ["CANVASES", "Knowledge", "load"]
