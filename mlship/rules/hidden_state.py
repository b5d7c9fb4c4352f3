"""Names read → those that no earlier cell has defined."""

import ast
import builtins
import re
from collections.abc import Iterator

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

# What a kernel brings along, and what the analysis calls parts of the world.
GIVEN = frozenset(
    [*dir(builtins), "__file__", "get_ipython", "display", "In", "Out", "exit", "quit"]
    + ["figure", "options", "warnings", "cwd", "environ", "spark", "sc", "dbutils"]
)


class HiddenState(Rule):
    """A value that only the kernel of back then had."""

    code = "MS102"
    name = "hidden-state"
    severity = "error"
    what = "A name is read before any cell above has defined it, or nothing defines it at all."
    why = (
        "It worked because the kernel still held the value: of a cell that was run earlier, moved, "
        "or deleted. From top to bottom it stops with a NameError."
    )
    remedy = "Move the cell that defines it above this one, or write it again."
    example = """
        model.fit(X, y)
        # a later cell
        model = LogisticRegression()
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield the first such reading of each name."""
        known: set[str] = set()
        for node in subject.nodes:
            if _hides_names(node):
                # From here on, names may come from where nobody can look.
                return
            for name in sorted(_read_names(node) - known):
                known.add(name)
                if not _may_be_missing_on_purpose(node, name, subject.flow):
                    yield self.at(node, _message(subject.flow, node, name), _place(node, name))
            known |= node.defines | node.may_define


def _hides_names(node: Node) -> bool:
    tree = node.statement.node
    is_star = isinstance(tree, ast.ImportFrom) and tree.names[0].name == "*"
    return node.barrier or is_star or node.statement.magic.startswith("%run")


def _read_names(node: Node) -> set[str]:
    return {name for name in node.reads - GIVEN if name.isidentifier()}


def _may_be_missing_on_purpose(node: Node, name: str, flow: Dataflow) -> bool:
    """``try: unicode`` asks whether a name is there; a broken cell may define anything."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    in_broken = any(word.search(cell.source) for cell in flow.program.broken)
    return in_broken or isinstance(node.statement.node, ast.Try)


def _message(flow: Dataflow, node: Node, name: str) -> str:
    later = flow.nodes[node.statement.index :]
    definer = next((each for each in later if name in each.defines | each.may_define), None)
    if definer is None:
        return f"`{name}` is not defined anywhere in the notebook."
    if definer.statement.cell == node.statement.cell:
        return f"`{name}` is read before it is defined."
    return f"`{name}` is read here, but only cell {definer.statement.cell} defines it."


def _place(node: Node, name: str) -> ast.AST | None:
    found = (
        inner
        for inner in ast.walk(node.statement.node)
        if isinstance(inner, ast.Name) and inner.id == name
    )
    return next(found, None)
