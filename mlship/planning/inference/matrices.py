"""Goals and traces → features that the pipeline makes of records: what replay is compared with."""

import ast
from collections.abc import Collection, Iterable, Mapping

from mlship.ir.dataflow import Dataflow
from mlship.ir.inference import Matrix
from mlship.knowledge import rowwise
from mlship.planning.inference.effects import changed_by, find_effects
from mlship.planning.inference.fits import Goal
from mlship.planning.inference.goals import kind_of
from mlship.planning.inference.kinds import RESAMPLED
from mlship.planning.inference.traces import Trace

RESULTS = "results"
# What an expression may be made of that is evaluated again, on the run's results.
SIMPLE = (
    ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Constant, ast.List, ast.Tuple, ast.Dict,
    ast.Slice, ast.keyword, ast.expr_context, ast.UnaryOp, ast.unaryop,
)  # fmt: skip
Traces = Mapping[int, Trace]


def find_compared(traces: Traces, fit: Goal, prediction: Goal) -> list[Goal]:
    """Find features of the notebook's own rows: those of the fit, and those predicted for.

    Where all rows were resampled before they were split, these are what was resampled.
    """
    goals = list({ast.unparse(g.features): g for g in (fit, prediction)}.values())
    own = [goal for goal in goals if not _is_resampled(traces, goal)]
    return own or list(_given_to_resample(traces, fit))


def _given_to_resample(traces: Traces, fit: Goal) -> Iterable[Goal]:
    for index, found in traces.items():
        given = list(found.splits.values())
        if found.resamples and index < fit.index:
            yield Goal(index=index, features=given[0], target=given[1] if given[1:] else None)


def _is_resampled(traces: Traces, goal: Goal) -> bool:
    """Tell whether rows were made or left out for training: they are no records then."""
    return any(
        part.endswith(RESAMPLED)
        for tag in kind_of(traces, goal).tags
        for part in tag.split(">")[1:]
    )


def names_in(goal: Goal) -> set[str]:
    """Return the names in a goal's features, if they can be evaluated again; else none."""
    nodes = list(ast.walk(goal.features))
    calls = [n.func for n in nodes if isinstance(n, ast.Call)]
    methods = [rowwise.of_method(f.attr) for f in calls if isinstance(f, ast.Attribute)]
    is_simple = all(isinstance(n, SIMPLE) for n in nodes) and len(calls) == len(methods)
    if not is_simple or not set(methods) <= {"local", "rows"}:
        return set()
    return {n.id for n in nodes if isinstance(n, ast.Name)}


def is_rebound(flow: Dataflow, kept: Collection[int], goal: Goal) -> bool:
    """Tell whether a goal's features have other values by the end of the run."""
    later = [flow.nodes[index] for index in kept if index > goal.index]
    names, effects = names_in(goal), find_effects(flow)
    return any(names & changed_by(node, effects) for node in later)


def describe_held(goal: Goal, learned: str, name: str) -> Matrix:
    """Say how features that the run holds come out of its results."""
    code = f'{RESULTS}.{learned}.held["{name}"]'
    return Matrix(features=ast.unparse(goal.features), code=code)


def describe_matrix(goal: Goal, labels: str, fields: Collection[str]) -> Matrix | None:
    """Say how a goal's features come out of the run's results; None if they do not."""
    names = names_in(goal)
    if not names or not names <= set(fields):
        return None
    return Matrix(
        features=ast.unparse(goal.features),
        code=ast.unparse(_OnResults().visit(ast.parse(ast.unparse(goal.features), mode="eval"))),
        labels=labels if labels in fields else "",
    )


class _OnResults(ast.NodeTransformer):
    """Takes each name from the run's results."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """``train`` → ``results.train``."""
        return ast.Attribute(value=ast.Name(id=RESULTS), attr=node.id, ctx=ast.Load())


def labels_beside(traces: Traces, features: str) -> str:
    """Name the part of the target that a split leaves beside these features."""
    for found in traces.values():
        names = list(found.splits)
        if features in names:
            place = names.index(features)
            beside = [n for p, n in enumerate(names) if p % 2 == place % 2 and n != features]
            return beside[-1] if beside else ""
    return ""
