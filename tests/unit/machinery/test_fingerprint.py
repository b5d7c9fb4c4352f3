"""Equal values have equal fingerprints, however they lie in memory; others have others."""

import pickle
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer

X = np.random.default_rng(0).random((30, 3))
Y = (X[:, 0] > 0.5).astype(int)
FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": pd.Categorical(["u", "v"])})
SEVERAL = {"a": 1, "b": [1.5, None], "c": {"x", "y", "z"}, "d": (b"b", 2j)}


@pytest.fixture
def digest(machinery: Callable[[str], ModuleType]) -> Callable[[object], str]:
    found: Callable[[object], str] = machinery("running.fingerprint").digest
    return found


def pickle_copy(value: object) -> object:
    """Copy as the cache does."""
    copy: object = pickle.loads(pickle.dumps(value))
    return copy


@pytest.mark.parametrize(
    "value",
    [
        X,
        X[::2, 1:],
        np.asfortranarray(X),
        np.array(["a", None, 1.5], dtype=object),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        np.array([]),
        np.array(3),
        FRAME,
        FRAME[["b", "a"]],
        FRAME.set_index("b"),
        FRAME["b"],
        pd.date_range("2020", periods=3),
        pd.MultiIndex.from_product([["a"], [1, 2]]),
        sparse.csr_matrix(X),
        RandomForestClassifier(5, random_state=0).fit(X, Y),
        TfidfVectorizer(stop_words="english").fit(["some words", "other words"]),
        SEVERAL,
        [[]] * 3,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_copy_has_the_same(digest: Callable[[object], str], value: object) -> None:
    assert digest(pickle_copy(value)) == digest(value)


def test_a_frame_has_the_same_after_it_was_only_read(digest: Callable[[object], str]) -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0]})
    frame["b"] = [3.0, 4.0]
    before = digest(frame)
    frame.mean()
    frame.to_numpy()

    assert digest(frame) == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        ("1", 1),
        ([1, 2], (1, 2)),
        (np.zeros(2), np.zeros((2, 1))),
        (np.zeros(2), np.zeros(2, dtype="float32")),
        (FRAME, FRAME.rename(columns={"a": "z"})),
        (FRAME, FRAME[::-1]),
        (FRAME["a"], FRAME["a"].astype(float)),
        ({"a": 1}, {"a": 2}),
        ({1, 2}, {1, 3}),
        (sparse.csr_matrix([[1, 0]]), sparse.csr_matrix([[0, 1]])),
        (RandomForestClassifier(3), RandomForestClassifier(4)),
    ],
)
def test_what_differs_has_another(
    digest: Callable[[object], str], one: object, other: object
) -> None:
    assert digest(one) != digest(other)


def test_what_refers_to_itself_has_one(digest: Callable[[object], str]) -> None:
    ring: list[object] = [1]
    ring.append(ring)

    assert digest(ring) == digest(ring)


@pytest.mark.parametrize("value", [(i for i in range(3)), lambda: 1], ids=["generator", "lambda"])
def test_what_cannot_be_taken_apart_is_said_to_have_none(
    digest: Callable[[object], str], value: object
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its text is the library's
        digest(value)


def test_functions_that_hold_other_values_have_others(
    machinery: Callable[[str], ModuleType],
) -> None:
    fingerprint = machinery("running.fingerprint")

    def holding(limit: int) -> Callable[[int], int]:
        def cut(value: int) -> int:
            return min(value, limit)

        cut.__module__ = fingerprint.PACKAGE
        return cut

    assert fingerprint.digest(holding(1)) == fingerprint.digest(holding(1))
    assert fingerprint.digest(holding(1)) != fingerprint.digest(holding(2))
