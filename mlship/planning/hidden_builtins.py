"""Statements of one function → the builtins that its variables hide, spelled in full.

In a notebook ``total = sum(a); sum = 0`` works; inside of a function `sum` is a local variable
from its first line on.
"""

import ast
import builtins
from collections.abc import Collection, Iterator

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import walk
from mlship.planning.edits import Replace

NAMES = frozenset(name for name in dir(builtins) if not name.startswith("_"))
MODULE = "builtins"
# They read first and bind last, so that what they read is what was there before.
PLAIN = (ast.Assign, ast.AnnAssign)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def find_hiding(flow: Dataflow, indexes: Collection[int]) -> frozenset[str]:
    """Find the builtins whose names the function of these statements gives to variables."""
    nodes = [flow.nodes[index] for index in indexes]
    return NAMES & frozenset[str]().union(*(node.writes | node.reads for node in nodes))


def spell_out(flow: Dataflow, node: Node, hiding: frozenset[str]) -> Iterator[Replace]:
    """Yield ``builtins.sum`` for each `sum` of a statement that means no variable."""
    if not hiding:
        return
    tree = node.statement.node
    meant = hiding - node.reads - _local(tree, node)
    if isinstance(tree, DEFINITIONS):
        meant = frozenset(name for name in meant if not _is_read_by(flow, tree.name, name))
    for each in walk(tree) if meant else ():
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load) and each.id in meant:
            yield Replace(each, f"{MODULE}.{each.id}")


def _local(tree: ast.stmt, node: Node) -> frozenset[str]:
    """Give the names that a statement binds itself, before it may read them."""
    inner = {each.arg for each in walk(tree) if isinstance(each, ast.arg)}
    targets = tree.targets if isinstance(tree, ast.Assign) else [getattr(tree, "target", None)]
    own = {id(each) for target in targets if target for each in walk(target)}
    stored = {
        each.id
        for each in walk(tree)
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)
        if not (isinstance(tree, PLAIN) and id(each) in own)
    }
    return frozenset(inner | stored | (frozenset() if isinstance(tree, PLAIN) else node.writes))


def _is_read_by(flow: Dataflow, function: str, name: str) -> bool:
    """Tell whether a statement that uses a function reads the variable: there it is bound."""
    return any(
        name in node.reads
        for node in flow.nodes
        if any(isinstance(n, ast.Name) and n.id == function for n in walk(node.statement.node))
    )
