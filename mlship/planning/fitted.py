"""Dataflow → which variables hold models, and the statements that train them."""

import ast
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.knowledge import Knowledge
from mlship.planning.asking import PREDICTS
from mlship.planning.metrics import is_model
from mlship.planning.naming import short_model
from mlship.planning.networks import Trained, find_trained, unfold
from mlship.planning.own_fits import find_training
from mlship.planning.pipelines import find_last_steps

# Functions that train what they give back.
TRAINS = frozenset({"xgboost.train", "lightgbm.train", "catboost.train"})
NETWORK = "torch.nn.Module"
# How the kinds end whose models have no answer for rows that they were not fitted on.
ONCE = "-once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Fitted = variable, estimator's class, statement that trains it.

    One that is `picked` while the notebook runs is bound there; it is a model of one of these
    `classes`, trained by the fits that it is one `of`. `call` is the fit itself where it is known;
    `repeated`: a loop makes one of it in each turn; `by_own`: a function of the notebook trains
    what it makes. `network` says what a loop trains it on.
    One that `labels_once` says something of the rows that it is fitted on, and of no others.
    """

    name: str
    estimator: str
    index: int
    call: ast.Call | None = None
    picked: bool = False
    of: tuple["Fitted", ...] = ()
    classes: tuple[str, ...] = ()
    last_step: str = ""
    repeated: bool = False
    by_own: bool = False
    network: Trained | None = None
    labels_once: bool = False

    @property
    def short(self) -> str:
        """What it is called after its class: a pipeline after that of its last step."""
        return short_model(self.last_step or self.estimator)

    @property
    def kinds(self) -> str:
        """The classes that it may have, in words."""
        if len(distinct := dict.fromkeys(self.classes)) == 1:
            return self.classes[0]
        return self.estimator or " or ".join(name.rpartition(".")[2] for name in distinct)

    @property
    def is_clear(self) -> bool:
        """Tell whether it is one of several that are all fitted on the same."""
        given = {tuple(map(ast.unparse, fit.call.args[:2])) for fit in self.of if fit.call}
        return len(self.classes) > 1 and len(given) == 1


def find_fitted(flow: Dataflow, kept: Iterable[int], knowledge: Knowledge) -> tuple[Fitted, ...]:
    """Return the models that the pipeline trains, in order."""
    kinds: dict[str, str] = {}
    found: list[Fitted] = []
    last_steps, lasts = find_last_steps(flow), dict[str, str]()
    wanted, own = set(kept), frozenset(_own_models(flow))
    training = find_training(flow)

    def is_one(kind: str) -> bool:
        return kind in own or is_model(knowledge, kind)

    for node in flow.nodes:
        kinds |= {name: kind for name, kind in node.types.items() if kind}
        lasts |= {**dict.fromkeys(node.defines, ""), **last_steps.get(node.statement.index, {})}
        if node.statement.index in wanted and node.role in {"train", "tune"}:
            for fit in _trained(node, kinds, is_one, training):
                last = lasts.get(fit.name, "")
                once = knowledge.kind(last or fit.estimator).endswith(ONCE)
                found.append(replace(fit, last_step=last, labels_once=once))
    asked = frozenset(_asked(flow))
    found = [replace(fit, labels_once=fit.labels_once and fit.name not in asked) for fit in found]
    return tuple(sorted([*found, *_networks(flow, wanted)], key=lambda fit: fit.index))


def _asked(flow: Dataflow) -> Iterable[str]:
    """Yield the variables that are asked about rows."""
    for node in flow.nodes:
        yield from (c.receiver for c in node.calls if c.name.rsplit(".", 1)[-1] in PREDICTS)


def _networks(flow: Dataflow, kept: Collection[int]) -> Iterable[Fitted]:
    """Yield the networks that are trained by loops."""
    for one in find_trained(unfold(flow, kept)):
        kind = flow.nodes[one.index].types.get(one.variable, "") or NETWORK
        yield Fitted(name=one.variable, estimator=kind, index=one.index, network=one)


def _own_models(flow: Dataflow) -> Iterable[str]:
    """Yield the notebook's own classes that are trained and then predict."""
    for function in flow.functions:
        tree = flow.nodes[function.index].statement.node
        if isinstance(tree, ast.ClassDef):
            methods = {part.name for part in tree.body if isinstance(part, ast.FunctionDef)}
            if methods >= {"fit", "predict"}:
                yield f"<notebook>.{function.name}"


def _trained(
    node: Node,
    kinds: Mapping[str, str],
    is_one: Callable[[str], bool],
    training: Collection[str],
) -> Iterable[Fitted]:
    for call in node.calls:
        method = call.name.rsplit(".", 1)[-1]
        kind = kinds.get(call.receiver, "")
        if method.startswith(("fit", "partial_fit")) and call.receiver and is_one(kind):
            yield Fitted(name=call.receiver, estimator=kind, index=node.statement.index)
    for name in sorted(node.defines if isinstance(node.statement.node, ast.Assign) else ()):
        kind = node.types.get(name, "")
        chained = any(_gives_trained(call, name) for call in node.calls)
        by_own = not chained and any(call.name in training for call in node.calls)
        if (chained or by_own) and is_one(kind):
            yield Fitted(name=name, estimator=kind, index=node.statement.index, by_own=by_own)


def _gives_trained(call: Call, name: str) -> bool:
    """Tell whether a call may give a variable its trained model: ``OLS(…).fit()``, ``train(…)``."""
    is_fit = call.name.rsplit(".", 1)[-1] == "fit" and call.receiver != name
    return is_fit or call.name in TRAINS
