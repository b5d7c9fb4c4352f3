"""Statement → what it costs to put it in each stage: the field's roles as numbers."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mlship.ir.dataflow import Node, Role
from mlship.knowledge import Knowledge
from mlship.planning.purposes import (
    FITS,
    find_drawn,
    find_feeding,
    find_handed,
    find_parts,
    find_starts,
    makes_no_model,
    uses,
)
from mlship.planning.sorting import is_caption

LABELS = ("setup", "load", "clean", "features", "split", "train", "tune", "evaluate", "report")
NEVER = 6.0
NEUTRAL = 0.3
PREPARES: tuple[Role, ...] = ("features", "scale")
JUDGES: tuple[Role, ...] = ("train", "tune", "predict", "evaluate")
TOO_EARLY = 2.0
NOWHERE = 10**9
MADE = frozenset({"features", "clean", "load"})
OPTIONS = frozenset({"options", "cwd", "environ"})

# What each role costs in each stage; stages that are not named cost NEVER.
COSTS: Mapping[Role, Mapping[str, float]] = {
    "setup": {"setup": 0.0, "load": 1.5, "report": 2.0},
    "load": {"load": 0.0},
    "clean": {
        "clean": 0.0, "features": 0.7, "load": 3.0, "split": 2.5, "evaluate": 3.0, "report": 3.0,
    },
    "features": {
        "features": 0.0, "clean": 0.8, "load": 3.5, "split": 2.5, "evaluate": 3.0, "report": 3.0,
    },
    "scale": {"features": 0.0, "clean": 1.0, "split": 2.0},
    "split": {"split": 0.0},
    "construct": {"train": 0.0, "tune": 0.0, "features": 2.0, "evaluate": 3.0},
    "train": {"train": 0.0},
    "tune": {"tune": 0.0},
    "predict": {"evaluate": 0.0, "train": 1.2, "tune": 1.2, "report": 1.5},
    "evaluate": {"evaluate": 0.0},
    "export": {
        "report": 0.0, "evaluate": 3.0, "train": 1.5, "tune": 1.5, "clean": 2.0, "features": 2.0,
    },
    "plot": {
        "report": 0.0, "evaluate": 0.25, "clean": 2.0, "features": 2.0, "train": 3.0, "tune": 3.0,
    },
    "look": {
        "report": 0.5, "evaluate": 0.25, "clean": 0.5, "features": 0.5, "load": 1.0, "train": 2.0,
        "tune": 2.0,
    },
}  # fmt: skip
# A role that has a stage already may stand in another one, at this price.
AGAIN: Mapping[Role, float] = {"load": 2.0, "split": 4.5}
# Seeds and the like go with what they are set for, unless they open the notebook.
PASSING: Mapping[str, float] = {"setup": 0.0, "load": 0.8}
PASSING_ELSEWHERE = 0.7
# Choosing features and target belongs to the split that follows, else to the features.
SELECTION = {"split": 0.0, "features": 0.4, "clean": 0.7, "load": 1.0, "train": 1.5}
SELECTION_ALONE = {"features": 0.0, "clean": 0.4, "load": 0.6, "train": 0.8, "split": 1.5}
SELECTION_AFTER = {"split": 0.0, "features": 0.4, "train": 0.6, "clean": 0.8}
# What is made of a model's predictions: tables of results, submissions.
DERIVED = {"evaluate": 0.0, "report": 0.0, "train": 0.5, "tune": 0.5, "features": 1.2, "clean": 1.2}
# What is made for a figure that is drawn right there: the table behind a bar chart.
DRAWN = {"report": 0.0, "evaluate": 0.25, "features": 1.2, "clean": 1.2}
# What is made of a model's answers for nothing but a file: the table of a submission.
HANDED_OVER = {
    "report": 0.0,
    "evaluate": 0.5,
    "train": 1.0,
    "tune": 1.0,
    "features": 1.7,
    "clean": 1.7,
}
# What a model is asked for nothing but a file.
ASKED_FOR_A_FILE = {"report": 0.0, "evaluate": 0.25, "train": 1.2, "tune": 1.2}
# What one more model asks for, once the data was prepared and a model was trained: it goes with it.
AFTERWARDS = {"train": 0.3, "tune": 0.3, "evaluate": 0.3, "features": 0.2, "clean": 1.2}
# What is made once a model is trained, and none is trained on it: rows that it is asked about.
ASKED = {"features": 0.2, "clean": 0.4, "evaluate": 1.2, "report": 2.5, "load": 2.0}
# A block that makes some of it is mostly there to say how good a model is.
ASKED_IN_BLOCK = {**ASKED, "evaluate": 0.5}
# A look at what a model has learned.
LOOKED_AT = {"evaluate": 0.25, "report": 0.5, "train": 2.0, "tune": 2.0}
# Predictions that another model is trained on.
STACKED = {"features": 0.2, "train": 0.2, "tune": 0.5, "evaluate": 0.6}
SPLIT_WITHIN = 12  # statements
SELECTED = re.compile(
    r"^(x|y)(s|\d*|_\w{1,8}|(train|test|val|dev|tr|te|ts|data|all|new|full|true)\w{0,5})$"
    r"|^(features?|targets?|labels?|inputs?|outputs?)(_?\w{0,8})?$",
    re.IGNORECASE,
)
# Words of a heading that speak for a stage.
HEADINGS: Mapping[str, re.Pattern[str]] = {
    label: re.compile(rf"\b({words})")
    for label, words in {
        "load": r"load|import(s|ed|ing)?\b|read|data collection|dataset|get the data",
        "clean": r"clean|missing|null|preprocess|preparation|outlier|wrangl",
        "features": r"feature|encod|scal|transform|engineer",
        "split": r"split|train test",
        "train": r"train|model|fit|\w*regression|\w*classif|forest|tree|\w*boost",
        "tune": r"tun|hyper|grid|\w*search|optimi",
        "evaluate": r"evaluat|accuracy|metric|score|predict|result|performance",
        "report": r"plot|visual|figure|\w*chart|export|save|submission",
    }.items()
}
HEADING_BONUS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Context = where models are first trained, where data is split, first place of each role.

    `derived` are the statements that need a trained model, or what it predicted; `drawn` those
    that make what only a figure beside them needs; `feeding` those that make what a model, an
    earlier one's predictions included, is trained on; `starts` those that a loop right below
    begins with; `handed` those that make what only an export is made of; `parts` those that make
    what is first used where a model is made or trained; `asking` those that read what was trained.
    """

    knowledge: Knowledge
    first_fit: int
    splits: tuple[int, ...]
    first: Mapping[Role, int]
    derived: frozenset[int]
    drawn: frozenset[int] = frozenset()
    feeding: frozenset[int] = frozenset()
    starts: frozenset[int] = frozenset()
    handed: frozenset[int] = frozenset()
    parts: frozenset[int] = frozenset()
    asking: frozenset[int] = frozenset()

    @classmethod
    def of(cls, nodes: Sequence[Node], knowledge: Knowledge) -> "Context":
        """Sum up the statements of the pipeline."""
        first: dict[Role, int] = {}
        derived: dict[int, Node] = {}
        trained = {node.statement.index: node for node in nodes if node.role in FITS}
        for position, node in enumerate(nodes):
            first.setdefault(node.role, position)
            if node.role in JUDGES or uses(node, derived):
                derived[node.statement.index] = node
        return cls(
            knowledge=knowledge,
            first=first,
            derived=frozenset(derived),
            drawn=frozenset(find_drawn(nodes)),
            feeding=find_feeding(nodes),
            starts=find_starts(nodes),
            handed=frozenset(find_handed(nodes)),
            parts=find_parts(nodes, knowledge),
            asking=frozenset(n.statement.index for n in nodes if uses(n, trained)),
            first_fit=min(first.get(role, len(nodes)) for role in FITS),
            splits=tuple(k for k, node in enumerate(nodes) if node.role == "split"),
        )

    @property
    def first_judged(self) -> int:
        """Where a model is first trained or asked: before that nothing is evaluated."""
        return min((self.first[role] for role in JUDGES if role in self.first), default=NOWHERE)

    @property
    def first_preparation(self) -> int:
        """Where features are first made."""
        return min((self.first[role] for role in PREPARES if role in self.first), default=NOWHERE)

    def is_split_soon(self, position: int) -> bool:
        """Tell whether data is split a little later."""
        return any(position < k <= position + SPLIT_WITHIN for k in self.splits)

    def was_split(self, position: int) -> bool:
        """Tell whether data was split just before, and nothing trained since."""
        since = range(max(position - SPLIT_WITHIN, 0), position)
        return position <= self.first_fit and any(k in since for k in self.splits)


def label_costs(node: Node, heading: str, context: Context, position: int) -> tuple[float, ...]:
    """Return the cost of `node`, the statement at `position`, in each of `LABELS`."""
    costs = _role_costs(node, context, position)
    told = _told(heading)
    if not context.first.keys() & FITS:  # nothing is tuned that nothing trains
        told -= {"tune"}
    return tuple(
        cost - (HEADING_BONUS if label in told else 0.0)
        for label, cost in zip(LABELS, costs, strict=True)
    )


@lru_cache(maxsize=256)
def _told(heading: str) -> frozenset[str]:
    """Return the stages that a heading speaks for."""
    words = heading.lower()
    return frozenset(label for label, pattern in HEADINGS.items() if pattern.search(words))


def _role_costs(node: Node, context: Context, position: int) -> list[float]:
    if is_caption(node):  # it goes with what it announces
        return [0.0 for _ in LABELS]
    fitted = position > context.first_fit and node.statement.index not in context.feeding
    role = stage_role(node, context.knowledge, fitted=fitted)
    special = _special_costs(node, role, context, position, fitted=fitted)
    if special:
        return _each_of(special, NEVER)
    if role == "setup" and not OPTIONS & node.writes:
        return _each_of(PASSING, PASSING_ELSEWHERE)
    costs = _plain_costs(role, context, position, fitted=fitted)
    if role not in JUDGES and node.statement.index not in context.starts:
        costs[LABELS.index("evaluate")] += TOO_EARLY if position < context.first_judged else 0
    return costs


def _plain_costs(role: Role, context: Context, position: int, *, fitted: bool) -> list[float]:
    if role not in COSTS:
        return _neutral(fitted=fitted)
    is_again = position > context.first.get(role, position)
    return _each_of(COSTS[role], AGAIN.get(role, NEVER) if is_again else NEVER)


def _each_of(costs: Mapping[str, float], elsewhere: float) -> list[float]:
    return [costs.get(label, elsewhere) for label in LABELS]


def _special_costs(
    node: Node, role: Role, context: Context, position: int, *, fitted: bool
) -> Mapping[str, float] | None:
    """Return the costs of what belongs elsewhere than its role says, for what it is used for."""
    index = node.statement.index
    if selects(node) and index not in context.derived:
        return _selection_costs(context, position)
    again = context.first_preparation < context.first_fit < position
    is_block = hasattr(node.statement.node, "body")
    ways = (
        (role in {*MADE, ""} and index in context.derived & context.handed, HANDED_OVER),
        (role in MADE and index in context.derived - context.feeding, DERIVED),
        (role == "predict" and index in context.feeding, STACKED),
        (role == "predict" and index in context.handed, ASKED_FOR_A_FILE),
        (role == "look" and index in context.asking, LOOKED_AT),
        (index in context.drawn, DRAWN),
        (role == "scale" and index in context.parts, COSTS["construct"]),
        (role == "scale" and again, AFTERWARDS),
        (role in {"features", "clean"} and fitted, ASKED_IN_BLOCK if is_block else ASKED),
    )
    return next((costs for holds, costs in ways if holds), None)


def _selection_costs(context: Context, position: int) -> Mapping[str, float]:
    if context.was_split(position):
        return SELECTION_AFTER
    return SELECTION if context.is_split_soon(position) else SELECTION_ALONE


def stage_role(node: Node, knowledge: Knowledge, *, fitted: bool) -> Role:
    """Return the role that a statement plays where it stands."""
    if node.role == "construct" and makes_no_model(node, knowledge):
        return "scale"
    if node.role == "setup" and node.defines and _is_more_than_setup(node):
        return ""
    only_shows = node.statement.shown and not node.defines
    if fitted and only_shows and node.role in {"clean", "features", "scale", ""}:
        return "look"
    return node.role


def _is_more_than_setup(node: Node) -> bool:
    """Tell whether a statement makes something, and sets options or seeds only on its way."""
    own = any(call.name.startswith("<notebook>.") for call in node.calls)
    return own or not OPTIONS & node.writes


def selects(node: Node) -> bool:
    """Tell whether a statement picks features or target out of the data."""
    match node.statement.node:
        case ast.Assign(
            targets=[ast.Name() as target],
            value=ast.Subscript() | ast.Call() | ast.Attribute() as value,
        ):
            return node.role in {"", "clean"} and _is_selection(target, value)
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            pairs = zip(targets, values, strict=False)
            return node.role in {"", "clean"} and all(_is_selection(*pair) for pair in pairs)
    return False


def _is_selection(target: ast.expr, value: ast.expr) -> bool:
    """Tell whether one of several names is given a column, or some, of the data."""
    named = isinstance(target, ast.Name) and SELECTED.match(target.id) is not None
    return named and isinstance(value, ast.Subscript | ast.Call | ast.Attribute)


def _neutral(*, fitted: bool) -> list[float]:
    """A statement without a role of its own goes with its neighbours."""
    away = (
        ("setup", "load", "clean", "features", "split")
        if fitted
        else ("evaluate", "report", "setup")
    )
    return [2 * NEUTRAL if label in away else NEUTRAL for label in LABELS]
