"""Paths that only a run completes, or an own function is given → what the code tells of them."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from mlship.ir.dataflow import Dataflow
from mlship.ir.slicing import backward_slice
from mlship.ir.trees import walk
from mlship.planning.literals import JOINS, NotLiteral, text_value

ANY_FILE = "file:*"
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
# What needs no care inside of an f-string.
PLAIN = re.compile(r"[\w .-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Start = the expression of a folder, its path, what may stand in its place.

    ``{}`` in `form` is the folder's parameter.
    """

    node: ast.expr
    text: str
    form: str


def find_start(node: ast.expr, constants: Mapping[str, str]) -> Start | None:
    """Find the folder in ``"data/" + name``, ``folder / name``, ``os.path.join(folder, name)``."""
    match node:
        case ast.BinOp(left=left, op=ast.Add()):
            return _known(left, constants, "text") or find_start(left, constants)
        case ast.BinOp(left=left, op=ast.Div()):
            return _known(left, constants, "path") or find_start(left, constants)
        case ast.Call(func=func, args=[first, *_]) if ast.unparse(func) in JOINS:
            return _known(first, constants, "text") or find_start(first, constants)
        case ast.JoinedStr(values=[ast.FormattedValue(value=first, format_spec=None), *_]):
            return _known(first, constants, "text")
        case ast.JoinedStr(values=[ast.Constant(value=str() as text) as first, _, *_]):
            return _inside(first, text)
    return None


def _inside(node: ast.Constant, text: str) -> Start | None:
    """Find the folder at the beginning of an f-string."""
    folder, slash, rest = text.rpartition("/")
    if not slash or not PLAIN.fullmatch(rest):
        return None
    return Start(node=node, text=folder, form=f'f"{{{{}}}}/{rest}"')


def _known(node: ast.expr, constants: Mapping[str, str], kind: str) -> Start | None:
    try:
        text = text_value(node, constants)
    except NotLiteral:
        return None
    if kind == "path":
        return Start(node=node, text=text, form="{}")
    ends = text.endswith(("/", "\\"))
    return Start(node=node, text=text, form='f"{{}}/"' if ends else "str({})")


def _is_inside(qualified: str, modules: Collection[str]) -> bool:
    return any(qualified == name or qualified.startswith(f"{name}.") for name in modules)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def handed_paths(
    flow: Dataflow, constants: Mapping[str, str]
) -> Iterable[tuple[int, ast.expr, str]]:
    """Find the texts that own functions are given, the modules beside it included."""
    own = {function.name for function in flow.functions}
    modules = {module.name for module in flow.program.modules}
    own |= {name for name, full in flow.imports.items() if _is_inside(full, modules)}
    calls = ((node.statement.index, call.node) for node in flow.nodes for call in node.calls)
    for index, call in calls:
        if _root(call.func) in own:
            for given, text in _texts_given(call, constants):
                yield index, given, text


def held_paths(flow: Dataflow) -> Iterator[tuple[int, ast.expr, str]]:
    """Find the texts in lists and dictionaries that files may be read by which only a run names."""
    reading = [node.statement.index for node in flow.nodes if ANY_FILE in node.reads]
    for index in sorted(backward_slice(flow, reading)):
        tree = flow.nodes[index].statement.node
        if not isinstance(tree, DEFINITIONS):
            yield from ((index, text, str(text.value)) for text in _texts_held(tree))


def _texts_held(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in walk(tree):
        held: Iterable[ast.expr] = ()
        match node:
            case ast.List(elts=held) | ast.Tuple(elts=held) | ast.Set(elts=held):
                pass
            case ast.Dict(values=held):
                pass
        yield from (n for n in held if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _texts_given(call: ast.Call, constants: Mapping[str, str]) -> Iterator[tuple[ast.expr, str]]:
    for given in [*call.args, *(keyword.value for keyword in call.keywords)]:
        with suppress(NotLiteral):
            yield given, text_value(given, constants)
