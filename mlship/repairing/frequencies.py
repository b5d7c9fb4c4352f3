"""`resample("M")` → `resample("ME")`: frequencies by the names that pandas has for them today."""

import ast

from mlship.ir.dataflow import Dataflow
from mlship.ir.repair import Installed
from mlship.ir.trees import walk
from mlship.knowledge.frequencies import find_frequencies
from mlship.repairing.edits import Edit
from mlship.repairing.versions import holds

SINCE = "pandas>=3"
WHY = "pandas 3 knows this frequency by another name."


def mend_frequencies(flow: Dataflow, installed: Installed) -> list[Edit]:
    """Name frequencies as pandas does now."""
    if not holds(SINCE, installed.versions):
        return []
    return [
        Edit.of_node(node.statement, text, f'"{today}"', rule="frequency", why=WHY)
        for node in flow.nodes
        for call in walk(node.statement.node)
        if isinstance(call, ast.Call)
        for text, today in find_frequencies(call)
    ]
