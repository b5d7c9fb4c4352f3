"""An annotation as people write it → as a checker takes it; anything where it can be no type."""

import ast
import builtins
from contextlib import suppress

from mlship.errors import GaveUp
from mlship.ir.trees import parse
from mlship.planning.array_kinds import ANY
from mlship.planning.bindings import Surroundings
from mlship.planning.joined_kinds import NUMBERS
from mlship.planning.naming import is_builtin

# Functions that people name for what they make.
MAKERS = {
    "numpy.array": "ndarray", "numpy.asarray": "ndarray", "numpy.zeros": "ndarray",
}  # fmt: skip
# What takes one type, or two.
HOLDING = {"list": 1, "List": 1, "set": 1, "Set": 1, "frozenset": 1, "dict": 2, "Dict": 2,
           "Iterable": 1, "Sequence": 1, "Iterator": 1, "Optional": 1}  # fmt: skip
FUNCTIONS = ("matplotlib.pyplot.", "pylab.")


class NoType(GaveUp):
    """An annotation says nothing that a checker could take for a type."""


def told(annotation: ast.expr, around: Surroundings) -> str:
    """Return what an annotation says."""
    try:
        return _spell(annotation, around)
    except NoType:
        return ANY


def _spell(node: ast.expr, around: Surroundings) -> str:
    """Spell an annotation as a checker takes it.

    Raises:
        NoType: it can be none.
    """
    match node:
        case ast.Constant(value=str() as text):
            found = _quoted(text, around)
        case ast.Name(id=name):
            found = _named(name, around)
        case ast.Attribute():
            found = _dotted(node, around)
        case ast.Subscript(value=root):
            found = _filled(node, ast.unparse(root), around)
        case _:
            found = _composed(node, around)
    return found


def _composed(node: ast.expr, around: Surroundings) -> str:
    """Spell what is put together of types, or looks like it: ``(int, int)``, ``a or b``."""
    match node:
        case ast.Constant(value=None):
            found = "None"
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            found = f"{_spell(left, around)} | {_spell(right, around)}"
        case ast.BoolOp(op=ast.Or(), values=values):
            found = " | ".join(_spell(value, around) for value in values)
        case ast.Tuple(elts=[_, *_] as parts):
            found = f"tuple[{', '.join(_spell(part, around) for part in parts)}]"
        case ast.List(elts=[part]):
            found = f"list[{_spell(part, around)}]"
        case ast.Call(func=ast.Name() | ast.Attribute() as func):
            found = _spell(func, around)
        case _:
            raise NoType
    return found


def _quoted(text: str, around: Surroundings) -> str:
    with suppress(SyntaxError):
        match parse(text).body:
            case [ast.Expr(value=ast.Name(id=name))] if not _is_known(name, around):
                raise NoType
            case [ast.Expr(value=inner)] if not isinstance(inner, ast.Constant):
                return _spell(inner, around)
    raise NoType


def _is_known(name: str, around: Surroundings) -> bool:
    ours = (around.imports, around.own, around.written)
    return is_builtin(name) or any(name in each for each in ours)


def _named(name: str, around: Surroundings) -> str:
    """Spell a name: modules, functions and ``any`` are no types."""
    qualified = around.imports.get(name)
    is_function = name in around.own - around.classes
    is_module = qualified is not None and "." not in qualified
    is_other = qualified is None and name not in {*around.own, *around.written}
    no_class = is_other and not isinstance(getattr(builtins, name, object), type)
    if is_function or is_module or no_class or qualified in MAKERS:
        raise NoType
    return name


def _dotted(node: ast.Attribute, around: Surroundings) -> str:
    text = ast.unparse(node)
    root, _, rest = text.partition(".")
    qualified = f"{around.imports.get(root, root)}.{rest}"
    if qualified in MAKERS:
        return f"{root}.{MAKERS[qualified]}"
    if qualified.startswith(FUNCTIONS) and node.attr.islower():
        raise NoType
    return text


def _filled(node: ast.Subscript, root: str, around: Surroundings) -> str:
    """Spell a type that says what it holds."""
    name = root.rpartition(".")[2]
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name in NUMBERS or name == "str":
        raise NoType
    if name in HOLDING and len(parts) != HOLDING[name]:
        return f"{root}[{', '.join([ANY] * HOLDING[name])}]"
    if name not in {*HOLDING, "tuple", "Tuple", "Union"}:
        return ast.unparse(node)
    held = [_told_inside(part, around) for part in parts]
    return f"{root}[{', '.join(held)}]"


def _told_inside(part: ast.expr, around: Surroundings) -> str:
    if isinstance(part, ast.Constant) and part.value is Ellipsis:
        return "..."
    found = told(part, around)
    return ANY if found == "object" else found  # anything, to those who write so
