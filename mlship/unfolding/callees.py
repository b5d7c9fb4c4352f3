"""A statement → the own function that it calls once, and what it gives and takes."""

import ast
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mlship.ir.dataflow import Dataflow
from mlship.ir.program import Statement
from mlship.ir.trees import find, walk

# What a function does that serving must look into: others can be called as they are.
LOOKED_INTO = re.compile(r"^(read_\w+|load\w*|fetch\w*|fit|fit_\w+|\w*split)$")
STRANGE = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Yield, ast.YieldFrom, ast.Await,
    ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """Callee = the statement that defines a function, its tree."""

    statement: Statement
    tree: ast.FunctionDef

    @property
    def source(self) -> str:
        """The text of the definition."""
        return self.statement.source

    @property
    def body(self) -> Sequence[ast.stmt]:
        """Its statements, without a docstring, and without what it gives back."""
        first = 1 if ast.get_docstring(self.tree, clean=False) is not None else 0
        last = len(self.tree.body) - isinstance(self.tree.body[-1], ast.Return)
        return self.tree.body[first:last]

    @property
    def result(self) -> ast.expr | None:
        """What it gives back."""
        last = self.tree.body[-1]
        return last.value if isinstance(last, ast.Return) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Called = callee, its call, names that its result is bound to, all that it is given."""

    callee: Callee
    call: ast.Call
    targets: tuple[str, ...]
    given: Mapping[str, ast.expr]
    several: bool = False

    @property
    def is_single(self) -> bool:
        """Tell whether the only value of a tuple is bound: ``a, = f()``."""
        return self.several and len(self.targets) == 1


def find_callees(flow: Dataflow, *, every: bool) -> dict[str, Callee]:
    """Find the functions that are simple enough, `every` one or those to be looked into."""
    trees = {f.name: flow.nodes[f.index].statement for f in flow.functions if not f.is_class}
    own = {
        name: Callee(statement=s, tree=s.node)
        for name, s in trees.items()
        if isinstance(s.node, ast.FunctionDef) and _is_simple(s.node)
    }
    wanted = {name for name, callee in own.items() if every or _does_more(callee.tree)}
    for _ in own:
        wanted |= {name for name, callee in own.items() if _names(callee.tree) & wanted}
    return {name: callee for name, callee in own.items() if name in wanted}


def _is_simple(tree: ast.FunctionDef) -> bool:
    """Tell whether a function gives back its value at its end, and takes what has a name."""
    inner = [n for n in walk(tree) if n is not tree]
    ends = [n for n in inner if isinstance(n, ast.Return)]
    at_end = all(end is tree.body[-1] for end in ends)
    args = tree.args
    is_odd = any(isinstance(n, STRANGE) for n in inner) or tree.decorator_list
    return at_end and not (is_odd or args.vararg or args.kwarg or args.posonlyargs)


def _does_more(tree: ast.FunctionDef) -> bool:
    """Tell whether a function reads, splits or trains."""
    called = (call.func for call in find(tree, ast.Call))
    names = (func.attr if isinstance(func, ast.Attribute) else _name(func) for func in called)
    return any(LOOKED_INTO.match(name) for name in names)


def _names(tree: ast.AST) -> set[str]:
    return {name.id for name in find(tree, ast.Name)}


def _name(tree: ast.expr) -> str:
    return tree.id if isinstance(tree, ast.Name) else ""


def find_called(
    statement: Statement, callees: Mapping[str, Callee], once: Collection[str]
) -> Called | None:
    """Find the call that a statement is, if its function is called nowhere else."""
    target: ast.expr | None = None
    targets: tuple[str, ...] | None
    match statement.node:
        case ast.Assign(targets=[target], value=ast.Call(func=ast.Name(id=name)) as call):
            targets = _targets(target)
        case ast.Expr(value=ast.Call(func=ast.Name(id=name)) as call):
            targets = ()
        case _:
            return None
    if name not in callees or name not in once or targets is None:
        return None
    given = _bind(callees[name].tree, call)
    if given is None:
        return None
    return Called(
        callee=callees[name], call=call, targets=targets, given=given,
        several=isinstance(target, ast.Tuple | ast.List),
    )  # fmt: skip


def _targets(target: ast.expr) -> tuple[str, ...] | None:
    """Return the names that an assignment binds, None if it does anything else."""
    match target:
        case ast.Name(id=name):
            return (name,)
        case ast.Tuple(elts=elts) | ast.List(elts=elts):
            names = tuple(e.id for e in elts if isinstance(e, ast.Name))
            return names if len(names) == len(elts) == len(set(names)) else None
    return None


def _bind(tree: ast.FunctionDef, call: ast.Call) -> dict[str, ast.expr] | None:
    """Return what each parameter is given, None where that cannot be told."""
    args = tree.args
    names = [arg.arg for arg in args.args]
    starred = any(isinstance(a, ast.Starred) for a in call.args)
    if starred or any(k.arg is None for k in call.keywords) or len(call.args) > len(names):
        return None
    bound: dict[str, ast.expr] = {}
    if args.defaults:
        bound |= zip(names[-len(args.defaults) :], args.defaults, strict=True)
    bound |= {
        a.arg: d for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None
    }
    bound |= zip(names, call.args, strict=False)
    bound |= {k.arg: k.value for k in call.keywords if k.arg}
    known = [*names, *(arg.arg for arg in args.kwonlyargs)]
    return {name: bound[name] for name in known} if set(bound) == set(known) else None
