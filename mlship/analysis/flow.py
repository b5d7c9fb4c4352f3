"""Program → Dataflow: walk the statements in order and join reads to the last writers."""

import ast

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.program import Program, Statement


def analyse(program: Program, knowledge: object) -> Dataflow:
    """Return the flow of the program, statement by statement in document order."""
    del knowledge
    writers: dict[str, int] = {}
    nodes = tuple(_node(statement, writers) for statement in program.statements)
    return Dataflow(program=program, nodes=nodes, imports=_imports(program))


def _node(statement: Statement, writers: dict[str, int]) -> Node:
    names = [n for n in ast.walk(statement.node) if isinstance(n, ast.Name)]
    stored = {n.id for n in names if not isinstance(n.ctx, ast.Load)}
    stored |= _bound(statement.node)
    reads = {n.id for n in names if isinstance(n.ctx, ast.Load)}
    mutates = {n.id for n in names if n.id in reads and _may_mutate(statement.node)} - stored
    depends = {writers[name] for name in reads | mutates if name in writers}
    simple = isinstance(statement.node, ast.Assign | ast.AnnAssign) or not _is_compound(statement)
    writers |= dict.fromkeys(stored | mutates, statement.index)
    return Node(
        statement=statement,
        defines=frozenset(stored if simple else ()),
        may_define=frozenset(() if simple else stored),
        reads=frozenset(reads),
        mutates=frozenset(mutates),
        depends=frozenset(depends),
    )


def _is_compound(statement: Statement) -> bool:
    return isinstance(statement.node, ast.If | ast.For | ast.While | ast.Try | ast.With)


def _may_mutate(node: ast.stmt) -> bool:
    return not isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom)


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(a.asname or a.name).split(".")[0] for a in node.names}
    return set()


def _imports(program: Program) -> dict[str, str]:
    found: dict[str, str] = {}
    for statement in program.statements:
        match statement.node:
            case ast.Import(names=names):
                found |= {a.asname or a.name.split(".")[0]: a.name for a in names}
            case ast.ImportFrom(module=module, names=names):
                found |= {a.asname or a.name: f"{module}.{a.name}" for a in names}
    return found
