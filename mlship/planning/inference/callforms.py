"""Calls and subscripts → what is said in them: an axis, a column, a function of a column."""

import ast
from collections.abc import Callable, Iterable

from mlship.knowledge import rowwise
from mlship.planning.inference.kinds import Kind


def keyword(tree: ast.Call, name: str) -> ast.expr | None:
    """Return the value of a keyword argument, None if it is not given."""
    return next((k.value for k in tree.keywords if k.arg == name), None)


def is_by_row(tree: ast.Call) -> bool:
    """Tell whether a call works along the columns: ``axis=1``."""
    axis = keyword(tree, "axis")
    if axis is None and len(tree.args) > 1 and isinstance(tree.args[-1], ast.Constant):
        axis = tree.args[-1] if tree.args[-1].value == 1 else None
    return isinstance(axis, ast.Constant) and axis.value in (1, "columns", -1)


def is_category(tree: ast.Call) -> bool:
    """Tell whether ``astype`` is asked for categories."""
    first = tree.args[0] if tree.args else keyword(tree, "dtype")
    return isinstance(first, ast.Constant) and first.value == "category"


def sums_up(body: ast.expr, column: str) -> bool:
    """Tell whether a function is one of columns, not of single values."""
    return any(sums(node, column) for node in ast.walk(body))


# Methods that single values do not have: their receiver is a column.
OF_COLUMNS = frozenset({"dropna", "isnull", "isna", "notnull", "notna", "fillna"})


def sums(node: ast.AST, column: str) -> bool:
    """Tell whether a node sums up the column, or asks it for what only columns have."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if (
            attr in OF_COLUMNS and name == column
        ):
            return True
        case ast.Call(func=ast.Attribute(attr="fit_transform"), args=args):
            return column in mentioned(args)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)):
            return name == column and rowwise.of_method(attr) == "aggregate"
    return False


def filling(tree: ast.Call) -> str:
    """Return what ``lambda x: x.fillna(x.mean())`` fills with: "mean"."""
    match tree.args[:1]:
        case [
            ast.Lambda(
                args=ast.arguments(args=[ast.arg(arg=name)]),
                body=ast.Call(
                    func=ast.Attribute(value=ast.Name(id=filled), attr="fillna"),
                    args=[
                        ast.Call(
                            func=ast.Attribute(value=ast.Name(id=summed), attr=fill),
                            args=[],
                            keywords=[],
                        )
                    ],
                ),
            )
        ] if (
            filled == summed == name
        ):
            return fill
    return ""


def ungrouped(tree: ast.expr) -> ast.expr:
    """Return the column that is grouped: that of ``df.groupby("a")["b"]`` is ``df["b"]``."""
    match tree:
        case ast.Subscript(value=value, slice=index):
            return ast.Subscript(value=ungrouped(value), slice=index, ctx=ast.Load())
        case ast.Attribute(value=ast.Call() as value, attr=attr):
            return ast.Attribute(value=ungrouped(value), attr=attr, ctx=ast.Load())
        case ast.Call(func=ast.Attribute(value=value)):
            return value
    return tree


def picks_column(groups: ast.expr) -> bool:
    """Tell whether one column of groups is meant: ``df.groupby("a")["b"]``."""
    match groups:
        case ast.Subscript(slice=ast.Constant(value=str())):
            return True
        case ast.Attribute(value=ast.Call()):
            return True
    return False


def class_of(tree: ast.expr) -> str:
    """Name the class or function that an expression calls."""
    while isinstance(tree, ast.Call | ast.Attribute):
        if isinstance(tree, ast.Attribute):
            return tree.attr
        tree = tree.func
    return tree.id if isinstance(tree, ast.Name) else "estimator"


def selects_rows(tree: ast.Subscript, index: Kind) -> bool:
    """Tell rows from columns: a mask, a slice, positions."""
    holder = tree.value.attr if isinstance(tree.value, ast.Attribute) else ""
    if holder == "str":
        return False
    by_place = holder in {"loc", "iloc", "ix"}
    match tree.slice:
        case ast.Tuple(elts=[ast.Slice(lower=None, upper=None), _]):
            return False
        case ast.Tuple(elts=[first, _]):
            return not is_ellipsis(first)
        case ast.Slice(lower=lower, upper=upper, step=step):
            return (lower, upper, step) != (None, None, None)
        case ast.Constant(value=value):
            return by_place or isinstance(value, int)
    return by_place or index.is_rows


# What gives one row after the other.
TURNS = frozenset({"range", "enumerate", "zip", "tqdm.tqdm", "tqdm.auto.tqdm"})
ITERATORS = frozenset({"iterrows", "itertuples"})


def goes_by_row(over: ast.expr, qualified: Callable[[ast.expr], str]) -> bool:
    """Tell whether a loop over rows takes one in each turn: over a column, or their numbers."""
    match over:
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in ITERATORS:
            return True
        case ast.Call(func=func) if qualified(func) in TURNS:
            return True
        case ast.Subscript(slice=ast.Constant(value=str())) | ast.Attribute(attr="values"):
            return True
    return False


def is_row_count(tree: ast.Subscript) -> bool:
    """Tell whether an expression is ``x.shape[0]``."""
    match tree:
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant(value=0)):
            return True
    return False


def first_dimension(tree: ast.Call) -> ast.expr | None:
    """Return the first number that ``reshape`` is given."""
    given = tree.args[0].elts if tree.args and isinstance(tree.args[0], ast.Tuple) else tree.args
    return given[0] if given else None


def is_ellipsis(tree: ast.expr) -> bool:
    """Tell whether an index is ``...``."""
    return isinstance(tree, ast.Constant) and tree.value is Ellipsis


def mentioned(trees: Iterable[ast.AST]) -> set[str]:
    """Return every name that these trees read."""
    return {
        n.id
        for tree in trees
        for n in ast.walk(tree)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
