"""Metrics and reports → entries of the report, and the expressions in which they are found."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from mlship.ir import trees
from mlship.ir.dataflow import Dataflow
from mlship.ir.trees import children
from mlship.knowledge import Knowledge
from mlship.planning.measuring import BETWEEN
from mlship.planning.metrics import NAMED, Metric, Owner, dotted, is_model
from mlship.planning.pipelines import find_last_steps

FRAMES = ("DataFrame", "Series", "concat")
# What names say of what is computed of metrics: "r2_difference", "loss_ratio_complement".
COMPUTED = re.compile(rf"_({'|'.join((*BETWEEN.values(), 'complement'))})(_|$)")
# Variables that say no more than the metric in them does.
PLAIN = re.compile(
    r"^(\w{1,2}|(final_|total_|model_|my_|the_)?(train_|test_|val_|valid_|validation_|cv_)?"
    r"(scores?|errors?|err|results?|res|values?|vals?|metrics?|loss|cost|performance|eval\w*"
    r"|report|matrix|tmp|temp|ans|out|output|perf)_?\d*)$",
    re.IGNORECASE,
)
# Variables that say nothing of several metrics in them, and how these are called instead.
BLANK = re.compile(r"^(\w|out|output|res|ret|ans|tmp|temp)$", re.IGNORECASE)
SEVERAL = "scores"
SHORT = 3  # letters: as many as tell a word from its abbreviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Recorded = expression, its name, the variable that says whose it is, what kind of entry.

    `sure`: it is recorded exactly once in every run; `table`: it is no single number. `otherwise`
    is its name where `name` comes twice.
    """

    node: ast.expr
    name: str
    otherwise: str = ""
    of: str = ""
    kind: Literal["metric", "text"] = "metric"
    sure: bool = False
    table: bool = False


def make_recorded(node: ast.expr, metric: Metric, *, sure: bool) -> Recorded:
    """Make the entry of a metric; `sure`: it comes to be exactly once in every run."""
    sure = sure and not metric.several  # a table gives an entry for each of its numbers
    return Recorded(
        node=node,
        name=metric.label,
        otherwise=metric.by_variable,
        of=metric.owner.of,
        sure=sure,
        table=metric.table,
    )


def distinct(found: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """Keep one entry an expression, in the order of the source; none inside of another."""
    by_node = {id(one.node): one for one in found}
    inside = {id(n) for one in by_node.values() for n in trees.walk(one.node) if n is not one.node}
    kept = [one for key, one in by_node.items() if key not in inside]
    return tuple(sorted(kept, key=lambda one: (one.node.lineno, one.node.col_offset)))


def told_apart(found: Mapping[int, tuple[Recorded, ...]]) -> Mapping[int, tuple[Recorded, ...]]:
    """Name metrics that would share a name after their variables: validation's and test's f1."""
    named: dict[str, set[str]] = {}
    for one in (one for entries in found.values() for one in entries):
        named.setdefault(one.name, set()).add(one.otherwise)
    return {
        index: tuple(
            replace(one, name=one.otherwise) if one.otherwise and len(named[one.name]) > 1 else one
            for one in entries
        )
        for index, entries in found.items()
    }


def value_children(node: ast.AST) -> Iterable[ast.expr]:
    """Return the parts of an expression whose values go into it, without indexes and tests."""
    parts: Iterable[ast.AST] = children(node)
    match node:
        case ast.Subscript(value=value):
            parts = [value]
        case ast.IfExp(body=body, orelse=other):
            parts = [body, other]
        case ast.Call() if dotted(node.func) in {"len", "range", "type", "isinstance", "id"}:
            parts = []
        case ast.Call(func=ast.Attribute(value=receiver)):
            parts = [receiver, *node.args, *node.keywords]
    for part in parts:
        if isinstance(part, ast.expr):
            yield part
        elif isinstance(part, ast.keyword) and part.arg != "key":
            yield part.value


def own_calls(tree: ast.stmt) -> Iterable[ast.Call]:
    """Walk a statement's expressions, not its blocks, and give the calls in them."""
    parts = children(tree)
    own = [part for part in parts if isinstance(part, ast.expr | ast.withitem)]
    if len(own) == len(parts):  # it has no blocks
        return trees.find(tree, ast.Call)
    return chain.from_iterable(trees.find(part, ast.Call) for part in own)


def renamed(metric: Metric, name: str, value: ast.expr, *, once: bool) -> Metric:
    """Call collections, what is computed of several, and what nobody owns, after variables.

    `once`: the variable is bound outside of loops and functions. A metric that no model owns,
    a baseline's, say, is the variable's: ``naive.mean_absolute_error``.
    """
    if NAMED.search(name):
        metric = replace(metric, variable=name)
    if _is_collection(value):
        return replace(metric, name=SEVERAL if BLANK.match(name) else name, several=True)
    if isinstance(value, ast.BinOp) and COMPUTED.search(metric.name):
        return replace(metric, name=name)
    if metric.owner.label:
        return metric
    if NAMED.search(name):
        return replace(metric, name=name)
    is_its_own = once and _is_whole(metric) and not _tell_the_same(name, metric.name)
    return replace(metric, owner=Owner(label=name)) if is_its_own else metric


def _is_whole(metric: Metric) -> bool:
    return not metric.several and "." not in metric.name


def _tell_the_same(variable: str, metric: str) -> bool:
    """Tell whether a variable adds nothing to the metric in it: ``score``, ``conf_matrix``."""
    words = {word for word in variable.lower().split("_") if len(word) >= SHORT}
    return bool(PLAIN.match(variable)) or any(word[:SHORT] in metric for word in words)


def _is_collection(value: ast.expr) -> bool:
    """Tell whether an expression puts several metrics together."""
    called = dotted(value.func) if isinstance(value, ast.Call) else ""
    return (
        called == "dict"
        or called.endswith(FRAMES)
        or isinstance(value, ast.Dict | ast.List | ast.Tuple | ast.ListComp | ast.DictComp)
    )


def rebound_models(flow: Dataflow, knowledge: Knowledge) -> frozenset[str]:
    """Return the variables that hold models of several classes, one after the other.

    Pipelines are told apart by what they end with.
    """
    kinds: dict[str, set[str]] = {}
    last_steps = find_last_steps(flow)
    for node in flow.nodes:
        lasts = last_steps.get(node.statement.index, {})
        for name, kind in node.types.items():
            if name in node.defines and is_model(knowledge, kind):
                kinds.setdefault(name, set()).add(lasts.get(name, kind))
    return frozenset(name for name, found in kinds.items() if len(found) > 1)
