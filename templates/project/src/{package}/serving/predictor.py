"""A fitted estimator → the small interface that the server asks: rows in, answers out.

`Predictor` is all that the server knows of a model, so that another way to compute the same
answers can take its place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np

from .answers import Answers
from .frames import build_frame
from .hooks import Service
from .schema import Row, Schema

# Nearer than this, a tie between two classes is left to the estimator itself.
TIE = 1e-9
# Their `predict` is the class of the greatest probability, so that one call gives both answers.
_BY_PROBABILITY = {
    "CatBoostClassifier",
    "DecisionTreeClassifier",
    "ExtraTreeClassifier",
    "ExtraTreesClassifier",
    "GaussianNB",
    "GradientBoostingClassifier",
    "HistGradientBoostingClassifier",
    "LGBMClassifier",
    "LinearDiscriminantAnalysis",
    "LogisticRegression",
    "LogisticRegressionCV",
    "MLPClassifier",
    "MultinomialNB",
    "RandomForestClassifier",
    "XGBClassifier",
}
# What makes the project's own models answer, and what says in which manner they are asked.
_METHODS = ("predict", "predict_proba", "choose")
_MANNERS = ("enclose", "tells_probability", "takes_greatest")


class Predictor(Protocol):
    """Whatever can answer rows."""

    def predict(self, rows: Sequence[Row]) -> Answers:
        """Answer each row."""


class NoFiniteAnswer(ValueError):
    """The model gives infinity, or not a number."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps = raw records → what the last estimator takes, that estimator, its answer → ours.

    Who asks for classes and for probabilities need not prepare the records twice. `pick` makes
    classes of probabilities where the notebook does so, and not the estimator.
    """

    prepare: Callable[[Any], Any]
    last: Any
    finish: Callable[[Any], Any]
    pick: Callable[[Any], Any] | None = None


class FramePredictor:
    """Asks a scikit-learn estimator, with a DataFrame of the raw columns."""

    def __init__(self, estimator: Any, schema: Schema, service: Service) -> None:
        self._schema = schema
        self._service = service
        self._named = hasattr(estimator, "feature_names_in_")
        self._steps = _take_apart(estimator)
        self._classes = _classes(self._steps.last)
        self._labels: tuple[str, ...] = ()
        if self._classes is not None:
            self._labels = tuple(map(str, _to_list(self._steps.finish(self._classes))))
        self._one_call = self._classes is not None and _is_by_probability(self._steps.last)

    def predict(self, rows: Sequence[Row]) -> Answers:
        """Answer each row."""
        frame = build_frame(self._schema, rows)
        if self._service.before:
            frame = self._service.before(frame)
        answers = self._ask(frame if self._named else frame.to_numpy())
        return self._service.after(frame, answers) if self._service.after else answers

    def _ask(self, records: Any) -> Answers:
        features = self._steps.prepare(records)
        if self._classes is None:
            return Answers(_finite(self._steps.finish(self._steps.last.predict(features))))
        probabilities = np.asarray(self._steps.last.predict_proba(features))
        if not np.isfinite(probabilities).all():
            raise NoFiniteAnswer("The model gives no finite probabilities.")
        predicted = self._steps.finish(self._choose(features, probabilities))
        return Answers(_to_list(predicted), probabilities.tolist(), self._labels)

    def _choose(self, features: Any, probabilities: Any) -> Any:
        """Take the most probable class where that is what `predict` does, and there is no tie."""
        if self._steps.pick:
            return self._steps.pick(probabilities)
        if self._one_call and self._classes is not None:
            best = np.partition(probabilities, -2, axis=1)
            if (best[:, -1] - best[:, -2] > TIE).all():
                return self._classes[probabilities.argmax(axis=1)]
        return self._steps.last.predict(features)


class _Asked:
    """One of the project's own models as it is asked with features: in a form, with a limit."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.classes_ = model.learned_classes
        if hasattr(model, "predict_proba"):
            self.predict_proba = model.tell_probabilities

    def predict(self, features: Any) -> Any:
        """Answer as the model itself does, but for what turns its answers back."""
        return self._model.choose(features)


def _take_apart(estimator: Any) -> Steps:
    """Take the project's own models apart, unless one of them predicts in a way of its own."""
    kind = type(estimator)
    base = _definer(kind, "features")
    if base is None or any(_definer(kind, name) is not base for name in _METHODS):
        return Steps(_same, estimator, _same)
    is_plain = all(_definer(kind, name) is base for name in _MANNERS)
    last = estimator.model_ if is_plain else _Asked(estimator)
    return Steps(estimator.features, last, estimator.answer, _find_pick(estimator))


def _find_pick(estimator: Any) -> Callable[[Any], Any] | None:
    """Return what makes classes of probabilities, None if the model itself is asked for them."""
    if estimator.decides:
        return cast("Callable[[Any], Any]", estimator.pick)
    return _take_greatest if estimator.takes_greatest else None


def _take_greatest(probabilities: Any) -> Any:
    return np.asarray(probabilities).argmax(axis=1)


def _definer(kind: type, name: str) -> type | None:
    return next((each for each in kind.__mro__ if name in vars(each)), None)


def _same(value: Any) -> Any:
    return value


def _classes(estimator: Any) -> Any:
    """Return the classes, if there are probabilities for them."""
    classes = getattr(estimator, "classes_", None)
    if not hasattr(estimator, "predict_proba") or classes is None or isinstance(classes, list):
        return None
    return np.asarray(classes)


def _is_by_probability(estimator: Any) -> bool:
    """Look at the last estimator, inside of pipelines, searches and the project's own class."""
    inner = estimator
    while True:
        following = _step_inside(inner)
        if following is None:
            return len(_classes(estimator)) > 1 and type(inner).__name__ in _BY_PROBABILITY
        inner = following


def _step_inside(estimator: Any) -> Any:
    if getattr(estimator, "steps", None):
        return estimator.steps[-1][1]
    return getattr(estimator, "best_estimator_", None)


def _to_list(values: Any) -> list[Any]:
    """Turn predictions into plain values; a column of them is as good as a list."""
    if values is None:
        return []
    array = np.asarray(values)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    return [_plain(value) for value in array] if array.dtype == object else array.tolist()


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _finite(values: Any) -> list[Any]:
    array = np.asarray(values)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise NoFiniteAnswer("The model gives no finite number.")
    return _to_list(values)
