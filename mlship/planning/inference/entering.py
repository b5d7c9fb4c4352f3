"""The notebook's own functions that prepare rows → edits by which they learn once.

Where a function is called on the rows that are served, its body is followed as if it stood there.
What it learns is asked for by name, so it gets `learned` as one more argument. Other calls of it,
on other rows, learn for themselves.
"""

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Dataflow, Function
from mlship.ir.trees import find, names_in, walk
from mlship.planning.edits import Change, Wrap, rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Own = a function of the notebook, its text, arguments that tell its calls apart."""

    index: int
    tree: ast.FunctionDef
    source: str
    telling: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of what it is given."""
        given = (*self.tree.args.posonlyargs, *self.tree.args.args, *self.tree.args.kwonlyargs)
        return tuple(arg.arg for arg in given)

    def bind(self, call: ast.Call) -> dict[str, ast.expr]:
        """Return what a call gives for each parameter."""
        named = {k.arg: k.value for k in call.keywords if k.arg}
        return {**dict(zip(self.parameters, call.args, strict=False)), **named}


def find_own(
    flow: Dataflow, kept: Collection[int], functions: Mapping[str, Function]
) -> dict[str, Own]:
    """Choose the functions that can be followed: each use of one is a call in the pipeline."""
    found = {}
    for name, function in functions.items():
        statement = flow.nodes[function.index].statement
        tree = statement.node
        calls = _calls(flow, kept, functions, name)
        if isinstance(tree, ast.FunctionDef) and calls and _is_simple(tree):
            own = Own(index=function.index, tree=tree, source=statement.source)
            texts = [_texts(own.bind(call)) for call in calls]
            telling = tuple(p for p in own.parameters if all(p in given for given in texts))
            found[name] = replace(own, telling=telling)
    return found


def _texts(bound: Mapping[str, ast.expr]) -> set[str]:
    """Return the parameters that are given a text, such as a column's name."""
    return {
        name
        for name, value in bound.items()
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    }


def _is_simple(tree: ast.FunctionDef) -> bool:
    """Tell whether a function gives back its value at its end, and takes what has a name."""
    inner = [n for n in walk(tree) if n is not tree]
    strange = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Yield | ast.YieldFrom
    is_odd = any(isinstance(n, strange | ast.Global | ast.Nonlocal) for n in inner)
    args = tree.args
    return not (is_odd or args.vararg or args.kwarg or tree.decorator_list)


def _calls(
    flow: Dataflow, kept: Collection[int], functions: Mapping[str, Function], name: str
) -> Sequence[ast.Call]:
    """Return the calls of a function; none if it is used in another way, or by a look."""
    calls: list[ast.Call] = []
    own = {function.index for function in functions.values()}
    for node in flow.nodes:
        tree = node.statement.node
        if name not in node.reads | _free(tree) or node.statement.index == functions[name].index:
            continue
        direct = [n for n in walk(tree) if isinstance(n, ast.Call) and _is_call(n, name)]
        uses = [n.id for n in find(tree, ast.Name)].count(name)
        if node.statement.index not in {*kept, *own} or len(direct) != uses:
            return []
        calls += direct
    return calls


def _free(tree: ast.stmt) -> frozenset[str]:
    return names_in(tree)


def _is_call(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=called)):
            return called == name
    return False


def leave_to_training(
    own: Own, tree: ast.stmt, strips: Sequence[Change], learned: str
) -> Change | None:
    """Let only training leave rows out; None where the statement does more than that."""
    text = rewrite(own.source, own.tree, strips)
    inner = (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.stmt))
    place = (tree.lineno, tree.col_offset)
    match next((n for n in inner if (n.lineno, n.col_offset) == place), None):
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.Name(id=name)) if target == name:
            return guard(tree, learned)
        case ast.Pass():
            return guard(tree, learned)
    return None


def find_refused(
    tree: ast.FunctionDef,
    doubts: Sequence[tuple[ast.stmt, list[str]]],
    guards: Sequence[Change],
) -> list[str]:
    """Return what needs other rows, unless only what is left to training uses what comes of it."""
    aside = {id(n) for each in guards if isinstance(each, Wrap) for n in walk(each.node)}
    found = []
    for statement, texts in doubts:
        own = {id(n) for n in walk(statement)}
        names = _bound_names(statement)
        uses = [n for n in walk(tree) if isinstance(n, ast.Name) and n.id in names]
        if not names or any(id(use) not in aside | own for use in uses):
            found += texts
    return found


def _bound_names(statement: ast.stmt) -> set[str]:
    """Return the variables that a statement binds; none if it does anything else."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return {name}
    return set()


def guard(tree: ast.stmt, learned: str) -> Change:
    """Set a statement in under a condition: training alone does it."""
    return Wrap(tree, f"if {learned}.fitting:\n{' ' * (tree.col_offset + 4)}", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Entered = for each function what is edited in it, who calls whom, who is being followed."""

    edits: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    calls: set[tuple[str, str]] = field(default_factory=set)
    stack: list[str] = field(default_factory=list)

    def reached_from(self, names: Collection[str]) -> frozenset[str]:
        """Return these functions, and those that they call."""
        found = set(names)
        for _ in self.calls:
            found |= {called for outer, called in self.calls if outer in found}
        return frozenset(found)

    def learning(self) -> frozenset[str]:
        """Return the functions that must be given `learned`: those that learn, or call such."""
        found = {name for name, changes in self.edits.items() if changes}
        for _ in self.calls:
            found |= {outer for outer, called in self.calls if called in found}
        return frozenset(found)
