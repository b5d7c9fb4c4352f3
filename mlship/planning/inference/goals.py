"""The chosen model → what it was fitted on, and what it last predicted for."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import walk
from mlship.planning.fitted import Fitted
from mlship.planning.inference.fits import Goal, choose_columns, find_given, unpack
from mlship.planning.inference.kinds import CONSTANT, Kind, is_on
from mlship.planning.inference.traces import Trace
from mlship.planning.networks import Fed, Trained, feed_all, is_feeding, unfold

PREDICTS = ("predict", "predict_proba", "decision_function", "predict_classes", "score")


def find_fit(flow: Dataflow, model: Fitted) -> Goal | None:
    """Find the call that fits the model, and what it is given.

    A model that is picked of several has one only if all of them are fitted on the same.
    """
    goals = [_find_fit(flow, one) for one in (model.of if model.picked else (model,))]
    known = [goal for goal in goals if goal is not None]
    texts = {tuple(ast.unparse(t) for t in (g.features, g.target) if t) for g in known}
    return known[-1] if len(texts) == 1 and len(known) == len(goals) else None


def _find_fit(flow: Dataflow, model: Fitted) -> Goal | None:
    if model.network:
        target = ast.Name(id=model.network.target.variable, ctx=ast.Load())
        return replace(_of_fed(model.network.features), target=target)
    nodes = [model.call] if model.call else walk(flow.nodes[model.index].statement.node)
    return find_given(flow, model.index, nodes, model.estimator)


def find_prediction(
    flow: Dataflow, kept: Sequence[int], model: Fitted, fit: Goal, traces: Mapping[int, Trace]
) -> Goal:
    """Find what the model predicts for: other rows than it was fitted on, if there are any."""
    asked = list(_predictions(flow, kept, model))
    asked += _asked_of_network(flow, kept, model.network) if model.network else ()
    found = [_as_fitted(unpack(flow, each), fit) for each in asked]
    known = ast.unparse(fit.features)
    others = [goal for goal in found if ast.unparse(goal.features) != known]
    if isinstance(fit.features, ast.Name):
        others = [goal for goal in others if isinstance(goal.features, ast.Name)]
    tables = [goal for goal in others if _is_table(goal, traces)]
    trained = kind_of(traces, fit).tags
    unseen = [goal for goal in tables if not is_on(kind_of(traces, goal).tags, trained)]
    return next(iter([*unseen, *tables]), fit)


def _as_fitted(asked: Goal, fit: Goal) -> Goal:
    """Take of a table the columns that the formula names which the model was fitted by."""
    if not fit.formula:
        return asked
    return replace(asked, features=choose_columns(asked.features, fit.formula))


def _is_table(goal: Goal, traces: Mapping[int, Trace]) -> bool:
    """Tell a table from an example that is put together on the spot."""
    kind = kind_of(traces, goal)
    return kind.is_rows and not kind.filtered


def kind_of(traces: Mapping[int, Trace], goal: Goal) -> Kind:
    """Return the kind of a goal's features: that of the first name in them that holds rows."""
    before = traces[goal.index].before
    names = [n.id for n in walk(goal.features) if isinstance(n, ast.Name)]
    kinds = [before.get(name, CONSTANT) for name in names]
    return next((kind for kind in kinds if kind.is_rows), CONSTANT)


def _predictions(flow: Dataflow, kept: Sequence[int], model: Fitted) -> Iterable[Goal]:
    """Yield what a model predicts for; of one that is picked, also what those predict for."""
    for index in (i for i in kept if i > model.index):
        node = flow.nodes[index]
        yield from _asked_in(node, model.name)
        if model.name in node.defines:
            break
    for one in model.of:
        for index in (i for i in kept if i >= one.index):
            yield from _asked_in(flow.nodes[index], one.name)


def _of_fed(fed: Fed) -> Goal:
    names = [ast.Name(id=name, ctx=ast.Load()) for name in fed.variables]
    features = ast.Tuple(elts=[*names], ctx=ast.Load()) if fed.beside else names[0]
    return Goal(index=fed.index, features=features, form=fed.whole_form)


def _asked_of_network(flow: Dataflow, kept: Sequence[int], network: Trained) -> Iterable[Goal]:
    """Yield what a network is asked about: once it is trained, then while it is.

    What comes after its name is another's is asked of that.
    """
    trail = unfold(flow, kept)
    later = (i for i in kept if i > network.index and network.variable in flow.nodes[i].defines)
    end = next(later, len(flow.nodes))
    asked = [
        (event.index == network.index, place, call)
        for place, event in enumerate(trail.events)
        for call in walk(event.value)
        if network.index <= event.index <= end and is_feeding(call, network.names)
    ]
    for _, place, call in sorted(asked, key=lambda each: each[:2]):
        if (fed := feed_all(trail, call, place)) is not None:
            yield _of_fed(fed)


def _asked_in(node: Node, model: str) -> Iterable[Goal]:
    for tree in walk(node.statement.node):
        match tree:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=[first, *_]
            ) if (name == model and attr in PREDICTS):
                yield Goal(index=node.statement.index, features=first)
