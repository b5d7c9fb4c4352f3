"""Assignments → those into a selection of a selection of a frame."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Node
from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

FRAME = "pandas.DataFrame"
# They select and set in one go, on the frame itself.
INDEXERS = frozenset({"loc", "iloc", "at", "iat"})


class ChainedAssignment(Rule):
    """It may be a copy that is changed."""

    code = "MS405"
    name = "chained-assignment"
    severity = "warning"
    what = "A value is assigned to a part of a part of a frame."
    why = (
        "Whether the frame changes depends on whether pandas made a copy on the way. "
        "From pandas 3 on it never does."
    )
    remedy = "Select rows and column at once: `df.loc[rows, column] = …`."
    example = """
        df["charges"][df["charges"] < 0] = 0
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each such assignment to a variable that is known to be a frame."""
        for node, target in _targets(subject):
            if _is_chained(target) and _type_at(subject, node, _root(target)) == FRAME:
                text = ast.unparse(target)
                yield self.at(node, f"`{text} = …` may change a copy.", target)


def _targets(subject: Subject) -> Iterator[tuple[Node, ast.expr]]:
    for node, assignment in subject.find_all(ast.Assign):
        yield from ((node, target) for target in assignment.targets)
    for node, changed in subject.find_all(ast.AugAssign):
        yield node, changed.target


def _is_chained(target: ast.expr) -> bool:
    """Tell ``df[a][b]``, ``df.a[b]``, ``df.loc[a][b]`` from ``df.loc[a, b]``."""
    match target:
        case ast.Subscript(value=ast.Attribute(value=holder, attr=attribute)):
            is_column = attribute not in INDEXERS and attribute not in {
                "values",
                "columns",
                "index",
            }
            return is_column or isinstance(holder, ast.Subscript)
        case ast.Subscript(value=ast.Subscript()):
            return True
        case _:
            return False


def _type_at(subject: Subject, node: Node, name: str) -> str:
    """Give a variable's type: what is changed may be a copy, so look at earlier statements too."""
    known = reversed(subject.nodes[: node.statement.index + 1])
    return next((each.types[name] for each in known if name in each.types), "")


def _root(target: ast.expr) -> str:
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""
