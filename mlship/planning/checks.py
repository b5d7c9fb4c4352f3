"""Statements → those by which the notebook checks its own results."""

import ast

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import find

ASSERTS = "assert_"  # numpy.testing.assert_allclose, pandas.testing.assert_frame_equal
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def is_check(node: Node, flow: Dataflow) -> bool:
    """Tell whether a statement asserts something about the notebook's variables.

    What it asserts about packages and the interpreter is no result.
    """
    tree = node.statement.node
    if isinstance(tree, DEFINITIONS) or not _asserts(node):
        return False
    variables = {name for name in node.reads if name.isidentifier()}
    return not variables <= flow.imports.keys()


def _asserts(node: Node) -> bool:
    called = (call.name.rpartition(".")[2] for call in node.calls)
    own = bool(find(node.statement.node, ast.Assert))
    return own or any(name.startswith(ASSERTS) for name in called)
