"""Names read → those that no earlier cell has defined."""

import ast
import builtins
import re
from collections.abc import Iterator

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.trees import walk
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

# What a kernel brings along, and what the analysis calls parts of the world.
KERNEL = "__file__ get_ipython display In Out exit quit spark sc dbutils"
WORLD = "figure options warnings cwd environ"
GIVEN = frozenset([*dir(builtins), *KERNEL.split(), *WORLD.split()])
# In them a name may be read on one path only, or after it was defined.
BLOCKS = (ast.Try, ast.If, ast.For, ast.While, ast.With, ast.Match)


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
        starred = False
        for node in subject.nodes:
            if node.barrier or node.statement.magic.startswith("%run"):
                # From here on, names may come from where nobody can look.
                return
            starred |= _is_star(node)
            for name in sorted(_read_names(node) - known):
                known.add(name)
                if _is_certain(node, name, subject.flow) and not (
                    starred and not _is_written_later(node, name, subject.flow)
                ):
                    yield self.at(node, _message(subject.flow, node, name), _place(node, name))
            known |= node.defines | node.may_define


def _is_star(node: Node) -> bool:
    tree = node.statement.node
    return isinstance(tree, ast.ImportFrom) and tree.names[0].name == "*"


def _is_written_later(node: Node, name: str, flow: Dataflow) -> bool:
    """Tell whether a later cell defines a function or class of that name: a star hardly had it."""
    definer = _definer(flow, node, name)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return definer is not None and isinstance(definer.statement.node, kinds)


def _read_names(node: Node) -> set[str]:
    return {name for name in node.reads - GIVEN if name.isidentifier()}


def _is_certain(node: Node, name: str, flow: Dataflow) -> bool:
    """``try: unicode`` asks for a name; a block may define it first; a magic may define it."""
    is_block = isinstance(node.statement.node, BLOCKS)
    definer = _definer(flow, node, name)
    if definer is None:
        return not is_block and not _is_hinted(flow, name)
    return definer is not node or not is_block


def _is_hinted(flow: Dataflow, name: str) -> bool:
    """Tell whether text that was not converted (broken, magic) seems to define the name."""
    pattern = re.compile(rf"\b{re.escape(name)}\b[\w\s,()]*=(?!=)|import .*\b{re.escape(name)}\b")
    return any(pattern.search(cell.source) for cell in flow.program.notebook.cells)


def _definer(flow: Dataflow, node: Node, name: str) -> Node | None:
    later = flow.nodes[node.statement.index :]
    return next((each for each in later if name in each.defines | each.may_define), None)


def _message(flow: Dataflow, node: Node, name: str) -> str:
    definer = _definer(flow, node, name)
    if definer is None:
        return f"`{name}` is not defined anywhere in the notebook."
    if definer.statement.cell == node.statement.cell:
        return f"`{name}` is read before it is defined."
    return f"`{name}` is read here, but only cell {definer.statement.cell} defines it."


def _place(node: Node, name: str) -> ast.AST | None:
    found = (
        inner
        for inner in walk(node.statement.node)
        if isinstance(inner, ast.Name) and inner.id == name
    )
    return next(found, None)
