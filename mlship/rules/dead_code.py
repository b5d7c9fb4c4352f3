"""Statements → those whose value nobody uses or sees."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

# Elsewhere a call may do what nobody has written down.
LOOKING = ("pandas.", "numpy.", "list.", "dict.", "str.", "sklearn.metrics.", "len", "sum")


class DeadCode(Rule):
    """It costs time and tells nothing."""

    code = "MS401"
    name = "dead-code"
    severity = "info"
    what = "A value is computed that is never used, shown or saved."
    why = (
        "Readers look for its purpose. An expression in the middle of a cell shows nothing at all."
    )
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
    said = node.statement.shown or node.statement.magic or node.barrier
    return not (said or changes or writes_world or _is_last_word(node, flow)) and _computes(node)


def _computes(node: Node) -> bool:
    """Tell whether it is an expression or gives a name to one, and all its calls are known."""
    quiet = all(_is_quiet(call) for call in node.calls)
    match node.statement.node:
        case ast.Expr(value=ast.Constant()):
            return False
        case ast.Expr():
            return quiet and all(call.name.startswith(LOOKING) for call in node.calls)
        case ast.Assign(targets=[ast.Name(id=name)]):
            return quiet and not name.startswith("_")
        case _:
            return False


def _is_quiet(call: Call) -> bool:
    """Tell whether a call is known to do nothing but give a value."""
    fact = call.fact
    if fact is None or not call.name or call.name.startswith("<") or call.name == "print":
        return False
    return not (fact.shows or fact.world or fact.writes_file or fact.draws_figure)


def _is_last_word(node: Node, flow: Dataflow) -> bool:
    """The last value of a notebook may be there for whoever goes on with it."""
    return node.statement.cell == flow.nodes[-1].statement.cell


def _message(node: Node) -> str:
    if isinstance(node.statement.node, ast.Expr):
        return "The value is neither used nor displayed."
    return f"`{', '.join(sorted(node.defines))}` is not used after this."
