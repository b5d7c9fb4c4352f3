"""The notebook's own functions → their signatures with types, where every call agrees on them."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mlship.ir.dataflow import Dataflow, Function, Node
from mlship.ir.plan import Variable
from mlship.ir.trees import children, names_in, walk
from mlship.planning.annotations import annotate
from mlship.planning.bindings import Surroundings
from mlship.planning.declaring import declare_inside
from mlship.planning.edits import Change, Replace, Wrap, rewrite
from mlship.planning.hoisting import Hoisted, signature_of
from mlship.planning.returning import gives_always

SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)
INNER = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
GIVES = (ast.Return, ast.Yield, ast.YieldFrom)
Types = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Signature = types of parameters, of the result ("" unknown), import lines for them."""

    parameters: tuple[Variable, ...]
    result: str
    imports: frozenset[str]


def find_signatures(
    flow: Dataflow,
    hoisted: Hoisted,
    types: Sequence[Types],
    taken: frozenset[str],
) -> dict[str, Signature]:
    """Return the signatures of the functions of which enough is known; `types` by statement."""
    functions = hoisted.functions.values()
    definitions = {
        f.name: (f, node)
        for f in functions
        if isinstance(node := flow.nodes[f.index].statement.node, ast.FunctionDef)
        and is_plain(node)
    }
    calls = _calls(flow, definitions.keys(), types)
    found = {}
    for name, (function, node) in definitions.items():
        sites = calls.get(name)
        if sites and (signature := _signature(flow, function, node, sites, taken)):
            given = hoisted.arguments.get(name, ())
            extra = [_global(flow, n, sites, taken) for n in given if n != hoisted.learned]
            learned = Variable(name=hoisted.learned, annotation="Learned")
            extra += [(learned, ())] if name in hoisted.learning else []
            found[name] = _extended(signature, filter(None, extra))
    return found


def annotate_function(source: str, signature: Signature, around: Surroundings) -> str:
    """Write the types into a definition, and declare what its body binds anew."""
    tree = ast.parse(source)
    node = tree.body[-1]
    if not isinstance(node, ast.FunctionDef):
        return source
    inputs = {v.name: v.annotation for v in signature.parameters}
    declared = declare_inside(source, node, inputs, replace(around, complete=False))
    if declared.retyped:
        return source
    again = ast.parse(declared.body).body[-1]
    assert isinstance(again, ast.FunctionDef)  # noqa: S101 - declarations stand inside
    changes: list[Change] = [
        Wrap(arg, "", f": {inputs[arg.arg]}")
        for arg in (*again.args.posonlyargs, *again.args.args, *again.args.kwonlyargs)
        if arg.arg in inputs
    ]
    if signature.result:
        changes.append(_result_change(again, declared.body, signature.result))
    return rewrite(declared.body, again, changes)


def _result_change(node: ast.FunctionDef, source: str, result: str) -> Change:
    end = signature_of(node, source)
    row, column = end.end_lineno or 0, end.end_col_offset or 0
    place = ast.Pass(lineno=row, col_offset=column, end_lineno=row, end_col_offset=column + 1)
    return Replace(place, f") -> {result}")


def is_plain(node: ast.FunctionDef) -> bool:
    """Tell whether a function has parameters by name only, and no types yet."""
    args = node.args
    given = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    special = args.vararg or args.kwarg or node.decorator_list or node.returns
    return not special and not any(arg.annotation for arg in given)


@dataclass(frozen=True, slots=True)
class Site:
    """Site = a call, the types of variables before it, the type of what it gives ("" unknown).

    `is_alone` says that nothing looks at what it gives.
    """

    call: ast.Call
    known: Types
    result: str
    is_alone: bool


def _calls(
    flow: Dataflow, names: Iterable[str], types: Sequence[Types]
) -> dict[str, list[Site] | None]:
    """Return the calls of each function; None where one is out of sight."""
    wanted = set(names)
    found: dict[str, list[Site] | None] = {}
    for node, known in zip(flow.nodes, types, strict=False):
        tree = node.statement.node
        if wanted.isdisjoint(names_in(tree)):
            continue
        simple = isinstance(tree, SIMPLE)
        direct = dict(_direct_calls(tree)) if simple else {}
        for use in walk(tree):
            if not (isinstance(use, ast.Name) and use.id in wanted):
                continue
            call, sites = direct.get(id(use)), found.setdefault(use.id, [])
            if call is None or sites is None:
                found[use.id] = None
            else:
                sites.append(Site(call, known, _given(node, call), _is_alone(node, call)))
    return found


def _given(node: Node, call: ast.Call) -> str:
    match node.statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is call:
            return node.types.get(name, "")
    return ""


def _is_alone(node: Node, call: ast.Call) -> bool:
    tree = node.statement.node
    return isinstance(tree, ast.Expr) and tree.value is call and not node.statement.shown


def _direct_calls(tree: ast.AST) -> Iterator[tuple[int, ast.Call]]:
    """Yield the calls of a statement that no function or comprehension stands around."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield id(node.func), node
        if not isinstance(node, INNER):
            waiting.extend(children(node))


def _signature(
    flow: Dataflow,
    function: Function,
    node: ast.FunctionDef,
    sites: Sequence[Site],
    taken: frozenset[str],
) -> Signature | None:
    imports: set[str] = set()
    parameters = []
    for name, given in _parameters(node, sites).items():
        kinds = set(given)
        text, lines = annotate(kinds.pop() if len(kinds) == 1 else "", flow.imports, taken)
        if text == "Any":
            return None
        imports |= set(lines)
        parameters.append(Variable(name=name, annotation=text))
    result, lines = _result(flow, function, node, sites, taken)
    return Signature(
        parameters=tuple(parameters), result=result, imports=frozenset(imports | set(lines))
    )


Typed = tuple[Variable, tuple[str, ...]]
ITERATOR = ("from collections.abc import Iterator", "from typing import Any")


def _global(
    flow: Dataflow, name: str, sites: Sequence[Site], taken: frozenset[str]
) -> Typed | None:
    """Return the type of a variable that became an argument, if it is the same at each call."""
    kinds = {site.known.get(name, "") for site in sites}
    text, lines = annotate(kinds.pop() if len(kinds) == 1 else "", flow.imports, taken)
    return None if text == "Any" else (Variable(name=name, annotation=text), lines)


def _extended(signature: Signature, more: Iterable[Typed]) -> Signature:
    for variable, lines in more:
        signature = replace(
            signature,
            parameters=(*signature.parameters, variable),
            imports=signature.imports | set(lines),
        )
    return signature


def _parameters(node: ast.FunctionDef, sites: Sequence[Site]) -> dict[str, list[str]]:
    """Return for each parameter the types of what it is given, of its default too."""
    args = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
    found = _types_of_defaults(node.args)
    for site in sites:
        call, known = site.call, site.known
        if _unpacks(call):
            return {name: [] for name in args} or found
        for name, value in zip(args, call.args, strict=False):
            found[name].append(_type(value, known))
        for keyword in call.keywords:
            if keyword.arg in found:
                found[keyword.arg].append(_type(keyword.value, known))
    return found


def _unpacks(call: ast.Call) -> bool:
    """Tell whether a call is given what only a run knows: ``f(*values, **options)``."""
    has_star = any(isinstance(argument, ast.Starred) for argument in call.args)
    return has_star or any(keyword.arg is None for keyword in call.keywords)


def _types_of_defaults(arguments: ast.arguments) -> dict[str, list[str]]:
    args = [*arguments.posonlyargs, *arguments.args]
    defaults = dict(zip([a.arg for a in args][::-1], arguments.defaults[::-1], strict=False))
    keyword_defaults = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    defaults |= {arg.arg: value for arg, value in keyword_defaults if value is not None}
    return {
        arg.arg: [_type(defaults[arg.arg], {})] if arg.arg in defaults else []
        for arg in [*args, *arguments.kwonlyargs]
    }


def _type(node: ast.expr, known: Types) -> str:
    match node:
        case ast.Name(id=name):
            return known.get(name, "")
        case ast.Constant(value=value) if value is not None:
            return type(value).__name__
        case ast.JoinedStr():
            return "str"
    return ""


def _result(
    flow: Dataflow,
    function: Function,
    node: ast.FunctionDef,
    sites: Sequence[Site],
    taken: frozenset[str],
) -> tuple[str, tuple[str, ...]]:
    """Return the type of the result: None if nothing is returned or yielded."""
    if _is_generator(node):
        free = not taken & {"Any", "Iterator"}
        return ("Iterator[Any]", ITERATOR) if free else ("", ())
    if not any(isinstance(n, GIVES) for n in walk(node)):
        return ("None" if all(site.is_alone for site in sites) else ""), ()
    if not gives_always(node):
        return "", ()
    return _common_result(function, flow, sites, taken)


def _common_result(
    function: Function, flow: Dataflow, sites: Sequence[Site], taken: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    """Return the one type that the calls of a function give, if there is one."""
    kinds = {function.result or site.result for site in sites}
    text, lines = annotate(kinds.pop() if len(kinds) == 1 else "", flow.imports, taken)
    return ("", ()) if text == "Any" else (text, lines)


def _is_generator(node: ast.FunctionDef) -> bool:
    """Tell whether a function itself yields, not one inside of it."""
    waiting: list[ast.AST] = [*node.body]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(each, INNER):
            waiting.extend(children(each))
    return False
