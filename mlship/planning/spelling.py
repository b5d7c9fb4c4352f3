"""A statement → the changes that spell the same in a way that today's libraries and checkers take.

numpy took its aliases of Python's own types back, and matplotlib's types know limits as tuples.
"""

import ast
import builtins
from collections.abc import Iterator, Mapping

from mlship.ir.trees import walk
from mlship.planning.edits import Change, Replace

# Each was the same object under another name, in every numpy that had it.
NUMPY = {
    **dict.fromkeys(("infty", "Inf", "Infinity", "PINF"), "{np}.inf"),
    **dict.fromkeys(("NaN", "NAN"), "{np}.nan"),
    "NINF": "(-{np}.inf)",
    **{name: name for name in ("int", "float", "object", "str", "complex")},
    "float_": "{np}.float64",
    "complex_": "{np}.complex128",
    "unicode_": "{np}.str_",
    "string_": "{np}.bytes_",
    "product": "{np}.prod",
    "cumproduct": "{np}.cumprod",
    "sometrue": "{np}.any",
    "alltrue": "{np}.all",
    "round_": "{np}.round",
    "row_stack": "{np}.vstack",
}
LIMITS = {
    "axis": 4, "xlim": 2, "ylim": 2, "set_xlim": 2, "set_ylim": 2, "set_zlim": 2, "add_axes": 4,
}  # fmt: skip
EXTENT = 4  # of an image: left, right, bottom, top


def respell(tree: ast.AST, imports: Mapping[str, str], bound: frozenset[str]) -> Iterator[Change]:
    """Yield the changes of a statement; `bound` are the names that the notebook binds."""
    for node in walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=root), attr=name) if (
                imports.get(root) == "numpy" and name in NUMPY and root not in bound
            ):
                if not (hasattr(builtins, name) and name in bound):
                    yield Replace(node, NUMPY[name].format(np=root))
            case ast.Call(
                func=ast.Attribute(attr=name), args=[ast.List(elts=items) as limits]
            ) if len(items) == LIMITS.get(name) and not any(
                isinstance(item, ast.Starred) for item in items
            ):
                yield from _as_tuple(limits)
            case ast.keyword(arg="extent", value=ast.List(elts=items) as limits) if len(
                items
            ) == EXTENT and not any(isinstance(i, ast.Starred) for i in items):
                yield from _as_tuple(limits)


def _as_tuple(node: ast.List) -> Iterator[Change]:
    """Change the brackets only: what stands between them may change on its own."""
    assert node.end_lineno is not None and node.end_col_offset is not None  # noqa: S101, PT018
    yield Replace(_place(node.lineno, node.col_offset), "(")
    yield Replace(_place(node.end_lineno, node.end_col_offset - 1), ")")


def _place(line: int, column: int) -> ast.AST:
    """Return a stand-in for the one character at a place."""
    return ast.Pass(lineno=line, col_offset=column, end_lineno=line, end_col_offset=column + 1)
