"""Dummies whose numbers are needed as such → asked for as numbers, as they were.

From pandas 2 on `get_dummies` gives booleans. Beside other numbers they make arrays of objects, and
they cannot be subtracted; statsmodels takes none.
"""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.repair import Installed
from mlship.repairing.edits import Edit, span
from mlship.repairing.naming import bound_names, refer
from mlship.repairing.versions import holds

SINCE = "pandas>=2"
DUMMIES = "pandas.get_dummies"
WHY = "From pandas 2 on dummies are booleans; here numbers are made of the whole table."
# What makes one array of a table, and functions that take numbers alone.
ARRAYS = frozenset({"values", "to_numpy", "as_matrix"})
NUMBERS = frozenset({"numpy.array", "numpy.asarray", "numpy.isnan", "numpy.matrix"})


def mend_dummies(flow: Dataflow, installed: Installed) -> list[Edit]:
    """Ask for numbers, where something needs them."""
    if not holds(SINCE, installed.versions) or not _needs_numbers(flow):
        return []
    text = refer("numpy.uint8", flow, bound_names(flow))
    return [
        _edit(node, call, text.text, text.imports) for node in flow.nodes for call in _calls(node)
    ]


def _needs_numbers(flow: Dataflow) -> bool:
    if any(name.partition(".")[0] == "statsmodels" for name in flow.imports.values()):
        return True
    return any(_makes_array(node) for node in flow.nodes)


def _makes_array(node: Node) -> bool:
    attributes = (t.attr for t in ast.walk(node.statement.node) if isinstance(t, ast.Attribute))
    return any(name in ARRAYS for name in attributes) or any(
        call.name in NUMBERS for call in node.calls
    )


def _calls(node: Node) -> Iterator[ast.Call]:
    for call in node.calls:
        told = any(each.arg in {"dtype", None} for each in call.node.keywords)
        if call.name == DUMMIES and call.node.args and not told:
            yield call.node


def _edit(node: Node, call: ast.Call, number: str, imports: tuple[str, ...]) -> Edit:
    """Add the type in front of the closing bracket."""
    source = node.statement.source
    _, end = span(source, call)
    comma = " " if source[: end - 1].rstrip().endswith(",") else ", "
    return Edit(
        statement=node.statement,
        start=end - 1,
        end=end - 1,
        text=f"{comma}dtype={number}",
        imports=imports,
        rule="dummies-as-numbers",
        why=WHY,
    )
