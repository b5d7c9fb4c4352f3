"""A model is served from raw records only if they get what they got in the run."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import LocalOutlierFactor

Machinery = Callable[[str], ModuleType]
RAW = pd.DataFrame({"size": np.arange(30.0), "rooms": np.arange(30.0) % 4})
ANSWERS = pd.Series(RAW["size"] * 2 + RAW["rooms"])


def served(machinery: Machinery, prepare: Callable[[pd.DataFrame], pd.DataFrame]) -> Any:
    """Train on prepared records, and make the served model of it."""
    records, replaying = machinery("records"), machinery("replay")
    made: Any = type(
        "Made", (records.RecordsModel,), {"prepare": lambda _, raw, __: (prepare(raw), None)}
    )
    features = prepare(RAW)
    model = LinearRegression().fit(features, ANSWERS)
    learned = machinery("learned").Learned()
    learned.observe(RAW)
    make = partial(made.from_run, None, model, learned)
    return replaying.prove(make, None, model, learned, [replaying.Part("X", features, ANSWERS)])


def test_records_that_get_the_same_alone_are_served(machinery: Machinery) -> None:
    model = served(machinery, lambda raw: raw.assign(size=raw["size"] + 1))

    assert model.reason_ == ""
    assert model.predict(RAW.head(1)) == pytest.approx([0.0], abs=1e-6)


def test_what_depends_on_the_other_records_is_served_from_features(machinery: Machinery) -> None:
    model = served(machinery, lambda raw: raw - raw.mean())

    assert model.reason_ == "X: record 0 sent alone"
    assert model.predict(RAW - RAW.mean()) == pytest.approx(ANSWERS.to_numpy())


def test_a_model_without_answers_to_new_records_is_not_served(machinery: Machinery) -> None:
    records = machinery("records")
    model = LocalOutlierFactor(n_neighbors=2).fit(RAW)

    with pytest.raises(AttributeError, match="LocalOutlierFactor has no answers to new records"):
        records.FeaturesModel.from_features(None, model, RAW)


def test_a_preparation_that_fails_is_the_reason(machinery: Machinery) -> None:
    replaying = machinery("replay")
    learned = machinery("learned").Learned()
    learned.observe(RAW)
    model = LinearRegression().fit(RAW, ANSWERS)

    def fail() -> object:
        raise KeyError("target")

    proven = replaying.prove(fail, None, model, learned, [replaying.Part("X", RAW)])

    assert proven.reason_ == "KeyError: 'target'"


def test_records_that_differ_by_little_are_told_apart(machinery: Machinery) -> None:
    replaying, records = machinery("replay"), machinery("records")
    made: Any = type(
        "Made", (records.RecordsModel,), {"prepare": lambda _, raw, __: (raw.to_numpy(), None)}
    )
    raw = pd.DataFrame({"size": [1.0, 1.0 + 1e-7, 2.0, 3.0]})
    model = LinearRegression().fit(raw.to_numpy(), ANSWERS[:4])
    learned = machinery("learned").Learned()
    learned.observe(raw)
    shuffled = raw.iloc[[1, 0, 3, 2]].to_numpy()
    make = partial(made.from_run, None, model, learned)

    proven = replaying.prove(make, None, model, learned, [replaying.Part("X", shuffled)])

    assert proven.reason_ == ""
