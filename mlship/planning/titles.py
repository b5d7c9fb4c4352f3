"""Calls that draw a figure → its title: what the notebook calls it, else what is drawn."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import filterfalse

from mlship.ir.dataflow import Call
from mlship.planning.naming import phrase, slug
from mlship.planning.tongues import is_foreign
from mlship.planning.wording import says_little

TITLES = frozenset({"title", "set_title", "suptitle"})
AXES = {"xlabel": "x", "set_xlabel": "x", "ylabel": "y", "set_ylabel": "y"}
LABEL_WORDS = 3
SHORTEST_LABEL = 2
# What is filled in later: `{name}`, `%s`.
HOLES = re.compile(r"\{[^}]*\}|%[-+.\d]*[a-z]")
# What draws nothing of the data.
DECORATION = frozenset(
    {
        "figure", "subplots", "sca", "gca", "axhline", "axvline", "text", "annotate", "colorbar",
        "subplot", "legend", "xlabel", "ylabel", "xticks", "yticks", "grid", "show", "axis",
        "tight_layout", "set", "tick_params", "subplots_adjust", "close", "xlim", "ylim", "axes",
        "figtext", "margins", "twinx", "twiny", "cla", "clf", "despine", "xscale", "yscale",
        "suptitle", "title", "gcf", "autoscale", "ticklabel_format", "fill", "arrow", "vlines",
        "hlines", "style", "savefig",
    }
)  # fmt: skip
ACCESSOR = re.compile(r"^(set|get|add)_")
# What is drawn, in the words of a title; the rest are lines or points that need no word.
KINDS = {
    "hist": "histogram", "histplot": "histogram", "distplot": "distribution",
    "displot": "distribution", "kdeplot": "density", "pie": "pie", "boxplot": "boxplot",
    "boxenplot": "boxplot", "violinplot": "violins", "heatmap": "heatmap", "pairplot": "pairplot",
    "countplot": "counts", "imshow": "image", "matshow": "matrix", "jointplot": "jointplot",
    "clustermap": "clustermap", "contour": "contours", "contourf": "contours", "stem": "stems",
    "scatter_matrix": "scatter matrix", "plot_tree": "tree", "quiver": "arrows",
}  # fmt: skip
# Of two arguments the first is what the second is drawn by.
BY = frozenset(
    {
        "plot", "scatter", "scatterplot", "lineplot", "bar", "barplot", "regplot", "lmplot", "step",
        "errorbar", "stem", "boxplot", "violinplot", "catplot", "relplot", "pointplot", "loglog",
        "semilogx", "semilogy", "stripplot", "swarmplot", "fill_between", "jointplot", "hexbin",
    }
)  # fmt: skip
FORMAT = re.compile(r"^[bgrcmykwC\d.,ov^<>+xsdDhHp|*_:-]{1,4}$")
LIBRARIES = frozenset({"np", "numpy", "pd", "pandas", "tf", "torch", "jnp", "plt", "sns", "math"})
# Attributes that say nothing of what is drawn.
PLAIN = frozenset(
    {
        "values", "index", "T", "iloc", "loc", "columns", "data", "shape", "size", "plot", "hist",
        "str", "dt", "real",
    }
)  # fmt: skip


def figure_title(calls: Sequence[Call], fallback: str, *, english: bool = False) -> str:
    """Name a figure after its title, else after its axes, else after what is drawn.

    Only after a title that is `english` where that is asked for.
    """
    texts = (text for call in calls for text in _titles(call))
    titled = (phrase(text) for text in texts if not (english and is_foreign(text)))
    drawn = map(_drawn, filter(_plots, calls))
    axes = _by_axes(calls, english=english)
    found = next(filter(None, titled), "") or axes or next(filter(None, drawn), "")
    return (found or fallback).replace("_", " ")


def _plots(call: Call) -> bool:
    return call.fact is not None and call.fact.role == "plot" and not _decorates(call)


def _tail(call: Call) -> str:
    return call.name.rsplit(".", 1)[-1]


def _decorates(call: Call) -> bool:
    return _tail(call) in DECORATION or ACCESSOR.match(_tail(call)) is not None


def _titles(call: Call) -> Iterator[str]:
    if _tail(call) in TITLES and call.node.args:
        yield _text_of(call.node.args[0])
    yield from (_text_of(k.value) for k in call.node.keywords if k.arg == "title")


def _text_of(node: ast.expr) -> str:
    """Return what is written down of a text, "" where nothing is."""
    match node:
        case ast.Constant(value=str() as text):
            return HOLES.sub(" ", text)
        case ast.JoinedStr(values=values):
            return " ".join(_text_of(value) for value in values)
        case ast.BinOp(left=left, right=right):
            return _text_of(left) or _text_of(right)
        case ast.Call(func=ast.Attribute(value=text, attr="format")):
            return _text_of(text)
    return ""


def _by_axes(calls: Iterable[Call], *, english: bool) -> str:
    """Return "y by x" by the labels of the axes, if both are there and say something."""
    found: dict[str, str] = {}
    for call in calls:
        given = [(AXES[_tail(call)], a) for a in call.node.args[:1] if _tail(call) in AXES]
        given += [(AXES[k.arg], k.value) for k in call.node.keywords if k.arg in AXES]
        for axis, label in given:
            text = _text_of(label)
            said = "" if english and is_foreign(text) else phrase(text, words=LABEL_WORDS)
            found.setdefault(axis, said)
    labels = [found.get("y", ""), found.get("x", "")]
    return "_by_".join(labels) if all(len(label) > SHORTEST_LABEL for label in labels) else ""


def _drawn(call: Call) -> str:
    """Say what a call draws: "price by rooms", "age histogram"; "" if that is not said."""
    subject = _subject(call)
    kind = "" if "_by_" in subject else KINDS.get(_tail(call), "")
    if says_little(subject) or kind.startswith(subject):
        return slug(kind)
    return "_".join(filter(None, [subject, slug(kind)]))


def _subject(call: Call) -> str:
    named = {k.arg: _telling(k.value) for k in call.node.keywords if k.arg in {"x", "y", "column"}}
    given = list(filter(None, map(_telling, filterfalse(_is_format, call.node.args))))
    x, y = named.get("x", ""), named.get("y", "")
    if not named and len(given) > 1 and _tail(call) in BY:
        x, y = given[:2]
    if x and y and x != y:
        return f"{y}_by_{x}"
    return next(filter(None, [x, y, *named.values(), *given]), "") or _receiver(call)


def _receiver(call: Call) -> str:
    """Return the word of a table or column that plots itself."""
    function = call.node.func
    of_library = call.name.partition(".")[0] in {"matplotlib", "seaborn"}
    if of_library or not isinstance(function, ast.Attribute):
        return ""
    return _telling(function.value)


def _is_format(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(FORMAT.match(str(node.value)))


def _telling(node: ast.expr) -> str:
    """Return the word of an expression that says most of what it is."""
    match node:
        case ast.Constant(value=str() as text):
            return phrase(text, words=LABEL_WORDS)
        case ast.Attribute(attr=attr) if attr not in PLAIN:
            return slug(attr)
        case ast.Name(id=name):
            return "" if name in LIBRARIES else slug(name)
    return next(filter(None, map(_telling, _inside(node))), "")


def _inside(node: ast.expr) -> list[ast.expr]:  # noqa: PLR0911 - one row a form
    match node:
        case ast.Subscript(value=value, slice=ast.Constant() as part):
            return [part, value]
        case ast.Subscript(value=value) | ast.Attribute(value=value):
            return [value]
        case ast.Call(func=ast.Attribute(value=ast.Name(id=root)), args=args) if root in LIBRARIES:
            return args[:1]
        case ast.Call(func=ast.Attribute(value=value)):
            return [value]
        case ast.Call(args=args):
            return args[:1]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.UnaryOp(operand=operand):
            return [operand]
    return []
