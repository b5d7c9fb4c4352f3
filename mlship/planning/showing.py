"""What notebooks show → entries of the report: metrics, texts, frames, figures."""

import ast
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import walk
from mlship.planning.edits import Change, Replace, Wrap
from mlship.planning.entries import Recorded
from mlship.planning.figures import SHOWS, draws
from mlship.planning.naming import slug

DISPLAYS = frozenset({"IPython.display.display", "display", "IPython.core.display.display"})
SILENT_ROLES = frozenset({"train", "construct", "plot", "setup", "export", "import", "define"})
RETURNS_NONE = frozenset({"print", "exec", "setattr", "input", "next", "time.sleep"})
VALUELESS = RETURNS_NONE | DISPLAYS | SHOWS
STYLED = "pandas.io.formats.style.Styler"
METHODS_OF_NONE = frozenset({"flush", "close", "mainloop"})  # of files, maps of memory, windows


def show(
    node: Node, recorded: Sequence[Recorded], report: str, title: str, silent: Collection[str] = ()
) -> Iterable[Change]:
    """Turn what a statement shows into entries of the report; `title` names its figures.

    `silent` are the notebook's own functions that give nothing back.
    """
    yield from enter([(call.name, call.node) for call in node.calls], recorded, report, title)
    if not _is_recorded(node, recorded) and _is_worth_showing(node, silent):
        yield _shown_value(node, report)


def _is_recorded(node: Node, recorded: Sequence[Recorded]) -> bool:
    """Tell whether all that a statement shows is an entry already, not only a part of it."""
    tree = node.statement.node
    return isinstance(tree, ast.Expr) and any(one.node is tree.value for one in recorded)


def enter(
    calls: Sequence[tuple[str, ast.Call]], recorded: Sequence[Recorded], report: str, title: str
) -> Iterable[Change]:
    """Change ``plt.show()``, ``display(x)`` and what is recorded into entries of the report."""
    displays = {id(call.args[0]): call for name, call in calls if _is_display(name, call)}
    for one in recorded:
        yield from _record(one, report, displays.pop(id(one.node), None))
    for call in displays.values():
        yield Replace(call.func, f"{report}.show")
        yield Wrap(call.args[0], f'"{describe(call.args[0])}", ', "")
    for name, call in calls:
        if name in SHOWS:
            yield Replace(call, f'{report}.figure("{title}")')


def _is_display(name: str, call: ast.Call) -> bool:
    return name in DISPLAYS and len(call.args) == 1 and not call.keywords


def _record(one: Recorded, report: str, display: ast.Call | None) -> Iterable[Change]:
    """Write an entry where its expression stands, which keeps its value, or where it is shown."""
    name = '"' + re.sub(r"[^\w. -]", "", one.name) + '"'
    end = f", of={one.of}" if one.of else ""
    if display:
        yield Replace(display.func, f"{report}.{one.kind}")
        yield Wrap(one.node, f"{name}, ", end)
        return
    opened, closed = ("(", ")") if isinstance(one.node, ast.GeneratorExp) else ("", "")
    yield Wrap(one.node, f"{report}.{one.kind}({name}, {opened}", f"{closed}{end})")


def _called(node: Node, call: ast.Call) -> str:
    return next((c.name for c in node.calls if c.node is call), ast.unparse(call.func))


def _is_worth_showing(node: Node, silent: Collection[str]) -> bool:
    """Tell whether the value of the cell's last expression is something to look at."""
    tree = node.statement.node
    return (
        node.statement.shown
        and isinstance(tree, ast.Expr)
        and _may_be_shown(node, tree.value, silent)
    )


def _may_be_shown(node: Node, value: ast.expr, silent: Collection[str]) -> bool:
    match value:
        case ast.Call():
            called = _called(node, value).removeprefix("<notebook>.")
            return called not in silent and _gives_value(node, value)
        case ast.IfExp(body=one, orelse=other):
            return any(_may_be_shown(node, each, silent) for each in (one, other))
        case ast.BoolOp(values=[*_, last]):
            return _may_be_shown(node, last, silent)
        case ast.Await() | ast.Yield() | ast.Constant(value=None):
            return False
    return True


def find_silent(flow: Dataflow) -> frozenset[str]:
    """Return the names of the notebook's functions, and of its classes' methods, that give None."""
    functions = {own.name for own in flow.functions if own.result == "NoneType"}
    trees = (each.statement.node for each in flow.nodes)
    bodies = (tree.body for tree in trees if isinstance(tree, ast.ClassDef))
    methods = [each for body in bodies for each in body if isinstance(each, ast.FunctionDef)]
    telling = {each.name for each in methods if each.decorator_list or _gives_back(each)}
    return frozenset(functions | ({each.name for each in methods} - telling))


def _gives_back(function: ast.FunctionDef) -> bool:
    """Tell whether a function may give anything but None."""
    inner = (node for each in function.body for node in walk(each))
    return any(
        isinstance(node, ast.Yield | ast.YieldFrom)
        or (isinstance(node, ast.Return) and node.value is not None)
        for node in inner
    )


def _gives_value(node: Node, call: ast.Call) -> bool:
    name = _called(node, call)
    if name in VALUELESS or name.rpartition(".")[2] in METHODS_OF_NONE:
        return False
    if node.role in SILENT_ROLES or draws(node):
        return False
    fact = next((c.fact for c in node.calls if c.node is call), None)
    if fact is None or fact.result == STYLED:  # which gives itself back
        return True
    return not (fact.shows or fact.result == "NoneType" or fact.mutates_self)


def _shown_value(node: Node, report: str) -> Change:
    tree = node.statement.node
    value = tree.value if isinstance(tree, ast.Expr) else tree
    opened, closed = ("(", "))") if isinstance(value, ast.Tuple) else ("", ")")
    return Wrap(value, f'{report}.show("{describe(value)}", {opened}', closed)


def describe(node: ast.AST) -> str:
    """Return a short name for a shown expression: ``df.isnull().sum()`` → "df isnull sum".

    How a table is styled is left out.
    """
    words = [part for part in _words(node) if part]
    if "style" in words[1:]:
        del words[words.index("style", 1) :]
    text = slug(" ".join(words), words=6, fallback="value")
    return text.replace("_", " ").strip()


def _words(node: ast.AST) -> Sequence[str]:  # noqa: PLR0911 - one row a form
    match node:
        case ast.Tuple(elts=elements):
            return _words_in(elements)
        case ast.Call(func=ast.Name(id=name), args=args):
            return [name, *_words_in(args[:2])]
        case ast.Call(func=inner) | ast.Compare(left=inner):
            return _words(inner)
        case ast.Attribute(value=value, attr=attr):
            return [*_words(value), attr]
        case ast.Subscript(value=value, slice=part):
            return _words_in([value, part])
        case ast.Name(id=text) | ast.Constant(value=str() as text):
            return [text]
    return []


def _words_in(nodes: Iterable[ast.AST]) -> list[str]:
    return list(chain.from_iterable(map(_words, nodes)))
