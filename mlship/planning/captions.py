"""A body → the changes that give plots texts where the notebook gives them numbers.

matplotlib makes a text of whatever it is given; its types ask for one. The figure is the same.
"""

import ast
from collections.abc import Callable, Iterator

from mlship.ir.trees import find
from mlship.planning.array_kinds import REAL, WHOLE, is_array
from mlship.planning.edits import Change, Replace, Wrap
from mlship.planning.kinds import VIEW

# Position of the text among the arguments, and of the labels of ticks.
TEXTS = {
    **dict.fromkeys(
        ("title", "suptitle", "xlabel", "ylabel", "set_title", "set_xlabel", "set_ylabel"), 0
    ),
    "text": 2, "figtext": 2, "annotate": 0,
}  # fmt: skip
TICKS = {"xticks": 1, "yticks": 1, "set_xticklabels": 0, "set_yticklabels": 0}
# What the texts are called, where that is not "label".
NAMES = {
    "suptitle": "t", "xlabel": "xlabel", "ylabel": "ylabel", "set_xlabel": "xlabel",
    "set_ylabel": "ylabel", "text": "s", "figtext": "s", "annotate": "text",
}  # fmt: skip
NAMED_TICKS = frozenset({*TICKS, "set_xticks", "set_yticks"})
NUMBERS = {"int", "float", "bool", WHOLE, REAL}
OF_NUMBERS = {"list[int]", "list[float]"}


def caption(tree: ast.AST, kind: Callable[[ast.expr], str]) -> Iterator[Change]:
    """Yield the changes of a body, the kinds of whose expressions are known."""
    for node in find(tree, ast.Call):
        if isinstance(node.func, ast.Attribute):
            yield from _by_name(node, node.func.attr, kind)
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=args) if len(args) > TEXTS.get(
                name, len(args)
            ):
                yield from _as_text(args[TEXTS[name]], kind)
            case ast.Call(func=ast.Attribute(attr=name), args=args) if len(args) > TICKS.get(
                name, len(args)
            ):
                yield from _as_texts(args[TICKS[name]], kind)
            case ast.Call(
                func=ast.Name(id="FixedFormatter") | ast.Attribute(attr="FixedFormatter"),
                args=[labels],
            ):
                yield from _as_texts(labels, kind)


def _by_name(node: ast.Call, name: str, kind: Callable[[ast.expr], str]) -> Iterator[Change]:
    for keyword in node.keywords:
        if name in TEXTS and keyword.arg == NAMES.get(name, "label"):
            yield from _as_text(keyword.value, kind)
        elif name in NAMED_TICKS and keyword.arg == "labels":
            yield from _as_texts(keyword.value, kind)


def _as_text(text: ast.expr, kind: Callable[[ast.expr], str]) -> Iterator[Change]:
    given = kind(text)
    if given == "None":
        yield Replace(text, '""')
    elif given in NUMBERS or given.startswith("tuple["):
        yield Wrap(text, "str(", ")")


def _as_texts(labels: ast.expr, kind: Callable[[ast.expr], str]) -> Iterator[Change]:
    match labels:
        case ast.List(elts=items):
            yield from (Replace(i, f'"{ast.unparse(i)}"') for i in items if _is_number(i))
        case ast.Call(func=ast.Name(id="reversed"), args=[inner]) if kind(inner) in OF_NUMBERS:
            yield _all_texts(labels)
        case ast.ListComp(elt=ast.IfExp(body=one, orelse=other)) if NUMBERS & {
            kind(one),
            kind(other),
        }:
            yield _all_texts(labels)
        case _ if kind(labels) == VIEW:
            yield Wrap(labels, "list(", ")")
        case _ if is_array(kind(labels)) or kind(labels) in {"range", *OF_NUMBERS}:
            yield _all_texts(labels)


def _all_texts(labels: ast.expr) -> Change:
    return Wrap(labels, "list(map(str, ", "))")


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in {int, float}
