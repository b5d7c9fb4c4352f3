"""Statements → those whose value nobody uses or sees."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject


class DeadCode(Rule):
    """It costs time and tells nothing."""

    code = "MS401"
    name = "dead-code"
    severity = "info"
    what = "A value is computed that is never used, shown or saved."
    why = "Readers look for its purpose. An expression in the middle of a cell shows nothing at all."
    remedy = "Delete it, or show it: the last line of a cell is displayed."
    example = """
        df.describe()  # not the last line: not displayed
        total = df["amount"].sum()  # never read
        df.head()
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each statement that could go without anybody noticing."""
        used = frozenset[int]().union(*(node.depends for node in subject.nodes))
        for node in subject.nodes:
            if node.statement.index not in used and _is_pure(node, subject.flow):
                yield self.at(node, _message(node))


def _is_pure(node: Node, flow: Dataflow) -> bool:
    """Tell whether it certainly does nothing but compute a value that is not displayed."""
    changes = {name for name in node.mutates if not name.startswith("rng:")}
    writes_world = any(not name.isidentifier() for name in node.defines) or "figure" in node.defines
    does_nothing_else = not (node.statement.shown or changes or writes_world or node.barrier)
    return does_nothing_else and _only_computes(node) and not _is_last_word(node, flow)


def _only_computes(node: Node) -> bool:
    tree = node.statement.node
    if any(call.fact is None or call.fact.shows or call.fact.world for call in node.calls):
        return False
    if any(call.fact and (call.fact.writes_file or call.fact.draws_figure) for call in node.calls):
        return False
    if node.statement.magic or any(call.name == "print" for call in node.calls):
        return False
    match tree:
        case ast.Expr(value=ast.Constant()):
            return False
        case ast.Expr():
            return _has_no_hidden_call(node)
        case ast.Assign(targets=[ast.Name(id=name)]):
            return not name.startswith("_") and _has_no_hidden_call(node)
        case _:
            return False


def _has_no_hidden_call(node: Node) -> bool:
    """Tell whether every call in it is one that the analysis has looked at."""
    known = {id(call.node) for call in node.calls}
    own = any(call.name.startswith("<") or not call.name for call in node.calls)
    calls = [each for each in ast.walk(node.statement.node) if isinstance(each, ast.Call)]
    return not own and all(id(call) in known for call in calls)


def _is_last_word(node: Node, flow: Dataflow) -> bool:
    """The last value of a notebook may be there for whoever goes on with it."""
    return node.statement.cell == flow.nodes[-1].statement.cell


def _message(node: Node) -> str:
    if isinstance(node.statement.node, ast.Expr):
        return "The value is neither used nor displayed."
    return f"`{', '.join(sorted(node.defines))}` is not used after this."
