"""The notebook's own functions and classes → a module of their own, globals as arguments."""

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Dataflow, Function, Node
from mlship.ir.trees import find, names_in, walk
from mlship.planning.class_state import changes_itself, sets_attribute
from mlship.planning.constants import is_constant, is_table
from mlship.planning.edits import AddKeywords, Change, Replace, Wrap

# Libraries whose decorators call nothing before it is called.
WRAPPING = frozenset(
    {
        "abc", "cachetools", "contextlib", "dataclasses", "decorator", "functools", "jax", "joblib",
        "keras", "memory_profiler", "numba", "numpy", "pandas", "retry", "retrying", "tenacity",
        "torch", "typing", "wrapt",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hoisted:
    """Hoisted = functions that move, and for each the globals that become its arguments.

    `paths` are arguments whose default is a path of this machine, with their positions;
    `constants` are what classes read, which cannot be given arguments, with their statements;
    `learning` are functions that are given what preparation learns, as the argument `learned`.
    """

    functions: Mapping[str, Function]
    arguments: Mapping[str, tuple[str, ...]]
    paths: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    constants: Mapping[str, int] = field(default_factory=dict)
    learning: frozenset[str] = frozenset()
    learned: str = "learned"

    @property
    def indexes(self) -> frozenset[int]:
        """The statements that define them."""
        return frozenset({*(f.index for f in self.functions.values()), *self.constants.values()})

    @property
    def names(self) -> frozenset[str]:
        """What the module of its own has to offer."""
        return frozenset({*self.functions, *self.constants})

    def without(self, names: Iterable[str]) -> "Hoisted":
        """Leave out definitions that become something else."""
        gone = frozenset(names)
        kept = {name: own for name, own in self.functions.items() if name not in gone}
        return replace(self, functions=kept) if gone else self

    def teach(self, names: frozenset[str], learned: str) -> "Hoisted":
        """Give functions one more argument: what preparation learns."""
        more = {name: (*self.arguments.get(name, ()), learned) for name in names}
        return replace(self, arguments={**self.arguments, **more}, learning=names, learned=learned)


def find_movable(flow: Dataflow) -> Hoisted:
    """Choose the functions and classes that can stand in a module of their own."""
    candidates = {f.name: f for f in flow.functions if f.movable and _is_bound_once(flow, f)}
    by_class = any(f.is_class for f in candidates.values())
    fixed = _find_constants(flow, is_constant) if by_class else {}
    tables = _find_constants(flow, is_table)
    while stuck := {
        name for name, f in candidates.items() if not _can_move(flow, f, candidates, fixed, tables)
    }:
        candidates = {name: f for name, f in candidates.items() if name not in stuck}
    constants = _taken_along(candidates.values(), fixed, tables)
    given = {name: tuple(sorted(f.reads - constants.keys())) for name, f in candidates.items()}
    arguments = {name: reads for name, reads in given.items() if reads}
    return Hoisted(functions=candidates, arguments=arguments, constants=constants)


def _find_constants(flow: Dataflow, is_fixed: Callable[[ast.stmt], bool]) -> dict[str, int]:
    """Find the variables that are given once, and a fixed value that nothing changes."""
    writers: dict[str, list[int]] = {}
    for node in flow.nodes:
        for name in node.writes:
            writers.setdefault(name, []).append(node.statement.index)
    found: dict[str, int] = {}
    for node in flow.nodes:
        names = [name for name in node.writes if name.isidentifier()]
        index = node.statement.index
        if is_fixed(node.statement.node) and all(writers[name] == [index] for name in names):
            found |= dict.fromkeys(names, index)
    return found


def _is_bound_once(flow: Dataflow, function: Function) -> bool:
    definition = flow.nodes[function.index].statement.node
    if isinstance(definition, ast.ClassDef) and not changes_itself(definition):
        written = sum(_binds(node, function.name) for node in flow.nodes)
    else:
        written = sum(function.name in node.writes for node in flow.nodes)
    return written <= 1 and isinstance(
        definition, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    )


def _binds(node: Node, name: str) -> bool:
    """Tell whether a statement binds a class or visibly sets something in it.

    What is given its objects could, too, but classes are hardly ever meant.
    """
    binds = name in node.defines | node.may_define
    return binds or sets_attribute(node.statement.node, frozenset({name}))


def _taken_along(
    moving: Collection[Function], fixed: Mapping[str, int], tables: Mapping[str, int]
) -> dict[str, int]:
    """Choose the constants that go with what moves: those that classes read, and tables."""
    moved = {fixed[n] for f in moving if f.is_class for n in f.reads | f.needs}
    read = {name for f in moving if not f.is_class for name in f.reads}
    constants = {name: index for name, index in fixed.items() if index in moved}
    return constants | {name: index for name, index in tables.items() if name in read}


def _can_move(
    flow: Dataflow,
    function: Function,
    candidates: Mapping[str, Function],
    constants: Collection[str],
    tables: Collection[str],
) -> bool:
    if any(name not in candidates for name in function.calls if _is_own(flow, name)):
        return False
    if not function.needs.issubset(constants if function.is_class else ()):
        return False
    if _acts_where_it_stands(flow, function):
        return False
    if not function.reads:
        return True
    if function.is_class:
        return function.reads.issubset(constants)
    definition = flow.nodes[function.index].statement.node
    own = {n.arg for n in walk(definition) if isinstance(n, ast.arg)}
    reads = function.reads.difference(tables)
    return not own & reads and _is_ready(flow, function, reads)


def _acts_where_it_stands(flow: Dataflow, function: Function) -> bool:
    """Tell whether a decorator may call a function right there, or with just its own arguments.

    ``@interact`` runs it, ``@cache`` compares what it is given: neither takes one argument more.
    """
    definition = flow.nodes[function.index].statement.node
    if not isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    names = [_decorator(node, flow) for node in definition.decorator_list]
    foreign = [name for name in names if not _is_own(flow, name)]
    return bool(foreign and function.reads) or not all(map(_only_wraps, foreign))


def _decorator(node: ast.expr, flow: Dataflow) -> str:
    text = ast.unparse(node.func if isinstance(node, ast.Call) else node)
    root, dot, rest = text.partition(".")
    return f"{flow.imports.get(root, root)}{dot}{rest}"


def _only_wraps(name: str) -> bool:
    return name.partition(".")[0] in WRAPPING or name.startswith("tensorflow.")


def _is_own(flow: Dataflow, name: str) -> bool:
    return any(f.name == name for f in flow.functions)


def _is_ready(flow: Dataflow, function: Function, reads: Collection[str]) -> bool:
    """Tell whether all that it reads is there whenever it is used."""
    first_use = min(
        (
            n.statement.index
            for n in flow.nodes
            if function.name in n.reads and n.statement.index != function.index
        ),
        default=len(flow.nodes),
    )
    written = {name for node in flow.nodes[:first_use] for name in node.writes}
    return written.issuperset(reads)


def call_changes(tree: ast.AST, hoisted: Hoisted, values: Mapping[str, str]) -> list[Change]:
    """Pass globals to functions that take them as arguments now.

    `values` holds what to pass for a global where it is not a variable of that name.
    """
    if not names_in(tree) & {*hoisted.arguments, *hoisted.paths}:
        return []
    called = {id(n.func): n for n in find(tree, ast.Call)}
    hidden = {id(name) for own in find(tree, ast.FunctionDef) for name in _local_names(own)}
    changes: list[Change] = []
    read = (name for name in find(tree, ast.Name) if isinstance(name.ctx, ast.Load))
    for node in read:
        if id(node) in hidden:
            continue
        call = called.get(id(node))
        given = [(n, values.get(n, n)) for n in hoisted.arguments.get(node.id, ())]
        given += _paths_to_pass(node.id, call, hoisted, values)
        if given:
            changes += _pass_on(node, call, given)
    return changes


def _paths_to_pass(
    function: str, call: ast.Call | None, hoisted: Hoisted, values: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the paths that a call leaves to defaults, and what to pass for each."""
    if call is None:
        return
    for name, position in hoisted.paths.get(function, ()):
        value = values.get(f"{function}.{name}", "")
        if value and not _is_given(call, name, position):
            yield name, value


def _local_names(own: ast.FunctionDef) -> Iterator[ast.Name]:
    """Yield the names in a function that mean a variable of its own, whoever else is called so."""
    arguments = {each.arg for each in find(own, ast.arg)}
    names = find(own, ast.Name)
    bound = arguments | {name.id for name in names if isinstance(name.ctx, ast.Store)}
    bound -= {name for each in find(own, ast.Global) for name in each.names}
    yield from (name for name in names if name.id in bound)


def _is_given(call: ast.Call, name: str, position: int) -> bool:
    """Tell whether a call gives an argument, or may."""
    unpacked = any(isinstance(a, ast.Starred) for a in call.args)
    keywords = {keyword.arg for keyword in call.keywords}
    return unpacked or len(call.args) > position or bool({name, None} & keywords)


def _pass_on(
    node: ast.Name, call: ast.Call | None, given: list[tuple[str, str]]
) -> Iterable[Change]:
    if call is not None:
        return [AddKeywords(call, tuple(given))]
    arguments = ", ".join(f"{name}={value}" for name, value in given)
    return [Wrap(node, "partial(", f", {arguments})")]


def signature_change(node: ast.stmt, names: tuple[str, ...], source: str) -> list[Change]:
    """Add keyword-only arguments to a function's signature."""
    if not names or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    args = node.args
    extended = ast.arguments(
        posonlyargs=args.posonlyargs, args=args.args, vararg=args.vararg,
        kwonlyargs=[*args.kwonlyargs, *(ast.arg(name) for name in names)],
        kw_defaults=[*args.kw_defaults, *(None for _ in names)],
        kwarg=args.kwarg, defaults=args.defaults,
    )  # fmt: skip
    return [Replace(signature_of(node, source), ast.unparse(extended))]


def signature_of(node: ast.FunctionDef | ast.AsyncFunctionDef, source: str) -> ast.Pass:
    """Return a stand-in node that covers what is between the parentheses."""
    line = node.lineno
    lines = source.split("\n")
    name_end = re.compile(rf"def\s+{re.escape(node.name)}\s*\(").search(lines[line - 1])
    start = (line, len(lines[line - 1][: name_end.end() if name_end else 0].encode()))
    end = _closing(lines, start)
    return ast.Pass(lineno=start[0], col_offset=start[1], end_lineno=end[0], end_col_offset=end[1])


def _closing(lines: list[str], start: tuple[int, int]) -> tuple[int, int]:
    """Return the place of the parenthesis that closes the one before `start`."""
    depth, row = 1, start[0]
    column = start[1]
    quote = ""
    for number in range(row, len(lines) + 1):
        line = lines[number - 1].encode().decode("latin-1")
        while column < len(line):
            char = line[column]
            if quote:
                quote = "" if char == quote else quote
            elif char in "'\"":
                quote = char
            elif char == "#":
                break
            else:
                depth += (char in "([{") - (char in ")]}")
            if depth == 0:
                return number, column
            column += 1
        column = 0
    return row, start[1]
