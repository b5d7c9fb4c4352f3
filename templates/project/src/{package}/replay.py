"""A served model and the run that trained it → proof that raw records get the same answers.

Records go in alone, in shuffled batches and all at once; each must get the features, and the
prediction, that the pipeline gave it. State that was not frozen shows here: alone, a record has
no others to be compared with.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from .answerable import NO_ANSWER, find_answerable
from .forms import as_table
from .gaps import GAPS, find_gaps
from .learned import Learned
from .matrices import (
    AT_ONCE,
    as_array,
    is_equal,
    is_several,
    join_rows,
    list_keys,
    match_rows,
)
from .records import RecordsModel
from .targets import as_classes, choose_inverses, find_column

_BATCH = 16
_TELLING = 3  # different numbers tell a scale
_PROVEN = 20  # records of each part that are sent alone before a model is served


@dataclass(frozen=True)
class Part:
    """Part = name, features that the pipeline made, answers whose index names the rows."""

    name: str
    features: Any
    labels: Any = None


@dataclass(frozen=True)
class Rows:
    """Rows = a table, and which of its rows; what is asked about many is asked part by part."""

    table: pd.DataFrame
    places: Any

    def take(self, places: Any) -> pd.DataFrame:
        """Return some of them."""
        return self.table.iloc[self.places[places]]

    def ask(self, function: Callable[[pd.DataFrame], Any]) -> Any:
        """Ask about all of them."""
        starts = range(0, max(len(self.places), 1), AT_ONCE)
        answers = [function(self.take(slice(start, start + AT_ONCE))) for start in starts]
        return join_rows(answers)


@dataclass(frozen=True)
class Replay:
    """Replay = part, rows compared with the run, rows sent alone, what differed ("" if nothing).

    `places` says which records the rows are, -1 where several records have the same features.
    """

    part: str
    rows: int
    alone: int
    difference: str = ""
    places: Any = None

    @property
    def equal(self) -> bool:
        """Tell whether rows were compared, and all were the same."""
        return self.rows > 0 and not self.difference


def replay(
    model: RecordsModel, records: pd.DataFrame, parts: list[Part], most: int | None = None
) -> list[Replay]:
    """Send the records of each part again; `most` limits those that are sent alone."""
    return [_replay_part(model, records, part, most) for part in parts]


def prove(
    kind: type[RecordsModel],
    params: Any,
    model: Any,
    learned: Learned,
    parts: list[Part],
    /,
    **kept: Any,
) -> RecordsModel:
    """Make the served model; if raw records do not get the run's answers, one of its features.

    `kept` are further values that it needs. Why raw records are not served is its `reason_`.
    Raises what the features' model raises.
    """
    learned.keep(GAPS, find_gaps(part.features for part in parts))
    try:
        made = kind.from_run(params, model, learned, **kept)
        records = as_table(learned.records)
        found = replay(made, records, parts, _PROVEN)
        reason = next((f"{p.part}: {p.difference}" for p in found if not p.equal), "")
        _turn_back(made, records, parts, found)
        _describe_answers(made, parts[0])
    except Exception as error:  # whatever it is, what does not run is not served
        reason = f"{type(error).__name__}: {error}"
    if not reason:
        return made
    if is_several(parts[0].features):
        raise TypeError(f"{reason} (and what the model is given is no single table)")
    fallback = kind.from_features(params, model, parts[0].features, reason, **kept)
    _turn_back_features(fallback, learned, parts[0])
    _describe_answers(fallback, parts[0])
    return fallback


def _describe_answers(model: RecordsModel, part: Part) -> None:
    """Say in the schema what answers the model was trained on, if it was on any."""
    if part.labels is not None:
        model.describe_answers(part.labels)


def _turn_back_features(model: RecordsModel, learned: Learned, part: Part) -> None:
    """Let answers to features be those of the raw column, too."""
    records = pd.DataFrame() if learned.records is None else as_table(learned.records)
    if part.labels is None or model.target not in records:
        return
    trained, raw = as_classes(part.labels), records[model.target]
    if model.learned_classes is not None:
        for places in _by_index(records, part):
            if model.labels_ is None and len(places) == len(trained):
                model.turn_back(trained, np.asarray(raw)[places])
        return
    model.inverses = choose_inverses(trained, raw, model.inverses)


def _by_index(records: pd.DataFrame, part: Part) -> Iterator[Any]:
    """Yield which records the rows of a part may be, as the indexes of its tables tell."""
    for table in (part.features, part.labels):
        index = getattr(table, "index", None)
        if isinstance(index, pd.Index) and records.index.is_unique:
            places = records.index.get_indexer(index)
            if (places >= 0).all():
                yield places


def _turn_back(
    model: RecordsModel, records: pd.DataFrame, parts: list[Part], found: list[Replay]
) -> None:
    """Let the model learn what the run's answers were in the records.

    The rows that it was trained on tell, as others may keep their raw answers: all rows only where
    too few of those are known.
    """
    pairs = [_pair_answers(*each) for each in zip(parts, found, strict=True)]
    trained, places = pairs[0]
    classes = model.learned_classes
    wanted = _TELLING if classes is None else len(classes)
    if len(np.unique(trained)) < wanted:
        trained, places = (np.concatenate(each) for each in zip(*pairs, strict=True))
    if not len(trained):
        return
    if model.target not in records:
        others = records.drop(columns=list(model.feature_names_in_))
        model.target = find_column(trained, others.iloc[places])
    if model.target:
        raw = np.asarray(records[model.target])[places]
        model.turn_back(trained, raw)


def _pair_answers(part: Part, found: Replay) -> tuple[Any, Any]:
    """Return the answers of a part whose records are known for certain, and these."""
    if part.labels is None or not found.equal or len(part.labels) != len(found.places):
        return np.asarray([]), np.asarray([], dtype=int)
    known = found.places >= 0
    return as_classes(part.labels)[known], found.places[known]


def _replay_part(
    model: RecordsModel, records: pd.DataFrame, part: Part, most: int | None
) -> Replay:
    expected = as_array(part.features)
    for rows, unique in _candidates(model, records, part, expected):
        chosen = Rows(records, rows)
        if _has(model, chosen, expected):
            places = np.unique(np.linspace(0, len(rows) - 1, most or len(rows)).astype(int))
            difference = _find_difference(model, chosen, expected, part.features, places)
            known = np.where(unique, rows, -1)
            return Replay(part.name, len(rows), len(places), difference, known)
    return Replay(part.name, 0, 0, "the features of these records are not those of the run")


def _find_difference(
    model: RecordsModel, records: Rows, expected: Any, features: Any, places: Any
) -> str:
    """Say what differs, "" if nothing does."""
    answers = np.asarray(model.choose(features))
    if not is_same_answer(records.ask(model.predict), model.answer(answers)):
        return "the predictions all at once"
    for place in places:
        alone = records.take([place])
        if not is_equal(_features(model, alone), expected[[place]]):
            return f"record {alone.index[0]} sent alone"
    order = np.random.default_rng(0).permutation(expected.shape[0])[: len(places) * _BATCH]
    for batch in (order[start : start + _BATCH] for start in range(0, len(order), _BATCH)):
        if not is_equal(_features(model, records.take(batch)), expected[batch]):
            return "a shuffled batch"
    return ""


def _features(model: RecordsModel, records: pd.DataFrame) -> Any:
    return as_array(model.derive(records))


def _has(model: RecordsModel, records: Rows, expected: Any) -> bool:
    """Tell whether records have these features: others, with the same index, may have none."""
    try:
        return is_equal(records.ask(partial(_features, model)), expected)
    except NO_ANSWER:
        return False


def _has_features(model: RecordsModel, records: pd.DataFrame) -> bool:
    """Try whether features can be made of these records."""
    try:
        return bool(_features(model, records).shape[0] == len(records))
    except NO_ANSWER:
        return False


def _candidates(
    model: RecordsModel, records: pd.DataFrame, part: Part, expected: Any
) -> Iterator[Any]:
    """Yield which records these may be, by index, then by what is in them; and which are sure."""
    for places in _by_index(records, part):
        if len(places) == expected.shape[0]:
            yield places, np.full(len(places), fill_value=True)
    usable = find_answerable(partial(_has_features, model), records)
    known = _features(model, records.iloc[usable] if len(usable) else records)  # or says why not
    places = match_rows(known, expected)
    if places is not None:
        counts = Counter(list_keys(known))
        yield usable[places], np.asarray([counts[key] == 1 for key in list_keys(expected)])


def is_same_answer(one: Any, other: Any) -> bool:
    """Tell whether two sets of predictions are the same, numbers but for rounding."""
    return is_equal(np.asarray(one), np.asarray(other))
