"""Expressions → the plain values that they stand for, as far as they can be read off."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence

from mlship.errors import GaveUp
from mlship.ir.plan import Json

SCALARS = (bool, int, float, str, type(None))
# Texts that are filled in with other texts, and by nothing that could make them long.
PERCENT = re.compile(r"([^%]|%s|%%)*")
BRACES = re.compile(r"([^{}]|\{\d*\})*")
# Calls that make one path of texts.
JOINS = frozenset({"os.path.join", "path.join", "join", "Path", "pathlib.Path", "str"})
# Calls that say where the notebook runs, and those that leave a path as it is.
HERE = frozenset({"Path.cwd", "pathlib.Path.cwd", "os.getcwd", "getcwd", "Path", "pathlib.Path"})
UNCHANGED = frozenset({"os.path.abspath", "os.path.realpath", "os.path.normpath"})
ANNOTATIONS = {bool: "bool", int: "int", float: "float", str: "str"}


class NotLiteral(GaveUp):
    """The expression is no plain value."""


def json_value(node: ast.expr) -> Json:
    """Return the plain value of a literal.

    Raises:
        NotLiteral: the expression is computed, or holds what JSON and YAML do not know.
    """
    match node:
        case ast.Constant(value=value) if isinstance(value, SCALARS):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.List(elts=items):
            return [json_value(item) for item in items]
        case ast.Dict(keys=keys, values=values):
            return {_key(k): json_value(v) for k, v in zip(keys, values, strict=True)}
    raise NotLiteral


def _key(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise NotLiteral


def annotation(value: Json) -> str:
    """Return the annotation of a plain value ("list[str]", "dict[str, Any]", "int | None")."""
    if isinstance(value, dict):
        return "dict[str, Any]"
    if isinstance(value, list):
        kinds = {ANNOTATIONS.get(type(item), "Any") for item in value}
        return f"list[{kinds.pop() if len(kinds) == 1 else 'Any'}]"
    return ANNOTATIONS.get(type(value), "Any")


def text_value(node: ast.expr, constants: Mapping[str, str]) -> str:
    """Return the text of a path-like expression: literals, their sums, ``os.path.join``, ``/``.

    `constants` holds the texts of variables, and of settings by the code that reads them.

    Raises:
        NotLiteral: a part of it is known only at run time.
    """
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.BinOp():
            return _combined(node, constants)
        case ast.JoinedStr(values=parts):
            return "".join(_part(part, constants) for part in parts)
        case ast.Call(func=func, args=args, keywords=[]):
            return _called(func, args, constants)
    return _named(node, constants)


def _named(node: ast.expr, constants: Mapping[str, str]) -> str:
    """Return the text of a variable, of a setting, or the folder above a path."""
    match node:
        case ast.Name(id=name) if name in constants:
            return constants[name]
        case ast.Subscript(value=ast.Name()) | ast.Attribute(value=ast.Name()) if (
            code := ast.unparse(node)
        ) in constants:
            return constants[code]
        case ast.Attribute(value=value, attr="parent"):
            return _parent(text_value(value, constants))
    raise NotLiteral


def _combined(node: ast.BinOp, constants: Mapping[str, str]) -> str:
    left = text_value(node.left, constants)
    match node.op:
        case ast.Add():
            return left + text_value(node.right, constants)
        case ast.Div():
            return _joined([left, text_value(node.right, constants)])
        case ast.Mod():
            parts = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            if PERCENT.fullmatch(left):
                return _filled(left.__mod__, tuple(text_value(part, constants) for part in parts))
    raise NotLiteral


def _joined(texts: Sequence[str]) -> str:
    """Join the parts of a path; the notebook's own folder needs no word for it."""
    *folders, last = [text for text in texts if text] or [""]
    return "/".join([*(folder.rstrip("/") for folder in folders if folder != "."), last])


def _parent(path: str) -> str:
    """Return the folder above a path: what ends with dots goes up by one more."""
    folder, _, last = path.rpartition("/")
    if path == ".":
        return ".."
    return f"{path}/.." if last in {".", ".."} else folder or "."


def _part(node: ast.expr, constants: Mapping[str, str]) -> str:
    if isinstance(node, ast.FormattedValue) and node.format_spec is None:
        return text_value(node.value, constants)
    return text_value(node, constants)


def _called(func: ast.expr, args: list[ast.expr], constants: Mapping[str, str]) -> str:
    """Return the text that a call makes of texts: joined paths, ``str``, ``"…".format(…)``."""
    called = ast.unparse(func)
    match func, args:
        case _, [] if called in HERE:
            return "."
        case _, [arg] if called in UNCHANGED:
            return text_value(arg, constants)
        case ast.Attribute(value=value, attr="resolve" | "absolute"), []:
            return text_value(value, constants)
        case _, [_, *_] if called in JOINS:
            return _joined([text_value(arg, constants) for arg in args])
        case ast.Attribute(value=value, attr="format"), _:
            pattern = text_value(value, constants)
            if BRACES.fullmatch(pattern):
                return _filled(pattern.format, *(text_value(arg, constants) for arg in args))
    raise NotLiteral


def _filled(fill: Callable[..., str], *given: object) -> str:
    try:
        return fill(*given)
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise NotLiteral from error
