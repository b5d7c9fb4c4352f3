"""`sns.boxplot(x=["age"], data=df)` → the column's name itself, as seaborn wants it today."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.repair import Installed
from mlship.repairing.edits import Edit, text_of
from mlship.repairing.versions import holds

SINCE = "seaborn>=0.11"
NAMES = frozenset({"x", "y", "hue", "size", "style", "col", "row"})
WHY = "seaborn takes a list for values, as long as the table; a column goes by its name."


def mend_listed(flow: Dataflow, installed: Installed) -> list[Edit]:
    """Take the names of single columns out of their lists."""
    if not holds(SINCE, installed.versions):
        return []
    return [edit for node in flow.nodes for edit in _edits(node)]


def _edits(node: Node) -> Iterator[Edit]:
    plots = (call.node.keywords for call in node.calls if call.name.startswith("seaborn."))
    on_tables = (named for named in plots if any(each.arg == "data" for each in named))
    for given in (each for named in on_tables for each in named if each.arg in NAMES):
        match given.value:
            case ast.List(elts=[name]) as columns if _is_name(name):
                text = text_of(node.statement.source, name)
                yield Edit.of_node(node.statement, columns, text, rule="listed-name", why=WHY)


def _is_name(tree: ast.expr) -> bool:
    """Tell a column's name, or a variable with one: a single value is no column of a table."""
    return isinstance(tree, ast.Name) or (
        isinstance(tree, ast.Constant) and isinstance(tree.value, str)
    )
