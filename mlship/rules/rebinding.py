"""Assignments → names that come to mean something else."""

import ast
from collections.abc import Iterator, Mapping

from mlship.ir.dataflow import Node
from mlship.ir.diagnostic import Diagnostic
from mlship.knowledge import Knowledge
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

# Kinds between which data is carried over without becoming something else.
DATA = frozenset({"frame", "series", "array", "sparse", "index", "groupby", "dataset", "bunch"})
DATA_TYPES = frozenset({"list", "tuple", "dict", "set", "int", "float", "bool", "NoneType"})

# Plots come and go; a base class is no class that anybody chose.
PASSING = ("axes", "artist", "figure", "display", "options", "module")
VAGUE = frozenset({"sklearn.base.BaseEstimator"})


class ReboundName(Rule):
    """The same word for two things."""

    code = "MS402"
    name = "rebound-name"
    severity = "info"
    what = "A name gets a value of another kind that was not made of the earlier one."
    why = (
        "Running the cells in another order silently takes the wrong one: hidden state waits here."
    )
    remedy = "Give each thing a name of its own: `forest`, `neighbours` instead of `model` twice."
    example = """
        model = LogisticRegression()
        model.fit(X, y)
        model = RandomForestClassifier()
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield the first such rebinding of each name."""
        meanings: dict[str, str] = {}
        told: set[str] = set()
        for node in subject.nodes:
            new = dict(_bound(node, subject.knowledge))
            for name in sorted(_changed(node, meanings, new) - told):
                told.add(name)
                message = (
                    f"`{name}` was {_article(meanings[name])}; now it is {_article(new[name])}."
                )
                yield self.at(node, message)
            meanings |= new


def _bound(node: Node, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield the names that a plain assignment binds, with what they mean."""
    if isinstance(node.statement.node, ast.Assign):
        for name in node.defines & node.types.keys():
            yield name, _meaning(node.types[name], knowledge)


def _changed(node: Node, old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    return {
        name
        for name, meaning in new.items()
        if name not in node.reads and old.get(name) and meaning and old[name] != meaning
    }


def _meaning(type_name: str, knowledge: Knowledge) -> str:
    kind = knowledge.kind(type_name)
    if kind in PASSING or type_name in VAGUE:
        return ""
    return "data" if kind in DATA or type_name in DATA_TYPES else type_name.rpartition(".")[2]


def _article(meaning: str) -> str:
    if meaning in {"data", "str", "function"}:
        return {"data": "data", "str": "a text", "function": "a function"}[meaning]
    return f"{'an' if meaning[0] in 'AEIOUaeiou' else 'a'} {meaning}"
