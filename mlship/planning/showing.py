"""What notebooks show → entries of the report: metrics, texts, frames, figures."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mlship.ir.dataflow import Call, Node
from mlship.planning.edits import Change, Replace, Wrap
from mlship.planning.figures import SHOWS, draws
from mlship.planning.metrics import Known, MetricNames
from mlship.planning.naming import slug

DISPLAYS = frozenset({"IPython.display.display", "display", "IPython.core.display.display"})
SILENT_ROLES = frozenset({"train", "construct", "plot", "setup", "export", "import", "define"})
DECORATION = frozenset(
    {
        "figure",
        "subplots",
        "subplot",
        "legend",
        "xlabel",
        "ylabel",
        "xticks",
        "yticks",
        "grid",
        "show",
        "axis",
        "tight_layout",
        "set",
        "set_xlabel",
        "set_ylabel",
        "tick_params",
        "subplots_adjust",
        "close",
        "xlim",
        "ylim",
    }
)
RETURNS_NONE = frozenset({"print", "exec", "setattr", "input", "next"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Shown = changes of one statement, names of the metrics that it records."""

    changes: tuple[Change, ...] = ()
    metrics: tuple[tuple[str, ast.expr], ...] = ()


def show(node: Node, known: Known, names: MetricNames, report: str, title: str) -> Shown:
    """Turn what a statement shows into entries of the report; `title` names its figures."""
    changes: list[Change] = list(_figures_and_displays(node, report, title))
    metrics = [*_printed(node, known, names), *_shown_metric(node, known, names)]
    changes += [
        Wrap(e, f"{report}.metric({name!r}, ".replace("'", '"'), ")") for name, e in metrics
    ]
    if not metrics and _is_worth_showing(node):
        changes.append(_shown_value(node, report))
    return Shown(changes=tuple(changes), metrics=tuple(metrics))


def _figures_and_displays(node: Node, report: str, title: str) -> Iterable[Change]:
    for call in node.calls:
        yield from figure_or_display(call.name, call.node, report, title)


def figure_or_display(name: str, call: ast.Call, report: str, title: str) -> Iterable[Change]:
    """Change ``plt.show()`` and ``display(x)`` into entries of the report."""
    if name in SHOWS:
        yield Replace(call, f'{report}.figure("{title}")')
    elif name in DISPLAYS and len(call.args) == 1 and not call.keywords:
        label = describe(call.args[0])
        yield Replace(call.func, f"{report}.show")
        yield Wrap(call.args[0], f'"{label}", ', "")


def _printed(node: Node, known: Known, names: MetricNames) -> Iterable[tuple[str, ast.expr]]:
    """Find the metrics inside the arguments of prints."""
    for call in node.calls:
        if call.name == "print":
            for argument in call.node.args:
                yield from _outermost_metrics(argument, known, names)


def _outermost_metrics(
    node: ast.AST, known: Known, names: MetricNames
) -> Iterable[tuple[str, ast.expr]]:
    if isinstance(node, ast.expr) and (name := names.name(node, known)):
        yield name, node
    elif not isinstance(node, ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.DictComp):
        for child in ast.iter_child_nodes(node):
            yield from _outermost_metrics(child, known, names)


def _shown_metric(node: Node, known: Known, names: MetricNames) -> Iterable[tuple[str, ast.expr]]:
    tree = node.statement.node
    if not (node.statement.shown and isinstance(tree, ast.Expr)):
        return []
    if isinstance(tree.value, ast.Call) and _called(node, tree.value) == "print":
        return []
    return _outermost_metrics(tree.value, known, names)


def _called(node: Node, call: ast.Call) -> str:
    return next((c.name for c in node.calls if c.node is call), ast.unparse(call.func))


def _is_worth_showing(node: Node) -> bool:
    """Tell whether the value of the cell's last expression is something to look at."""
    tree = node.statement.node
    if not (node.statement.shown and isinstance(tree, ast.Expr)):
        return False
    if isinstance(tree.value, ast.Call):
        return _gives_value(node, tree.value)
    return not isinstance(tree.value, ast.Await | ast.Yield)


def _gives_value(node: Node, call: ast.Call) -> bool:
    name = _called(node, call)
    fact = next((c.fact for c in node.calls if c.node is call), None)
    if (
        name in RETURNS_NONE
        or name in DISPLAYS
        or name in SHOWS
        or node.role in SILENT_ROLES
        or draws(node)
    ):
        return False
    return fact is None or not (fact.shows or fact.result == "NoneType" or fact.mutates_self)


def _shown_value(node: Node, report: str) -> Change:
    tree = node.statement.node
    value = tree.value if isinstance(tree, ast.Expr) else tree
    opened, closed = ("(", "))") if isinstance(value, ast.Tuple) else ("", ")")
    return Wrap(value, f'{report}.show("{describe(value)}", {opened}', closed)


def describe(node: ast.AST) -> str:
    """Return a short name for a shown expression: ``df.isnull().sum()`` → "df isnull sum"."""
    words = [part for part in _words(node) if part]
    text = slug(" ".join(words), words=6, fallback="value")
    return text.replace("_", " ").strip()


def _words(node: ast.AST) -> Sequence[str]:  # noqa: PLR0911 - one row a form
    match node:
        case ast.Call(func=func, args=args):
            inner = [w for a in args[:2] for w in _words(a)] if isinstance(func, ast.Name) else []
            return [*_words(func), *inner]
        case ast.Attribute(value=value, attr=attr):
            return [*_words(value), attr]
        case ast.Subscript(value=value, slice=part):
            return [*_words(value), *_words(part)]
        case ast.Name(id=name):
            return [name]
        case ast.Constant(value=str() as text):
            return [text]
        case ast.Compare(left=left):
            return _words(left)
    return []


def figure_title(calls: Sequence[Call], fallback: str) -> str:
    """Name a figure after its title, else after the plot and the first column it names."""
    for call in calls:
        if call.name.rsplit(".", 1)[-1] in {"title", "set_title", "suptitle"} and call.node.args:
            text = call.node.args[0]
            if isinstance(text, ast.Constant) and (name := slug(str(text.value), words=6)):
                return name.replace("_", " ")
    plots = (c for c in calls if c.fact and c.fact.role == "plot" and _tail(c) not in DECORATION)
    return next((name for call in plots if (name := _plot_name(call))), fallback)


def _tail(call: Call) -> str:
    return call.name.rsplit(".", 1)[-1]


def _plot_name(call: Call) -> str:
    texts = [
        *call.node.args,
        *(k.value for k in call.node.keywords if k.arg in {"x", "y", "column"}),
    ]
    columns = [t for a in texts[:3] for t in _words(a)[-1:]]
    return slug(" ".join([call.name.rsplit(".", 1)[-1], *columns]), words=4).replace("_", " ")
