"""A class and those that it is made of → what it says otherwise than they do: a checker minds."""

import ast
from collections.abc import Iterator, Mapping
from itertools import chain

from mlship.planning.array_kinds import ANY
from mlship.planning.kinds import Kinds
from mlship.planning.loosening import is_typed_function
from mlship.planning.taking import takes

CHANGED = "  # type: ignore[override]  # the notebook changes what it takes or gives"
RETYPED = "  # type: ignore[assignment]  # the notebook gives it another type"
# What each class has for itself.
APART = frozenset({"__init__", "__new__", "__post_init__"})
Method = ast.FunctionDef | ast.AsyncFunctionDef


def find_overrides(
    node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]
) -> Iterator[tuple[int, str]]:
    """Yield the lines of a class that say otherwise, each with its excuse."""
    above = list(_above(node, classes))
    for each in node.body:
        if isinstance(each, Method) and each.name not in APART:
            methods = chain.from_iterable(_methods(one, each.name) for one in above)
            inherited = next(methods, None)
            if inherited is not None and _is_changed(each, inherited):
                yield each.lineno, CHANGED
        elif isinstance(each, ast.Assign) and any(_retypes(each, one) for one in above):
            yield each.lineno, RETYPED


def _above(
    node: ast.ClassDef, classes: Mapping[str, ast.ClassDef], *, steps: int = 8
) -> Iterator[ast.ClassDef]:
    """Yield the notebook's own classes that a class is made of, the nearest first."""
    names = [base.id for base in node.bases if isinstance(base, ast.Name)]
    for name in names if steps else ():
        if name in classes and classes[name] is not node:
            yield classes[name]
            yield from _above(classes[name], classes, steps=steps - 1)


def _methods(node: ast.ClassDef, name: str) -> Iterator[Method]:
    return (each for each in node.body if isinstance(each, Method) and each.name == name)


def _is_changed(mine: Method, inherited: Method) -> bool:
    if not (is_typed_function(mine) and not mine.decorator_list):
        return False
    return not _takes_as_many(mine.args, inherited.args) or _differ(mine, inherited)


def _takes_as_many(mine: ast.arguments, inherited: ast.arguments) -> bool:
    """Tell whether a method can be called with whatever the other one takes."""
    taken, asked = _placed(mine), _placed(inherited)
    needed = len(taken) - len(mine.defaults)
    few = needed <= len(asked) - len(inherited.defaults)
    many = mine.vararg is not None or len(taken) >= len(asked)
    alone = {arg.arg for arg in mine.kwonlyargs} - {arg.arg for arg in inherited.kwonlyargs}
    return few and many and not alone


def _placed(args: ast.arguments) -> list[ast.arg]:
    return [*args.posonlyargs, *args.args]


def _differ(mine: Method, inherited: Method) -> bool:
    """Tell whether two methods say different things of what they take or give."""
    pairs = [
        (one.annotation, other.annotation)
        for one, other in zip(_placed(mine.args), _placed(inherited.args), strict=False)
    ]
    return any(
        one is not None and other is not None and ast.unparse(one) != ast.unparse(other)
        for one, other in (*pairs, (mine.returns, inherited.returns))
    )


def _retypes(mine: ast.Assign, inherited: ast.ClassDef) -> bool:
    """Tell whether a variable of a class is bound to what the inherited one is not."""
    kinds = Kinds({}, {})
    for each in inherited.body:
        match each, mine:
            case ast.Assign(targets=[ast.Name(id=name)], value=value), ast.Assign(
                targets=[ast.Name(id=again)]
            ) if (name == again):
                kind = kinds.read(value)
                told = kind.partition("[")[0]
                return kind not in {ANY, "?"} and not takes(
                    told, kinds.read(mine.value), mine.value
                )
    return False
