"""A statement → the changes that spell the same in a way that today's libraries and checkers take.

numpy took its aliases of Python's own types back, matplotlib's types know limits and corners as
tuples, and axes as what they are: ``plt.gca().axes`` is ``plt.gca()``.
"""

import ast
import builtins
from collections.abc import Iterator, Mapping

from mlship.ir.trees import find
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
# Places of axes, and of texts.
POSITIONS = frozenset({2, 4})
PATCHES = frozenset({"Arc", "Circle", "Ellipse", "Rectangle", "Wedge"})  # at a corner or centre
RANGE = ("start", "stop", "step")
EXTENT = 4  # of an image or a figure: its four sides


def respell(tree: ast.AST, imports: Mapping[str, str], bound: frozenset[str]) -> Iterator[Change]:
    """Yield the changes of a statement; `bound` are the names that the notebook binds."""
    nodes = (*find(tree, ast.Attribute), *find(tree, ast.Call), *find(tree, ast.keyword))
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=root), attr=name) if (
                imports.get(root) == "numpy" and name in NUMPY and root not in bound
            ):
                if not (hasattr(builtins, name) and name in bound):
                    yield Replace(node, NUMPY[name].format(np=root))
            case ast.Call():
                yield from _respell_call(node, imports, bound)
            case ast.Attribute(value=ast.Call(func=ast.Attribute(attr="gca")) as axes, attr="axes"):
                yield Replace(_between(_end(axes), _end(node)), "")
            case ast.keyword(arg="extent" | "rect", value=ast.List(elts=items) as limits) if (
                len(items) == EXTENT
            ):
                yield from as_tuple(limits)


def _respell_call(
    node: ast.Call, imports: Mapping[str, str], bound: frozenset[str]
) -> Iterator[Change]:
    match node:
        case ast.Call(func=ast.Attribute(attr=name), args=[ast.List(elts=items) as limits]) if len(
            items
        ) == LIMITS.get(name):
            yield from as_tuple(limits)
        case ast.Call(
            func=ast.Attribute(attr="set_position"), args=[ast.List(elts=items) as limits]
        ) if (len(items) in POSITIONS):
            yield from as_tuple(limits)
        case ast.Call(
            func=ast.Attribute(attr=name) | ast.Name(id=name),
            args=[ast.List(elts=[_, _]) as corner, *_],
        ) if (
            name in PATCHES
        ):
            yield from as_tuple(corner)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=root), attr="arange"), args=[]) if (
            imports.get(root) == "numpy" and root not in bound
        ):
            yield from _by_position(node)
        case ast.Call(func=ast.Attribute(value=module, attr="get_cmap") as function) if (
            _qualified(module, imports) == "matplotlib.cm"
        ):
            plots = [n for n, q in imports.items() if q == "matplotlib.pyplot" and n not in bound]
            yield from [Replace(function, f"{plots[0]}.get_cmap")] if plots else []


def _by_position(node: ast.Call) -> Iterator[Change]:
    """Give ``start`` and ``stop`` without their names, which numpy's types do not know."""
    given = [keyword.arg for keyword in node.keywords]
    if given[:2] != list(RANGE[:2]):
        return
    for keyword, name in zip(node.keywords, RANGE, strict=False):
        if keyword.arg != name:
            return
        value = keyword.value
        start = (keyword.lineno, keyword.col_offset)
        yield Replace(_between(start, (value.lineno, value.col_offset)), "")


def _qualified(node: ast.expr, imports: Mapping[str, str]) -> str:
    """Return the full name of a module that a dotted name stands for."""
    root, dot, rest = ast.unparse(node).partition(".")
    whole = f"{imports.get(root, '')}{dot}{rest}"
    return whole.replace("matplotlib.pyplot.cm", "matplotlib.cm")


def _end(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)


def _between(start: tuple[int, int], end: tuple[int, int]) -> ast.AST:
    """Return a stand-in for the text between two places (row, column)."""
    return ast.Pass(lineno=start[0], col_offset=start[1], end_lineno=end[0], end_col_offset=end[1])


def as_tuple(node: ast.List) -> Iterator[Change]:
    """Change the brackets only: what stands between them may change on its own."""
    if any(isinstance(item, ast.Starred) for item in node.elts):
        return
    assert node.end_lineno is not None and node.end_col_offset is not None  # noqa: S101, PT018
    yield Replace(_place(node.lineno, node.col_offset), "(")
    yield Replace(_place(node.end_lineno, node.end_col_offset - 1), ")")


def _place(line: int, column: int) -> ast.AST:
    """Return a stand-in for the one character at a place."""
    return _between((line, column), (line, column + 1))
