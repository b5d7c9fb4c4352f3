"""Functions that would have one name → words that tell each from those before it."""

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from mlship.ir.dataflow import Call, Node
from mlship.ir.trees import walk
from mlship.planning.figures import FIGURE
from mlship.planning.interfaces import EXPLORE, Unit
from mlship.planning.naming import slug
from mlship.planning.wording import says_little

LONGEST_COLUMN = 24
COLUMN_WORDS = 3
SHORTEST = 2
# Arguments that name columns.
BY_COLUMN = frozenset(
    {"x", "y", "by", "hue", "column", "columns", "subset", "index", "values", "on"}
)
# Attributes of tables that are asked for something and are no columns: ``df.iloc[0]``.
NO_COLUMNS = frozenset(
    {
        "T", "at", "cat", "columns", "dt", "dtypes", "iat", "iloc", "index", "loc", "plot", "shape",
        "str", "style", "values",
    }
)  # fmt: skip
GROUPS = frozenset({"groupby", "sort_values", "pivot_table", "set_index", "crosstab"})


@dataclass(frozen=True, slots=True)
class Namesakes:
    """What the functions of each name so far are about; few are ever told from another."""

    units: dict[str, list[tuple[Unit, Sequence[Node]]]] = field(default_factory=dict)

    def note(self, name: str, unit: Unit, nodes: Sequence[Node]) -> None:
        """Remember what the function that gets a name is about."""
        self.units.setdefault(name, []).append((unit, nodes))

    def telling(self, name: str, unit: Unit, nodes: Sequence[Node]) -> Iterator[str]:
        """Yield words for a unit, first those that its namesakes have not had."""
        known = {word for one in self.units.get(name, ()) for word in words_for(*one)}
        parts = name.split("_")
        words = [word for word in words_for(unit, nodes) if word not in parts]
        yield from sorted(words, key=known.__contains__)


def words_for(unit: Unit, nodes: Sequence[Node]) -> Iterator[str]:
    """Yield words for what a unit is about: what it makes, sets, asks for, and is given."""
    bound = [name for node in nodes for name in sorted(node.defines - {FIGURE})]
    made = [name for name in bound if name.isidentifier()]  # no generator, no file
    new = [name for name in unit.outputs if name not in unit.inputs]
    columns, settings = list(_columns(nodes, {*bound, *unit.inputs})), list(_settings(nodes))
    given = sorted(unit.inputs, key=str.isupper)  # constants say little
    if unit.label == EXPLORE:
        names = [*columns, *made, *given]
    else:
        names = [*settings, *new, *made, *columns, *given]
    for word in dict.fromkeys(slug(name, words=COLUMN_WORDS) for name in names):
        if len(word) >= SHORTEST and not says_little(word):
            yield word


def _settings(nodes: Sequence[Node]) -> Iterator[str]:
    """Yield what the makers of models are told by name: ``max_depth``."""
    for call in _calls(nodes):
        if call.fact and call.fact.role == "construct":
            yield from (keyword.arg for keyword in call.node.keywords if keyword.arg)


def _columns(nodes: Sequence[Node], tables: Collection[str]) -> Iterator[str]:
    """Yield the columns that statements name, also as attributes of what may be tables."""
    for node in nodes:
        for tree in walk(node.statement.node):
            match tree:
                case ast.Subscript(slice=part):
                    yield from _texts(part)
                case ast.Call(func=ast.Attribute(attr=method), args=args) if method in GROUPS:
                    yield from chain.from_iterable(map(_texts, args))
                case ast.keyword(arg=name, value=value) if name in BY_COLUMN:
                    yield from _texts(value)
                case ast.Attribute(value=ast.Attribute(value=ast.Name(id=table), attr=column)):
                    yield from (column,) if table in tables and column not in NO_COLUMNS else ()


def _texts(node: ast.expr) -> Iterator[str]:
    for item in node.elts if isinstance(node, ast.List | ast.Tuple) else [node]:
        match item:
            case ast.Constant(value=str() as text) if len(text) <= LONGEST_COLUMN:
                yield text


def _calls(nodes: Sequence[Node]) -> Iterator[Call]:
    return (call for node in nodes for call in node.calls)
