"""Settings that a notebook keeps in one dictionary or class → each a value that can be tuned."""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.plan import Json
from mlship.ir.trees import children, walk
from mlship.planning.literals import NotLiteral, json_value

MOST_ITEMS = 40
MOST_TEXT = 200
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Member = an expression that reads one setting (``CONFIG["seed"]``), where, which one."""

    index: int
    node: ast.expr
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Bundle = the variable or class, its statement, the settings, where each is read.

    It is read in no other way, and never changed, so that its settings can stand alone.
    """

    name: str
    index: int
    values: Mapping[str, ast.expr]
    members: tuple[Member, ...]

    def texts(self) -> dict[str, str]:
        """Return the settings that are texts, by the code that reads them."""
        return {
            ast.unparse(member.node): value.value
            for member in self.members
            if isinstance(value := self.values[member.key], ast.Constant)
            and isinstance(value.value, str)
        }

    def value(self, key: str) -> Json:
        """Return a setting as a plain value.

        Raises:
            NotLiteral: it is computed.
        """
        return json_value(self.values[key])

    def without(self, covered: Collection[int]) -> "Bundle":
        """Leave out what is read inside of the expressions with these ids."""
        kept = tuple(member for member in self.members if id(member.node) not in covered)
        return Bundle(name=self.name, index=self.index, values=self.values, members=kept)


def find_bundles(flow: Dataflow) -> tuple[Bundle, ...]:
    """Find the dictionaries and classes of settings that are read one by one."""
    defined = {name: node for node in flow.nodes for name in node.defines}
    bound: dict[str, int] = {}
    for node in flow.nodes:
        for name in node.defines | node.may_define:
            bound[name] = bound.get(name, 0) + 1
    found = []
    for name, node in defined.items():
        values = _settings(node.statement.node)
        if values and bound[name] == 1:
            members = _members(flow, node, name, values)
            if members:
                index = node.statement.index
                found.append(Bundle(name=name, index=index, values=values, members=members))
    return tuple(found)


def can_stand_alone(bundle: Bundle) -> bool:
    """Tell whether every setting that is read is a plain value of a sensible size."""
    try:
        values = [bundle.value(key) for key in {member.key for member in bundle.members}]
    except NotLiteral:
        return False
    return all(_is_small(value) for value in values)


def _is_small(value: Json) -> bool:
    match value:
        case list():
            return len(value) <= MOST_ITEMS and all(_is_small(item) for item in value)
        case str():
            return len(value) <= MOST_TEXT and "\n" not in value
        case dict():
            return False
    return True


def _settings(tree: ast.stmt) -> dict[str, ast.expr]:
    """Return the settings that a statement defines, none if it does anything else."""
    match tree:
        case ast.Assign(targets=[ast.Name()], value=ast.Dict(keys=keys, values=values)):
            return _named(keys, values)
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.Call(func=ast.Name(id="dict"), args=[], keywords=given),
        ) if all(each.arg for each in given):
            return {each.arg: each.value for each in given if each.arg}
        case ast.ClassDef(bases=[], keywords=[], decorator_list=[], body=body):
            return _attributes(body)
    return {}


def _named(keys: Sequence[ast.expr | None], values: Sequence[ast.expr]) -> dict[str, ast.expr]:
    found = {}
    for key, value in zip(keys, values, strict=True):
        match key:
            case ast.Constant(value=str() as text):
                found[text] = value
            case _:
                return {}
    return found


def _attributes(body: Sequence[ast.stmt]) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                pass
            case _:
                return {}
    return found


def _members(
    flow: Dataflow, definition: Node, name: str, values: Mapping[str, ast.expr]
) -> tuple[Member, ...]:
    """Return what reads the settings, nothing if they are used in any other way."""
    found: list[Member] = []
    is_class = isinstance(definition.statement.node, ast.ClassDef)
    for node in flow.nodes:
        tree = node.statement.node
        if node is definition or not _mentions(tree, name):
            continue
        if isinstance(tree, DEFINITIONS):
            return ()
        mine = list(_reads(tree, name, node.statement.index, is_class=is_class))
        if len(mine) != _mentions(tree, name) or any(each.key not in values for each in mine):
            return ()
        if any(_is_changed(tree, each.node, values[each.key]) for each in mine):
            return ()
        found += mine
    return tuple(found)


def _mentions(tree: ast.AST, name: str) -> int:
    return sum(isinstance(each, ast.Name) and each.id == name for each in walk(tree))


def _reads(tree: ast.AST, name: str, index: int, *, is_class: bool) -> Iterator[Member]:
    for each in walk(tree):
        match each:
            case ast.Attribute(value=ast.Name(id=found), attr=key, ctx=ast.Load()) if is_class:
                pass
            case ast.Subscript(
                value=ast.Name(id=found), slice=ast.Constant(value=str() as key), ctx=ast.Load()
            ) if not is_class:
                pass
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=found), attr="get"),
                args=[ast.Constant(value=str() as key), *_],
            ) if not is_class:
                pass
            case _:
                continue
        if found == name:
            yield Member(index=index, node=each, key=key)


def _is_changed(tree: ast.AST, member: ast.expr, value: ast.expr) -> bool:
    """Tell whether a list of the settings may be changed where it is read, or is kept."""
    if isinstance(value, ast.Constant | ast.UnaryOp):
        return False
    parents = (each for each in walk(tree) if any(child is member for child in children(each)))
    return any(isinstance(parent, ast.Attribute | ast.Assign | ast.AugAssign) for parent in parents)


def bundle_texts(bundles: Iterable[Bundle]) -> dict[str, str]:
    """Return the texts of all bundles, by the code that reads them."""
    return {code: text for bundle in bundles for code, text in bundle.texts().items()}
