"""Settings that a notebook keeps in one dictionary or class → each a value that can be tuned."""

import ast
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from mlship.ir.bundled import is_changed, mentions, reads_of, settings_of
from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.plan import Json
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
        values = settings_of(node.statement.node)
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


def _members(
    flow: Dataflow, definition: Node, name: str, values: Mapping[str, ast.expr]
) -> tuple[Member, ...]:
    """Return what reads the settings, nothing if they are used in any other way."""
    found: list[Member] = []
    is_class = isinstance(definition.statement.node, ast.ClassDef)
    for node in flow.nodes:
        tree = node.statement.node
        if node is definition or not mentions(tree, name):
            continue
        if isinstance(tree, DEFINITIONS):
            return ()
        index = node.statement.index
        reads = reads_of(tree, name, is_class=is_class)
        mine = [Member(index=index, node=read, key=key) for read, key in reads]
        if len(mine) != mentions(tree, name) or any(each.key not in values for each in mine):
            return ()
        if any(is_changed(tree, each.node, values[each.key]) for each in mine):
            return ()
        found += mine
    return tuple(found)


def bundle_texts(bundles: Iterable[Bundle]) -> dict[str, str]:
    """Return the texts of all bundles, by the code that reads them."""
    return {code: text for bundle in bundles for code, text in bundle.texts().items()}
