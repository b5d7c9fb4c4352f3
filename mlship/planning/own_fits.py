"""A call of one of the notebook's own functions → the fits in it, as if they stood at the call.

``def train(m, rows, answers): m.fit(rows, answers); return m`` fits what it is called with, on what
it is called with.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence

from mlship.ir.dataflow import Dataflow
from mlship.ir.trees import find, walk

Bound = Mapping[str, ast.expr]


def find_functions(flow: Dataflow) -> dict[str, ast.FunctionDef]:
    """Return the notebook's own functions by name."""
    trees = {f.name: flow.nodes[f.index].statement.node for f in flow.functions}
    return {name: tree for name, tree in trees.items() if isinstance(tree, ast.FunctionDef)}


def bind(tree: ast.FunctionDef, call: ast.Call) -> Bound:
    """Return what a call gives for each parameter."""
    names = [arg.arg for arg in (*tree.args.posonlyargs, *tree.args.args)]
    named = {k.arg: k.value for k in call.keywords if k.arg}
    return {**dict(zip(names, call.args, strict=False)), **named}


def find_training(flow: Dataflow) -> frozenset[str]:
    """Name the functions that fit something that they make."""
    functions = find_functions(flow).items()
    return frozenset(f"<notebook>.{name}" for name, tree in functions if _trains(tree))


def _trains(tree: ast.FunctionDef) -> bool:
    given = {arg.arg for arg in find(tree, ast.arg)}
    called = (call.func for call in find(tree, ast.Call))
    fits = (f.value for f in called if isinstance(f, ast.Attribute) and f.attr == "fit")
    return any(not isinstance(fit, ast.Name) or fit.id not in given for fit in fits)


def fits_in(tree: ast.FunctionDef, bound: Bound) -> Iterable[ast.Call]:
    """Yield the fits in a function's body whose arguments the caller knows, in the caller's words.

    What a local variable is fitted on nobody knows outside.
    """
    local = {n.id for n in walk(tree) if isinstance(n, ast.Name) and _is_stored(n)}
    for node in walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name() as model, attr=attr), args=args
            ) if args and attr.startswith(("fit", "partial_fit")):
                known = (_in_callers_words(arg, bound, local) for arg in args)
                given = [arg for arg in known if arg is not None]
                if len(given) == len(args):
                    value = bound.get(model.id, model)
                    func = ast.Attribute(value=value, attr=attr, ctx=ast.Load())
                    yield ast.Call(func=func, args=given, keywords=[])


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _in_callers_words(value: ast.expr, bound: Bound, local: set[str]) -> ast.expr | None:
    match value:
        case ast.Name(id=name):
            return bound.get(name) or (None if name in local else value)
    return None


def returned(tree: ast.FunctionDef, bound: Bound) -> Sequence[ast.expr | None]:
    """Return, for each value that a function gives back at its last end, the argument that it is.

    Those of a dictionary count as several values, whether it is made on the spot or before.
    """
    ends = [n.value for n in walk(tree) if isinstance(n, ast.Return) and n.value is not None]
    values = _values(ends[-1], tree) if ends else []
    return [bound.get(v.id) if isinstance(v, ast.Name) else None for v in values]


def gives_collection(tree: ast.FunctionDef) -> bool:
    """Tell whether a function gives back a dictionary or a list."""
    ends = [n.value for n in walk(tree) if isinstance(n, ast.Return) and n.value is not None]
    return bool(ends) and isinstance(_made(ends[-1], tree), ast.Dict | ast.List)


def _values(end: ast.expr, tree: ast.FunctionDef) -> Sequence[ast.expr]:
    match _made(end, tree):
        case ast.Tuple(elts=values) | ast.List(elts=values) | ast.Dict(values=values):
            return values
        case value:
            return [value]


def _made(end: ast.expr, tree: ast.FunctionDef) -> ast.expr:
    """Return what a local variable was made of, anything else as it is."""
    made = [
        node.value
        for node in walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == ast.unparse(end)
    ]
    return made[0] if made and isinstance(made[0], ast.Dict | ast.List) else end
