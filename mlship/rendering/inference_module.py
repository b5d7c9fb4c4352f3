"""Plan.inference → what the template of inference.py prints."""

from dataclasses import dataclass

from mlship.ir.inference import GREATEST, Decision, Inference, Matrix
from mlship.ir.plan import Plan
from mlship.rendering.imports import sort_imports
from mlship.rendering.indentation import indent

MIXINS = {"classifier": "ClassifierMixin", "regressor": "RegressorMixin"}


@dataclass(frozen=True, slots=True, kw_only=True)
class InferenceModule:
    """InferenceModule = import block, class with bases and docstring, bodies, names.

    `kept` are fields of Results that the model takes over; `features` and `trained` are the types
    of what prepare gives back;
    `start` says what a record is, and why if it is no raw one; `decision` which probabilities mean
    the second class, `predicted` that these are what the model predicts, `greatest` that it is one
    number for each class; `form` is what it is asked with; `model` is where the run's results have
    it, a `network` in what asks it.
    """

    imports: str
    class_name: str
    bases: str
    text: str
    prepare: str
    learned: str
    features: str
    trained: str
    model: str
    target: str
    inverses: str
    kept: tuple[str, ...]
    raw: bool
    start: str
    parts: list[Matrix]
    decision: str
    predicted: bool
    greatest: bool
    form: str
    network: bool


def build_inference(plan: Plan) -> InferenceModule | None:
    """Prepare the module; None where no model is served from records."""
    found = plan.inference
    if found.level == "none" or not found.matrices:
        return None
    raw = bool(found.prepare.body)
    mixin = MIXINS.get(found.kind, "")
    return InferenceModule(
        imports=sort_imports(_imports(found, plan.package, mixin), plan.package),
        class_name=found.class_name,
        bases=", ".join(filter(None, [mixin, "RecordsModel"])),
        text=_text(found),
        prepare=indent(found.prepare.body, 8),
        learned=found.learned,
        features=found.prepare.annotation,
        trained=_trained(found.prepare.target),
        model=_model(found),
        target=found.target,
        inverses=f"({', '.join(found.inverses)},)" if found.inverses else "",
        kept=found.kept,
        raw=raw,
        start=describe_start(found),
        parts=list(found.matrices),
        decision=_compare(found.decision),
        predicted=bool(_compare(found.decision) and found.decision and found.decision.predicted),
        greatest=bool(found.decision and found.decision.operator == GREATEST),
        form=found.form.code if found.form else "",
        network=found.network is not None,
    )


def _model(found: Inference) -> str:
    """Write what answers: the model of the run's results; around a network, what asks it."""
    model = f"results.{found.model}"
    if found.network is None:
        return model
    activation, column = found.network.activation, found.network.column
    given = [f'activation="{activation}"'] if activation else []
    given += [f"column={column}"] if column >= 0 else []
    return f"Network({', '.join([model, *given])})"


def _trained(annotation: str) -> str:
    """Return the type of the target, which serving does not have."""
    return annotation if annotation in {"Any", "None"} else f"{annotation} | None"


def _text(found: Inference) -> str:
    if found.prepare.body and not found.reason and not found.origin and not found.own:
        return "The trained model together with all that its preparation has learned."
    more = " together with all that its preparation has learned" if found.prepare.body else ""
    return f"The trained model{more}.\n\n{describe_start(found)}"


def describe_start(found: Inference) -> str:
    """Say what a record is, and why if it is no raw one; and what is learned apart."""
    if found.reason:
        where = f" (cell {found.cell})" if found.cell >= 0 else ""
        later = "rows of a table that is made later"
        records = later if found.prepare.body else "the model's own features"
        return f"Records are {records}, not raw ones: {found.reason}{where}.{_apart(found)}"
    return (
        f"Records are {found.origin or 'raw ones'}, unless training finds that these would get "
        "other answers: then they are the model's own features, and run.json says why."
        f"{_apart(found)}"
    )


def _apart(found: Inference) -> str:
    """Say what is otherwise than one might think."""
    return _own(found) + _decided(found.decision)


def _decided(decision: Decision | None) -> str:
    if decision is None:
        return ""
    if decision.operator == GREATEST:
        return (
            " The model predicts a number for each class; it answers the one of the greatest, as "
            f"the notebook does (cell {decision.cell})."
        )
    where = f"{decision.operator} `{decision.variable or decision.limit.removeprefix('self.')}`"
    if decision.predicted:
        told = (
            "it answers the second" if decision.followed else "the notebook decides for the second"
        )
        return (
            f" The model predicts the probability of the second of two classes; {told} where that "
            f"is {where} (cell {decision.cell})."
        )
    if not decision.followed:
        return (
            f" Of two classes it answers the one that the model's own `predict` gives; the notebook"
            f" decides otherwise, where the probability is {where} (cell {decision.cell})."
        )
    return (
        f" Of two classes it answers the second where its probability is {where}, as the notebook "
        f"decides (cell {decision.cell}), not from one half on."
    )


def _compare(decision: Decision | None) -> str:
    """Write the comparison of the probabilities with what decides, "" if the model does."""
    if decision is None or not decision.followed or decision.operator == GREATEST:
        return ""
    return f"probabilities[:, 1] {decision.operator} {decision.limit}"


def describe_unserved(found: Inference) -> str:
    """Say why a model has no service, "" if there is none that could have one."""
    if not found.reason:
        return ""
    where = f" (cell {found.cell})" if found.cell >= 0 else ""
    return f"There is no service, as the model takes no records: {found.reason}{where}."


def _own(found: Inference) -> str:
    """Say what serving learns from other rows than the model was trained on."""
    if not found.own:
        return ""
    named = ", ".join(f"`{each.text}` (cell {each.cell})" for each in found.own)
    return (
        f" They are prepared as the notebook prepares `{found.served}`, with what it learns from "
        f"these rows and not from those that the model is trained on: {named}."
    )


def _imports(found: Inference, package: str, mixin: str) -> list[str]:
    computes = found.inverses or _compare(found.decision)
    return [
        "from typing import Any",
        *(["import numpy as np"] if computes else []),
        *([f"from sklearn.base import {mixin}"] if mixin else []),
        *(found.form.imports if found.form else ()),
        *([f"from {package}.networks import Network"] if found.network else []),
        f"from {package}.params import Params",
        f"from {package}.records import RecordsModel",
        *_of_preparing(found, package),
    ]


def _of_preparing(found: Inference, package: str) -> list[str]:
    """Return the imports of what raw records need."""
    if not found.prepare.body:
        return [f"from {package}.replay import Part"]
    return [
        "import pandas as pd",
        f"from {package}.learned import Learned",
        f"from {package}.replay import Part, prove",
        *found.prepare.imports,
    ]
