"""Equal digests mean equal values, however they were made."""

import datetime as dt
import functools
import pathlib
import random

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import KDTree
from sklearn.base import BaseEstimator
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from mlship.verification.inside.digests import digest

FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", None]})


class Account:
    def __init__(self, owner: object) -> None:
        self.owner = owner


class Coach(BaseEstimator):  # type: ignore[misc]
    def __init__(self, train_times: int) -> None:
        self.train_times = train_times


def written(text: str, name: str = "f") -> object:
    """Run code as a notebook would; give what it calls `name`."""
    space: dict[str, object] = {"__name__": "__main__"}
    exec(text, space)  # noqa: S102 - see above
    return space[name]


def fitted(depth: int = 2) -> DecisionTreeClassifier:
    return DecisionTreeClassifier(max_depth=depth, random_state=0).fit([[0], [1], [2]], [0, 1, 0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.5, 1.5),
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}),
        ({"x", "y"}, {"y", "x"}),
        (np.arange(6).reshape(2, 3), np.arange(6).reshape(2, 3).copy(order="F")),
        (FRAME, FRAME.copy()),
        (pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1, 2]}, index=[0, 1])),
        (pd.Series([1, 2], dtype="category"), pd.Series([1, 2], dtype="category")),
        (pd.to_datetime(["2020-01-01"]), pd.DatetimeIndex(["2020-01-01"])),
        (fitted(), fitted()),
        (Account([1]), Account([1])),
        (np.random.RandomState(1), np.random.RandomState(1)),
        ([0.5] * 100, [0.5] * 100),
    ],
    ids=lambda value: type(value).__name__,
)
def test_equal_values_have_equal_digests(one: object, other: object) -> None:
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        ("1", b"1"),
        (None, "None"),
        (0.1 + 0.2, 0.3),
        ([1, 2], (1, 2)),
        ([1, 2], [2, 1]),
        (["ab", "c"], ["a", "bc"]),
        (["ab", "c"] * 50, ["a", "bc"] * 50),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"b": 1}),
        ({1}, {2}),
        (np.zeros(3), np.zeros(4)),
        (np.zeros((2, 3)), np.zeros((3, 2))),
        (np.zeros(3), np.zeros(3, dtype="float32")),
        (np.array(["a", None], dtype=object), np.array(["a", np.nan], dtype=object)),
        (FRAME, FRAME.rename(columns={"a": "c"})),
        (FRAME, FRAME[::-1]),
        (FRAME, FRAME.set_index("a", drop=False)),
        (FRAME, FRAME.astype({"a": "float64"})),
        (pd.Series([1, None], dtype="Int64"), pd.Series([1, 2], dtype="Int64")),
        (pd.Series(["a"], dtype="category"), pd.Series(["a"], dtype="str")),
        (pd.Timestamp("2020-01-01"), pd.Timestamp("2020-01-02")),
        (dt.date(2020, 1, 1), dt.date(2020, 1, 2)),
        (pathlib.Path("a"), pathlib.Path("b")),
        (functools.partial(int, base=2), functools.partial(int, base=3)),
        (fitted(2), fitted(1)),
        (LinearRegression(), LinearRegression(fit_intercept=False)),
        (Account([1]), Account([2])),
        (np.random.RandomState(1), np.random.RandomState(2)),
        ([0.5] * 100, [0.5] * 99 + [0.25]),
        (random.Random(1), random.Random(2)),
        (KDTree([[0.0], [1.0]]), KDTree([[0.0], [2.0]])),
        (Coach(train_times=1), Coach(train_times=2)),
    ],
)
def test_different_values_have_different_digests(one: object, other: object) -> None:
    assert digest(one).text != digest(other).text


def test_a_value_that_holds_itself_has_a_digest() -> None:
    one: list[object] = [1]
    one.append(one)

    assert digest(one).text


def test_sharing_an_object_makes_no_difference() -> None:
    part = [1]

    assert digest([part, part]) == digest([[1], [1]])


def test_the_clock_is_no_part_of_a_search() -> None:
    def search() -> GridSearchCV:
        grid = GridSearchCV(DecisionTreeClassifier(random_state=0), {"max_depth": [1, 2]}, cv=2)
        return grid.fit([[0], [1], [2], [3]] * 3, [0, 1, 0, 1] * 3)

    assert digest(search()) == digest(search())


def test_a_pipeline_that_is_not_trained_is_what_it_is_made_of() -> None:
    scaler = StandardScaler()
    pipeline = Pipeline([("scale", scaler), ("model", Ridge())])
    other = Pipeline([("scale", StandardScaler()), ("model", Ridge(alpha=2))])
    before = digest(pipeline)

    scaler.fit([[1.0], [3.0]])  # through another pipeline, say
    assert digest(pipeline) == before
    assert digest(other) != before
    assert digest(pipeline.fit([[1.0], [3.0]], [1.0, 2.0])) != before


def test_what_lies_under_a_mask_makes_no_difference() -> None:
    def masked(*under: object) -> object:
        return np.ma.MaskedArray([1, *under], [False, True], dtype=object)

    one, other = (np.ma.masked_equal([1.0, under], under) for under in (2.0, 9.0))

    assert digest(one).text == digest(other).text
    assert digest(one).text != digest(np.ma.masked_equal([1.0, 2.0], 1.0)).text
    assert digest(masked("a")).text == digest(masked(LinearRegression())).text
    assert digest(masked("a")).text != digest(np.ma.MaskedArray([1, 2], dtype=object)).text


def test_questions_that_were_asked_are_no_part_of_nearest_neighbours() -> None:
    fresh, asked = (KNeighborsClassifier(1).fit([[0, 0], [1, 1]], [0, 1]) for _ in range(2))

    asked.predict([[0, 1]])

    assert digest(fresh) == digest(asked)
    assert digest(fresh) != digest(KNeighborsClassifier(1).fit([[0, 0], [1, 2]], [0, 1]))


def test_what_nobody_can_look_into_is_named() -> None:
    assert digest([iter([1]), 2]).opaque == ("list_iterator",)


def test_looking_at_a_value_does_not_ask_for_its_text() -> None:
    class Shy:
        def __repr__(self) -> str:
            raise AssertionError

    assert digest(Shy()).text


def test_where_a_class_is_defined_makes_no_difference() -> None:
    inside = written("def make():\n    class Net: pass\n    return Net\nf = make()")

    assert digest(written("class Net: pass\nf = Net")) == digest(inside)
    assert digest(written("class Other: pass\nf = Other")) != digest(inside)


def test_a_fit_of_statsmodels_is_what_it_says_of_itself() -> None:
    class Fit:
        __module__ = "statsmodels.tsa.arima"

        def __init__(self, slope: float) -> None:
            self.params = np.array([1.0, slope])
            self._filter = iter([slope])  # as its compiled ones, nobody can look into it

    assert digest(Fit(2.0)).text
    assert digest(Fit(2.0)) == digest(Fit(2.0))
    assert digest(Fit(2.0)) != digest(Fit(3.0))


def test_functions_of_ones_own_are_what_their_code_does_and_what_it_gets_from_outside() -> None:
    assert digest(shifted_by_global := written("by = 3\nf = lambda value: value + by")) == digest(
        written("def make(by):\n    return lambda value: value + by\nf = make(3)")
    )
    assert digest(shifted_by_global) != digest(written("by = 4\nf = lambda value: value + by"))
    assert digest(written("f = lambda v: v * 2")) != digest(written("f = lambda v: v * 3"))
    assert digest(written("def f(v):\n    'Doc.'\n    return v")) == digest(
        written("def f(v):\n    return v")
    )


def test_what_a_function_of_ones_own_calls_is_a_part_of_it() -> None:
    def calling(factor: int) -> str:
        return f"def g(v):\n    return v * {factor}\ndef f(v):\n    return g(v) + 1"

    assert digest(written(calling(2))) == digest(written(calling(2)))
    assert digest(written(calling(2))) != digest(written(calling(3)))


def test_a_librarys_function_counts_by_its_name() -> None:
    def calling(name: str) -> str:
        return f"from math import {name} as g\ndef f(v):\n    return g(v)"

    assert digest(written(calling("floor"))) != digest(written(calling("ceil")))


def test_an_object_of_ones_own_is_also_what_its_class_does() -> None:
    def making(factor: int) -> str:
        return f"class Net:\n    def f(self, v):\n        return v * {factor}\nf = Net()"

    assert digest(written(making(2))) == digest(written(making(2)))
    assert digest(written(making(2))) != digest(written(making(3)))


def test_a_function_that_calls_itself_has_a_digest() -> None:
    assert digest(written("def f(v):\n    return f(v - 1) if v else 0")).coded
