"""Statements of a stage and the paths in them → the files that it leaves in every run."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from mlship.ir.dataflow import Node
from mlship.ir.trees import children
from mlship.planning.datafiles import PathUse

# What stands in these may never run, or not now.
UNSURE = (
    ast.If, ast.For, ast.While, ast.Try, ast.Match, ast.FunctionDef, ast.AsyncFunctionDef,
    ast.ClassDef, ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp,
)  # fmt: skip


def find_left(nodes: Sequence[Node], uses: Iterable[PathUse]) -> tuple[str, ...]:
    """Return the parameters of the files that the statements write whatever happens."""
    here = {node.statement.index for node in nodes}
    written = [use for use in uses if use.written and use.index in here]
    if not written:
        return ()
    sure = {id(part) for node in nodes for part in _surely_run(node.statement.node)}
    return tuple(dict.fromkeys(use.parameter for use in written if id(use.node) in sure))


def _surely_run(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, UNSURE):
        for child in children(node):
            yield from _surely_run(child)
