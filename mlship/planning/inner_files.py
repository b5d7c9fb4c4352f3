"""Paths inside of the notebook's own functions → arguments that are given data parameters."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mlship.ir.dataflow import Dataflow, Function
from mlship.ir.trees import names_in, walk
from mlship.planning.datafiles import DataFiles, add_files
from mlship.planning.hoisting import Hoisted
from mlship.planning.naming import unique

# What arguments for files and folders are called.
PLACES = re.compile(r"path|dir|folder|file|root|location|src|source", re.IGNORECASE)
WRITES = ("to_", "save", "dump", "write", "imwrite")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """Inner = functions with their new arguments, all files, argument → data parameter."""

    hoisted: Hoisted
    data: DataFiles
    given: Mapping[str, str]


def pass_paths(flow: Dataflow, hoisted: Hoisted, data: DataFiles, folder: Path) -> Inner:
    """Give functions that move elsewhere the files that they name as arguments.

    Functions that stay in a stage name the parameters themselves.
    """
    data = _with_those_of_staying_functions(flow, hoisted, data, folder)
    taken = set[str]().union(*(names_in(node.statement.node) for node in flow.nodes))
    given: dict[str, str] = {}
    arguments: dict[str, tuple[str, ...]] = {}
    defaults: dict[str, list[tuple[str, int, str]]] = {}
    for name, function in hoisted.functions.items():
        texts = [] if function.is_class else list(_texts(flow, function))
        data, named = add_files(data, function.index, texts, folder)
        if parameters := dict.fromkeys(parameter for _, parameter in named):
            arguments[name] = tuple(_argument_for(each, given, taken) for each in parameters)
        data = _say(data, named, given)
        data, defaults[name] = _defaults(flow, function, data, folder)
        given |= {f"{name}.{argument}": parameter for argument, _, parameter in defaults[name]}
    united = _united(hoisted.arguments, _with_callers(hoisted.functions, arguments))
    paths = {n: tuple((a, k) for a, k, _ in found) for n, found in defaults.items() if found}
    return Inner(hoisted=replace(hoisted, arguments=united, paths=paths), data=data, given=given)


def _argument_for(parameter: str, given: dict[str, str], taken: set[str]) -> str:
    """Return the argument that a parameter is passed on as, a new one the first time."""
    known = next((argument for argument, each in given.items() if each == parameter), "")
    argument = known or unique(f"{parameter}_path", taken)
    given[argument] = parameter
    return argument


def _united(
    some: Mapping[str, tuple[str, ...]], others: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    names = {*some, *others}
    return {name: (*some.get(name, ()), *others.get(name, ())) for name in names}


def _with_those_of_staying_functions(
    flow: Dataflow, hoisted: Hoisted, data: DataFiles, folder: Path
) -> DataFiles:
    known = {id(use.node) for use in data.uses}
    for function in flow.functions:
        tree = flow.nodes[function.index].statement.node
        if function.name in hoisted.functions or not isinstance(tree, ast.FunctionDef):
            continue
        defaults = (value for value, _, _ in _path_defaults(tree))
        texts = [n for n in (*_texts(flow, function), *defaults) if id(n) not in known]
        data, _ = add_files(data, function.index, texts, folder)
    return data


def _texts(flow: Dataflow, function: Function) -> Iterator[ast.Constant]:
    """Find the texts in a function's body, but those that it writes to or says."""
    tree = flow.nodes[function.index].statement.node
    body = getattr(tree, "body", [])
    left_out = {id(n) for statement in body for n in _unread(statement)}
    for statement in body:
        for node in walk(statement):
            if id(node) in left_out:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node


def _unread(statement: ast.stmt) -> Iterable[ast.AST]:
    """Yield what no path that is read can be: docstrings, parts of f-strings, what is written."""
    for node in walk(statement):
        match node:
            case ast.Expr(value=ast.Constant()) | ast.JoinedStr() | ast.BinOp():
                yield from walk(node)
            case ast.Call(func=ast.Attribute(attr=name)) if name.startswith(WRITES):
                yield from walk(node)
            case ast.Call(func=ast.Name(id="open"), args=[_, _, *_]):
                yield from walk(node)


def _defaults(
    flow: Dataflow, function: Function, data: DataFiles, folder: Path
) -> tuple[DataFiles, list[tuple[str, int, str]]]:
    """Find the arguments whose default is a path: name, position, data parameter."""
    tree = flow.nodes[function.index].statement.node
    if not isinstance(tree, ast.FunctionDef):
        return data, []
    paths = {id(value): (argument, k) for value, argument, k in _path_defaults(tree)}
    more, named = add_files(data, -1, [value for value, _, _ in _path_defaults(tree)], folder)
    return more, [(*paths[id(node)], parameter) for node, parameter in named]


def _path_defaults(tree: ast.FunctionDef) -> Iterator[tuple[ast.Constant, str, int]]:
    """Find the defaults of arguments that are called like a path, with name and position."""
    positional = [*tree.args.posonlyargs, *tree.args.args]
    for k, value in enumerate(tree.args.defaults, len(positional) - len(tree.args.defaults)):
        if isinstance(value, ast.Constant) and PLACES.search(positional[k].arg):
            yield value, positional[k].arg, k


def _say(
    data: DataFiles, named: Iterable[tuple[ast.Constant, str]], given: Mapping[str, str]
) -> DataFiles:
    """Let an argument stand where a text names its file."""
    forms = {id(node): next(a for a, p in given.items() if p == name) for node, name in named}
    uses = [replace(u, form=forms.get(id(u.node), u.form)) for u in data.uses]
    return replace(data, uses=tuple(uses))


def _with_callers(
    functions: Mapping[str, Function], arguments: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Let functions that call others hand their arguments on."""
    reached = dict(arguments)
    while True:
        grown = {
            name: tuple(dict.fromkeys(a for n in (name, *f.calls) for a in reached.get(n, ())))
            for name, f in functions.items()
        }
        if {n: a for n, a in grown.items() if a} == {n: a for n, a in reached.items() if a}:
            return reached
        reached = grown
