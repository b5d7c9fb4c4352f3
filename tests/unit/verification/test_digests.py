"""Equal digests mean equal values, however they were made."""

import datetime as dt
import functools
import pathlib

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GridSearchCV
from sklearn.tree import DecisionTreeClassifier

from mlship.verification.inside.digests import digest

FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", None]})


class Account:
    def __init__(self, owner: object) -> None:
        self.owner = owner


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


def test_what_nobody_can_look_into_is_named() -> None:
    assert digest([iter([1]), 2]).opaque == ("list_iterator",)


def test_looking_at_a_value_does_not_ask_for_its_text() -> None:
    class Shy:
        def __repr__(self) -> str:
            raise AssertionError

    assert digest(Shy()).text


def test_where_a_class_is_defined_makes_no_difference() -> None:
    def make(kind: str) -> object:
        namespace = {"__name__": "__main__"}
        exec(kind, namespace)  # noqa: S102 - as a notebook would
        return namespace["value"]

    inside = "def f():\n    class Net: pass\n    return Net\nvalue = f()"

    assert digest(make("class Net: pass\nvalue = Net")) == digest(make(inside))
    assert digest(make("class Other: pass\nvalue = Other")) != digest(make(inside))


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
    def written(text: str) -> object:
        space: dict[str, object] = {"__name__": "__main__"}
        exec(text, space)  # noqa: S102 - as a notebook would
        return space["f"]

    assert digest(shifted_by_global := written("by = 3\nf = lambda value: value + by")) == digest(
        written("def make(by):\n    return lambda value: value + by\nf = make(3)")
    )
    assert digest(shifted_by_global) != digest(written("by = 4\nf = lambda value: value + by"))
    assert digest(written("f = lambda v: v * 2")) != digest(written("f = lambda v: v * 3"))
    assert digest(written("def f(v):\n    'Doc.'\n    return v")) == digest(
        written("def f(v):\n    return v")
    )
