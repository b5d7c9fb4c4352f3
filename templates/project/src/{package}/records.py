"""An estimator that takes raw records: what every such model has, whatever the notebook."""

from collections.abc import Callable
from functools import partial
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, clone
from sklearn.utils.metaestimators import available_if

from .answerable import NO_ANSWER, find_answerable
from .forms import as_table
from .gaps import GAPS, find_gaps, require_known
from .learned import Learned
from .matrices import as_array, is_equal
from .schema import conform, describe, describe_target, describe_unseen, find_most_common
from .targets import as_classes, find_inverse, has_raw, pair_labels

_TWO = 2  # classes
_TRAIN = "Train the model itself: its records are features."
_BY_PIPELINE = "A model of this kind is trained by the pipeline: run that on the records."
_PROBED = 2000  # rows on which it is tried whether a column matters


def _gives_probabilities(model: Any) -> bool:
    return model.tells_probability or hasattr(model.model_, "predict_proba")


class RecordsModel(BaseEstimator):
    """A fitted model together with all that its preparation has learned.

    Subclasses say what is particular: `prepare` makes features of records, of those with answers
    also the target to train on; `target` names the column of the answers, `inverses` undo what
    was done to it. `labels_` are the raw answers that encoded classes stand for.
    """

    target = ""
    inverses: tuple[Callable[[Any], Any], ...] = ()
    tells_probability = False  # of the second class, by what the model predicts
    takes_greatest = False  # of what the model predicts for a record, one number a class
    width_ = _TWO  # classes, where the model itself knows of none
    labels_: Any = None
    takes_features_ = False  # instead of raw records
    reason_ = ""  # why it does, where a run has found it

    def __init__(self, params: Any = None, model: Any = None, kept: Any = None) -> None:
        self.params = params
        self.model = model
        self.kept = kept  # further values of the run: training anew does not compute them

    def prepare(self, records: pd.DataFrame, learned: Learned) -> tuple[Any, Any]:
        """Raw records → the model's features, each row by itself; in training, its target too."""
        raise NotImplementedError(_TRAIN)

    @classmethod
    def from_run(cls, params: Any, model: Any, learned: Learned, /, **kept: Any) -> Self:
        """Make it of what the pipeline has trained; `kept` are further values that it needs."""
        for name, value in kept.items():
            learned.keep(name, value)
        return cls(params, model, kept)._keep(learned, model, learned.known)

    @classmethod
    def from_features(
        cls, params: Any, model: Any, features: Any, reason: str = "", /, **kept: Any
    ) -> Self:
        """Make one whose records are features: what comes before cannot be served.

        `reason` says why, where a run has found it.
        """
        learned = Learned()
        learned.observe(features)
        made = cls(params, model, kept)
        made.takes_features_, made.reason_ = True, reason
        return made._keep(learned, model, as_table(features))

    def fit(self, records: pd.DataFrame, y: Any = None) -> Self:
        """Train anew on raw records; `y` holds the answers unless they are a column of these."""
        if self.takes_features_:
            raise NotImplementedError(_TRAIN)
        if not hasattr(self.model, "get_params"):
            raise NotImplementedError(_BY_PIPELINE)
        frame = pd.DataFrame(records).copy()
        if y is not None and self.target:
            frame[self.target] = np.asarray(y)
        if hasattr(self, "filling_"):
            frame = self._filled(frame)
        learned = Learned()
        learned.observe(self.learned_.as_observed(frame) if hasattr(self, "learned_") else frame)
        features, target = self.prepare(frame, learned)
        learned.keep(GAPS, find_gaps([features]))
        model = clone(self.model)
        model = model.fit(features) if target is None else model.fit(features, target)
        self._keep_trained(learned, model)
        if target is not None and self.target in frame and len(target) == len(frame):
            self.turn_back(target, frame[self.target])
        if target is not None:
            self.describe_answers(target)
        return self

    def _keep_trained(self, learned: Learned, model: Any) -> None:
        """Keep what was learned; where answers are prepared for apart, records come without."""
        table = as_table(learned.records)
        try:
            self._keep(learned, model, table)
        except (ValueError, KeyError):
            self._keep(learned, model, table.drop(columns=self.target))

    def turn_back(self, trained: Any, raw: Any) -> None:
        """Learn how answers are turned back: what the model was trained on was `raw` once."""
        classes = self.learned_classes
        if classes is not None and not isinstance(classes, list):  # a list: several targets
            self.labels_ = pair_labels(classes, trained, raw)
        elif not has_raw(trained, self.answer(trained), raw):
            undo = find_inverse(trained, raw)
            self.inverses = (undo,) if undo else ()  # what it was made of is not known

    def describe_answers(self, trained: Any) -> None:
        """Say in the schema what answers are: what the model was trained on, turned back."""
        answers = [] if self.learned_classes is not None else self.answer(as_classes(trained))
        self.schema_["target"] = self._describe_target(answers)
        self.schema_["ignored"] = [c for c in self.schema_["ignored"] if c != self.target]

    def _describe_target(self, answers: Any) -> dict[str, Any]:
        has_classes = self.learned_classes is not None
        return describe_target(self.target, answers, self.classes_ if has_classes else None)

    def _keep(self, learned: Learned, model: Any, records: pd.DataFrame) -> Self:
        if not hasattr(model, "predict"):
            raise AttributeError(f"{type(model).__name__} has no answers to new records")
        self.learned_, self.model_ = learned.frozen(), model
        self.target = learned.target or self.target
        self.columns_ = list(records.columns)
        self.filling_ = {column: find_most_common(records[column]) for column in records}
        self.dtypes_ = {column: str(records[column].dtype) for column in records}
        records = self._usable(records)
        self._look_at_numbers(records)
        needed = self._find_needed(records)
        self.feature_names_in_ = np.asarray(needed, dtype=object)
        self.n_features_in_ = len(needed)
        self.schema_ = self._describe(records, needed)
        return self

    def _describe(self, records: pd.DataFrame, needed: list[Any]) -> dict[str, Any]:
        """Say what records hold, and what becomes of values that training has not seen."""
        document = describe(records[needed])
        for name, column in zip(needed, document["columns"], strict=True):
            takes = partial(self._takes, records, name)
            column["nullable"] = column["nullable"] and takes(None)
            describe_unseen(column, records[name], takes)
        answers = self.predict(records) if len(records) else []
        ignored = [str(c) for c in self.columns_ if c not in needed and c != self.target]
        return {**document, "target": self._describe_target(answers), "ignored": ignored}

    def _takes(self, records: pd.DataFrame, name: Any, value: Any) -> bool:
        """Try whether there is an answer to a record with this value."""
        tried = records.head(1).astype({name: object})
        tried[name] = value
        return bool(len(tried)) and self._answers(tried)

    def _usable(self, records: pd.DataFrame) -> pd.DataFrame:
        """Leave out records that get no answer: those that training left out."""
        self.feature_names_in_ = np.asarray(self.columns_, dtype=object)
        sample = records.iloc[:: max(1, len(records) // _PROBED)]
        usable = sample.iloc[find_answerable(self._answers, sample)]
        if not len(usable):
            self.predict(sample.head(1))  # says why not
        return usable

    def _answers(self, records: pd.DataFrame) -> bool:
        """Try whether there are answers to these records."""
        try:
            answers = np.asarray(self.predict(records))
        except NO_ANSWER:
            return False
        is_known = answers.dtype.kind != "f" or bool(np.isfinite(answers).all())
        return is_known and len(answers) == len(records)

    def _find_needed(self, records: pd.DataFrame) -> list[Any]:
        """Find the columns that features depend on: the others may be left out of a record."""
        if self.takes_features_:
            return list(records.columns)
        sample = records.reset_index(drop=True)
        usual = self._prepared(sample.copy())
        return [c for c in records if not self._is_idle(c, sample, usual)]

    def _is_idle(self, column: Any, sample: pd.DataFrame, usual: Any) -> bool:
        changed = sample.copy()
        filling = self.filling_[column]
        changed[column] = pd.Series([filling] * len(sample), dtype=sample[column].dtype)
        try:
            return is_equal(self._prepared(changed), usual)
        except NO_ANSWER:
            return False

    def _prepared(self, records: pd.DataFrame) -> Any:
        return as_array(self._make_features(records))

    def _make_features(self, records: pd.DataFrame) -> Any:
        if self.takes_features_:
            return self.learned_.as_observed(records)
        return self.prepare(records, self.learned_)[0]

    def _complete(self, records: pd.DataFrame) -> pd.DataFrame:
        """Add the columns that may be left out, which make no difference."""
        return self._filled(records)[self.columns_]

    def _filled(self, records: pd.DataFrame) -> pd.DataFrame:
        missing = {c: v for c, v in self.filling_.items() if c not in records.columns}
        return records.assign(**missing)

    def features(self, records: Any) -> Any:
        """Raw records → the model's features; what is not known of one is refused."""
        return require_known(self.derive(records), self.learned_.values.get(GAPS))

    def derive(self, records: Any) -> Any:
        """Raw records → the model's features, whatever is known of them."""
        frame = conform(records, list(self.feature_names_in_), self.dtypes_)
        return self._make_features(self._complete(frame))

    def predict(self, records: Any) -> Any:
        """One answer a record."""
        return self.answer(self.choose(self.features(records)))

    def decide(self, probabilities: np.ndarray) -> Any:  # noqa: ARG002 - subclasses may use them
        """Tell which records are of the second class; None leaves it to the model."""
        return None

    def choose(self, features: Any) -> Any:
        """What the model predicts; of two classes, what `decide` says."""
        if self.decides:
            return self.pick(self.tell_probabilities(features))
        if self.takes_greatest:
            numbers = self.model_.predict(self.enclose(features))
            return np.asarray(numbers).argmax(axis=1)
        return self.model_.predict(self.enclose(features))

    def enclose(self, features: Any) -> Any:
        """Give features the form in which the model is asked."""
        return features

    def tell_probabilities(self, features: Any) -> Any:
        """One probability a class, as the model knows them."""
        asked = self.enclose(features)
        if not self.tells_probability:
            return self.model_.predict_proba(asked)
        numbers = np.asarray(self.model_.predict(asked), dtype=float)
        if self.takes_greatest:
            return numbers
        return np.column_stack([1 - np.ravel(numbers), np.ravel(numbers)])

    def _look_at_numbers(self, records: pd.DataFrame) -> None:
        """Try whether what it predicts may be probabilities: one a record, or one a class."""
        if not (self.tells_probability or self.takes_greatest):
            return
        sample = records.head(_PROBED)
        numbers = np.asarray(self.model_.predict(self.enclose(self._make_features(sample))))
        within = bool(((numbers >= 0) & (numbers <= 1)).all())
        if self.takes_greatest:
            self.width_ = numbers.shape[1]
            self.tells_probability = within and np.allclose(numbers.sum(axis=1), 1, atol=1e-3)
        else:
            self.tells_probability = within and numbers.size == len(sample)

    @property
    def decides(self) -> bool:
        """Tell whether `decide` says which of two classes it is."""
        is_own = type(self).decide is not RecordsModel.decide
        return is_own and len(() if self.learned_classes is None else self.learned_classes) == _TWO

    def pick(self, probabilities: np.ndarray) -> Any:
        """Make classes of the probabilities of two."""
        return self.learned_classes[np.asarray(self.decide(probabilities)).astype(int)]

    def answer(self, predicted: Any) -> Any:
        """Turn what the model predicts into the answer: what it was trained on, turned back."""
        if self.labels_ is not None:
            return self.labels_[np.searchsorted(self.learned_classes, predicted)]
        for undo in self.inverses:
            predicted = undo(predicted)
        return predicted

    @property
    def classes_(self) -> Any:
        """The classes, as raw answers name them, in the order of the probabilities."""
        if self.learned_classes is None:
            raise AttributeError(f"{type(self.model_).__name__} knows no classes")
        return self.learned_classes if self.labels_ is None else self.labels_

    @property
    def learned_classes(self) -> Any:
        """The classes as the model knows them, None if it knows of none."""
        known = getattr(self.model_, "classes_", None)
        is_told = self.tells_probability or self.takes_greatest
        return np.arange(self.width_) if known is None and is_told else known

    @available_if(_gives_probabilities)
    def predict_proba(self, records: Any) -> Any:
        """One probability a class for each record."""
        return self.tell_probabilities(self.features(records))
