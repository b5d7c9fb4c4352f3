"""How a raw record becomes a prediction: the part of the notebook that serving repeats.

    Inference = derived from, reason, names, Body (of both passes), Matrix*
    Body      = lines of Python, the names that they need, what they give back

`level` says how far back serving starts: "records" (the raw table), "features" (the model's
own input), "none" (there is no model that predicts).
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["records", "features", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Method = lines of a method's body, not indented, and the import lines that it needs.

    `annotation` is the type of the features that it gives back, `target` of what is trained on.
    """

    body: str = ""
    imports: tuple[str, ...] = ()
    annotation: str = "Any"
    target: str = "None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Matrix = features as the notebook writes them, code that takes them from the run's results.

    `labels` is the field of Results whose index tells the rows, "" if none does.
    """

    features: str
    code: str
    labels: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStatistic:
    """OwnStatistic = what serving has learned from other rows than the model, and where."""

    text: str
    cell: int


GREATEST = "argmax"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Decision = how the probability of the second class is compared, with what, in which cell.

    `variable` is the notebook's, where the run computes what it is compared with; `followed` tells
    whether what is served decides so, too; `predicted`: the probability is what `predict` gives.
    With the operator `GREATEST` it is the class of the greatest of several numbers, and no limit.
    """

    operator: str
    limit: str
    cell: int
    variable: str = ""
    followed: bool = True
    predicted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Network = function of PyTorch that makes probabilities of its numbers, column (-1: all).

    A network has no `predict`; numbers that are taken as they are have no activation ("").
    """

    activation: str = ""
    column: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Form = code that makes of ``features`` what the model is asked with, imports of it."""

    code: str
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """Inference = the path from a raw record to the model's answer, or why there is none.

    Attributes:
        level: where serving starts.
        reason: why it does not start at the raw record, "" if it does.
        cell: the cell that stands in the way, -1 if none does.
        model: field of ``Results`` that holds the fitted model.
        class_name: name of the estimator's class in ``inference.py``.
        kind: what the model is: "classifier", "regressor", "" unknown.
        learned: how generated code calls what preparation has learned.
        prepare: raw records → features, and when training anew the target.
        kept: fields of ``Results`` that serving needs: scalers, encoders, lists of columns.
        target: raw column that holds the answers, "" if it is not one column.
        inverses: functions of numpy that undo what was done to it, last first: ``np.expm1``.
        matrices: what replay is compared with.
        origin: what records are where no table is read: "rows of `X`", and their cell.
        served: the features that the notebook predicts for, as it writes them.
        own: what is learned from those rows alone, as the notebook prepares them apart.
        decision: where the notebook decides between two classes, None if the model does.
        form: the form in which the model is asked: ``features`` in a container, beside a constant.
        network: how the model is asked if it is a network that a loop has trained, else None.
    """

    level: Level = "none"
    reason: str = ""
    cell: int = -1
    model: str = ""
    class_name: str = ""
    kind: str = ""
    learned: str = "learned"
    prepare: Method = Method()
    kept: tuple[str, ...] = ()
    target: str = ""
    inverses: tuple[str, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    origin: str = ""
    served: str = ""
    own: tuple[OwnStatistic, ...] = ()
    decision: Decision | None = None
    form: Form | None = None
    network: Network | None = None
