"""A model is served from raw records only if they get what they got in the run."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import random_array
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
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
    return replaying.prove(made, None, model, learned, [replaying.Part("X", features, ANSWERS)])


def test_records_that_get_the_same_alone_are_served(machinery: Machinery) -> None:
    model = served(machinery, lambda raw: raw.assign(size=raw["size"] + 1))

    assert model.reason_ == ""
    assert model.predict(RAW.head(1)) == pytest.approx([0.0], abs=1e-6)


def test_the_range_of_answers_is_that_of_the_training_data(machinery: Machinery) -> None:
    replaying, learned = machinery("replay"), machinery("learned").Learned()
    body = {"prepare": lambda _, raw, __: (raw, None)}
    made: Any = type("Made", (machinery("records").RecordsModel,), body)
    learned.observe(RAW)
    part = replaying.Part("X", RAW, ANSWERS)

    model = replaying.prove(made, None, DummyRegressor().fit(RAW, ANSWERS), learned, [part])

    target = model.schema_["target"]
    assert (target["minimum"], target["maximum"]) == (0.0, 59.0)


class Network:
    """Predicts three numbers a record; the class is where the greatest is."""

    def __init__(self, *, activated: bool) -> None:
        self.activated = activated

    def predict(self, features: pd.DataFrame) -> Any:
        near = -np.abs(features["rooms"].to_numpy()[:, None] - np.arange(3))
        return np.exp(near) / np.exp(near).sum(axis=1, keepdims=True) if self.activated else near


def several_classes(machinery: Machinery, labels: Any, *, activated: bool) -> Any:
    records, replaying = machinery("records"), machinery("replay")
    body = {"prepare": lambda _, raw, __: (raw[["size", "rooms"]], None), "takes_greatest": True}
    made: Any = type("Made", (records.RecordsModel,), body)
    raw = RAW.assign(rooms=RAW["rooms"] % 3, kind=np.array(["flat", "house", "hut"] * 10))
    raw["rooms"] = pd.Series(pd.factorize(raw["kind"])[0], dtype=float)
    learned = machinery("learned").Learned()
    learned.observe(raw)
    part = replaying.Part("X", raw[["size", "rooms"]], labels)
    return replaying.prove(made, None, Network(activated=activated), learned, [part])


@pytest.mark.parametrize("one_hot", [True, False])
def test_the_class_of_the_greatest_number_is_answered_by_its_label(
    machinery: Machinery, *, one_hot: bool
) -> None:
    codes = pd.Series([0, 1, 2] * 10)
    labels = pd.DataFrame(np.eye(3)[codes]) if one_hot else codes

    model = several_classes(machinery, labels, activated=True)

    asked = pd.DataFrame({"size": [1.0, 2.0], "rooms": [2.0, 0.0]})
    assert model.reason_ == ""
    assert model.predict(asked).tolist() == ["hut", "flat"]
    assert model.predict_proba(asked).argmax(axis=1).tolist() == [2, 0]
    assert model.schema_["target"]["labels"] == ["flat", "house", "hut"]


@pytest.mark.parametrize("activated", [True, False])
def test_records_are_prepared_once_for_a_class_and_its_probabilities(
    machinery: Machinery, monkeypatch: pytest.MonkeyPatch, *, activated: bool
) -> None:
    model = several_classes(machinery, pd.Series([0, 1, 2] * 10), activated=activated)
    schema = machinery("serving.schema").parse_schema(model.schema_)
    service = machinery("serving.hooks").Service(name="made")
    predictor = machinery("serving.predictor").FramePredictor(model, schema, service)
    prepare, prepared = type(model).prepare, list[int]()

    def count_and_prepare(*given: Any) -> Any:
        prepared.append(len(given[1]))
        return prepare(*given)

    monkeypatch.setattr(type(model), "prepare", count_and_prepare)

    answers = predictor.predict([(1.0, 2.0), (2.0, 0.0)])

    assert answers.predictions == ["hut", "flat"]
    assert (answers.probabilities is not None) == activated
    assert prepared == [2]


def test_numbers_that_are_no_probabilities_still_tell_the_class(machinery: Machinery) -> None:
    model = several_classes(machinery, pd.Series([0, 1, 2] * 10), activated=False)

    assert model.predict(pd.DataFrame({"size": [1.0], "rooms": [1.0]})).tolist() == ["house"]
    assert not hasattr(model, "predict_proba")


def test_a_large_table_is_asked_part_by_part(
    machinery: Machinery, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaying = machinery("replay")
    monkeypatch.setattr(replaying, "AT_ONCE", 2)
    asked: list[int] = []

    def sizes(rows: pd.DataFrame) -> Any:
        asked.append(len(rows))
        return rows["size"].to_numpy()

    found = replaying.Rows(RAW, np.asarray([4, 0, 2])).ask(sizes)

    assert (list(found), asked) == ([4.0, 0.0, 2.0], [2, 1])


def test_what_depends_on_the_other_records_is_served_from_features(machinery: Machinery) -> None:
    model = served(machinery, lambda raw: raw - raw.mean())

    assert model.reason_ == "X: record 0 sent alone"
    assert model.predict(RAW - RAW.mean()) == pytest.approx(ANSWERS.to_numpy())


def test_a_model_without_answers_to_new_records_is_not_served(machinery: Machinery) -> None:
    records = machinery("records")
    model = LocalOutlierFactor(n_neighbors=2).fit(RAW)

    with pytest.raises(AttributeError, match="LocalOutlierFactor has no answers to new records"):
        records.RecordsModel.from_features(None, model, RAW)


def test_a_preparation_that_fails_is_the_reason(machinery: Machinery) -> None:
    def fail(_: pd.DataFrame) -> pd.DataFrame:
        if calls:
            raise KeyError("target")
        calls.append(1)
        return RAW

    calls: list[int] = []

    assert served(machinery, fail).reason_ == "KeyError: 'target'"


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

    proven = replaying.prove(made, None, model, learned, [replaying.Part("X", shuffled)])

    assert proven.reason_ == ""


def priced(machinery: Machinery, raw: pd.DataFrame, index: list[str], **more: object) -> Any:
    """Serve a model of the logarithm of a price, whose features depend on other records."""
    records, replaying = machinery("records"), machinery("replay")
    shift = {"prepare": lambda _, raw, __: (raw[["size"]] - raw["size"].mean(), None)}
    made: Any = type("Made", (records.RecordsModel,), {**shift, **more})
    features = (raw[["size"]] - raw["size"].mean()).set_axis(index)
    answers = pd.Series(np.log1p(raw["price"].to_numpy()), index=index)
    model = LinearRegression().fit(features, answers)
    learned = machinery("learned").Learned()
    learned.observe(raw)
    part = replaying.Part("X", features, answers)
    return replaying.prove(made, None, model, learned, [part]), features, model


@pytest.mark.parametrize("known", [(np.expm1,), ()], ids=["said by the code", "found out"])
def test_features_get_answers_that_are_turned_back_too(
    machinery: Machinery, known: tuple[object, ...]
) -> None:
    raw = pd.DataFrame({"size": np.arange(30.0), "price": 100 + np.arange(30.0) ** 2})

    served_, features, model = priced(
        machinery, raw, [f"row {n}" for n in range(30)], target="price", inverses=known
    )

    assert served_.reason_
    assert served_.predict(features) == pytest.approx(np.expm1(model.predict(features)))
    assert served_.schema_["target"]["minimum"] > 50


def test_features_get_the_classes_that_the_notebook_decides_for(machinery: Machinery) -> None:
    records, replaying = machinery("records"), machinery("replay")
    methods = {
        "prepare": lambda _, raw, __: (raw[["size"]] - raw["size"].mean(), None),
        "decide": lambda self, each: each[:, 1] > self.kept["limit"],
        "target": "left",
    }
    made: Any = type("Made", (records.RecordsModel,), methods)
    raw = RAW.assign(left=np.where(RAW["size"] > 14, "yes", "no"))
    features, answers = raw[["size"]] - raw["size"].mean(), (raw["left"] == "yes").astype(int)
    model = LogisticRegression().fit(features, answers)
    learned = machinery("learned").Learned()
    learned.observe(raw)

    proven = replaying.prove(
        made, None, model, learned, [replaying.Part("X", features, answers)], limit=0.9
    )

    assert proven.reason_
    assert set(proven.predict(features)) == {"yes", "no"}
    expected = np.where(model.predict_proba(features)[:, 1] > 0.9, "yes", "no")
    assert proven.predict(features).tolist() == expected.tolist()


def test_records_that_lack_the_same_are_tried_together(machinery: Machinery) -> None:
    asked: list[int] = []
    raw = pd.DataFrame({"size": [1.0, None] * 500, "name": [None, None, "a", "b"] * 250})

    def answers(records: pd.DataFrame) -> bool:
        asked.append(len(records))
        return bool(records["size"].notna().all())

    found = machinery("answerable").find_answerable(answers, raw)

    assert found.tolist() == list(range(0, 1000, 2))
    assert len(asked) < 250


def test_one_record_that_cannot_be_answered_costs_no_other(machinery: Machinery) -> None:
    raw = pd.DataFrame({"size": np.arange(1000.0)})

    found = machinery("answerable").find_answerable(lambda rows: 321 not in rows.index, raw)

    assert (len(found), 321 in found) == (999, False)


@pytest.mark.parametrize(
    ("change", "same"), [(0.0, True), (1e-12, True), (1e-3, False)], ids=["none", "tiny", "some"]
)
def test_sparse_features_are_compared_as_they_are(
    machinery: Machinery, change: float, *, same: bool
) -> None:
    table = random_array((20, 100_000), density=1e-4, rng=0, format="csr")
    other = table.copy()
    other.data[3] += change
    matrices = machinery("matrices")

    assert matrices.is_equal(table, matrices.as_array(other.tocoo())) is same
    found = matrices.match_rows(table[::-1], other)
    assert (found is not None) is same
