"""A class of the notebook that is a data set for PyTorch → what it gives, of all rows at once."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from mlship.ir.trees import walk

SELF_AND_PLACE = 2  # arguments of ``__getitem__``


def item_of(own: ast.ClassDef, call: ast.Call, path: Sequence[int]) -> ast.expr | None:
    """Write what an instance gives, as if for all rows: ``(X_train, y_train)``.

    Where answers are optional, it is what they are given beside, if `path` asks for one of several.
    """
    methods = {m.name: m for m in own.body if isinstance(m, ast.FunctionDef)}
    maker, getter = methods.get("__init__"), methods.get("__getitem__")
    if maker is None or getter is None or len(getter.args.args) != SELF_AND_PLACE:
        return None
    given_back = _given_back(maker, getter, call)
    wanted = [item for item in given_back if not path or isinstance(item, ast.Tuple)]
    return wanted[-1] if wanted else None


def _given_back(maker: ast.FunctionDef, getter: ast.FunctionDef, call: ast.Call) -> list[ast.expr]:
    """Return what the getter of an instance gives back, in words of where that was made."""
    names: dict[str, ast.expr] = {}
    held = dict(_held(maker, _given(maker, call)))
    filling = Filling(names=names, held=held, place=getter.args.args[1].arg)
    given_back: list[ast.expr] = []
    for each in walk(getter):
        match each:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names[name] = filling.visit(deepcopy(value))
            case ast.Return(value=ast.expr() as value):
                given_back.append(filling.visit(deepcopy(value)))
    return given_back


def _given(maker: ast.FunctionDef, call: ast.Call) -> dict[str, ast.expr]:
    parameters = [arg.arg for arg in maker.args.args[1:]]
    named = {k.arg: k.value for k in call.keywords if k.arg}
    return {**dict(zip(parameters, call.args, strict=False)), **named}


def _held(maker: ast.FunctionDef, given: Mapping[str, ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the attributes that an instance holds, but for what stands where nothing is given."""
    filling = Filling(names=given)
    for each in walk(maker):
        match each:
            case ast.Assign(targets=[ast.Attribute(attr=attr)], value=value):
                found = filling.visit(deepcopy(_without_nothing(value)))
                if not isinstance(found, ast.Constant):
                    yield attr, found


def _without_nothing(value: ast.expr) -> ast.expr:
    """``None if y is None else torch.tensor(y)`` → ``torch.tensor(y)``."""
    match value:
        case ast.IfExp(body=ast.Constant(value=None), orelse=other):
            return other
        case ast.IfExp(body=other, orelse=ast.Constant(value=None)):
            return other
    return value


class Filling(ast.NodeTransformer):
    """Writes what names and attributes hold in their places, and all rows in that of one."""

    def __init__(
        self,
        *,
        names: Mapping[str, ast.expr],
        held: Mapping[str, ast.expr] | None = None,
        place: str = "",
    ) -> None:
        self.names, self.held, self.place = names, held or {}, place

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """``X`` → ``X_train``."""
        return self.names.get(node.id, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """``self.X`` → ``X_train``."""
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=attr) if attr in self.held:
                return self.held[attr]
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """``self.X[index]`` → ``X_train``; so is ``self.X.iloc[index]``."""
        match node:
            case ast.Subscript(
                value=ast.Attribute(value=inner, attr="iloc" | "loc"), slice=ast.Name(id=name)
            ) | ast.Subscript(value=inner, slice=ast.Name(id=name)) if (name == self.place):
                found: ast.AST = self.visit(inner)
                return found
        return self.generic_visit(node)
