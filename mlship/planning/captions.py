"""A body → the changes that give plots texts where the notebook gives them numbers.

matplotlib makes a text of whatever it is given; its types ask for one. The figure is the same.
"""

import ast
from collections.abc import Callable, Iterator

from mlship.ir.trees import walk
from mlship.planning.edits import Change, Replace, Wrap
from mlship.planning.kinds import is_array

TITLES = frozenset({"title", "suptitle", "xlabel", "ylabel", "set_title", "set_xlabel"})
TICKS = frozenset({"xticks", "yticks"})


def caption(tree: ast.AST, kind: Callable[[ast.expr], str]) -> Iterator[Change]:
    """Yield the changes of a body, the kinds of whose expressions are known."""
    for node in walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[text, *_]) if name in TITLES:
                if kind(text) in {"int", "float"}:
                    yield Wrap(text, "str(", ")")
            case ast.Call(func=ast.Attribute(attr=name), args=[_, labels, *_]) if name in TICKS:
                yield from _as_texts(labels, kind(labels))
            case ast.Call(
                func=ast.Name(id="FixedFormatter") | ast.Attribute(attr="FixedFormatter"),
                args=[labels],
            ):
                yield from _as_texts(labels, kind(labels))


def _as_texts(labels: ast.expr, kind: str) -> Iterator[Change]:
    match labels:
        case ast.List(elts=[ast.Constant(), *_] as items) if all(_is_number(i) for i in items):
            yield from (Replace(item, f'"{ast.unparse(item)}"') for item in items)
        case _ if is_array(kind) or kind in {"range", "list[int]", "list[float]"}:
            yield Wrap(labels, "list(map(str, ", "))")


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in {int, float}
