"""Expression, imports and types of names → the qualified name that it stands for."""

import ast
from collections.abc import Mapping


def qualified(
    node: ast.expr, imports: Mapping[str, str], types: Mapping[str, str] | None = None
) -> str:
    """Return the qualified name of an expression as far as it is known.

    ``plt.show`` is "matplotlib.pyplot.show", ``df.drop`` is "pandas.DataFrame.drop" if the type
    of ``df`` is known and ".drop" if not; "" stands for what has no name.
    """
    match node:
        case ast.Name(id=name):
            return imports.get(name, name)
        case ast.Attribute(value=value, attr=attribute):
            return f"{_owner(value, imports, types or {})}.{attribute}"
        case _:
            return ""


def _owner(node: ast.expr, imports: Mapping[str, str], types: Mapping[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return types.get(name) or imports.get(name, "")
        case ast.Attribute(value=value, attr=attribute):
            owner = _module(value, imports)
            return f"{owner}.{attribute}" if owner else ""
        case ast.Constant(value=value):
            return type(value).__name__
        case _:
            return ""


def _module(node: ast.expr, imports: Mapping[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return imports.get(name, "")
        case ast.Attribute(value=value, attr=attribute):
            owner = _module(value, imports)
            return f"{owner}.{attribute}" if owner else ""
        case _:
            return ""
