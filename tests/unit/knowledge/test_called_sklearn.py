"""The facts about scikit-learn hold when its estimators and functions are called."""

from collections.abc import Callable, Iterable
from functools import cache, partial

import numpy as np
import pytest
import sklearn.metrics
import sklearn.model_selection
import sklearn.preprocessing
import sklearn.utils
from sklearn.base import BaseEstimator
from sklearn.utils import all_estimators

from mlship.knowledge import Knowledge

CallAll = Callable[..., tuple[list[str], dict[str, list[str]]]]
# Strange arguments make libraries complain, and that is not what is looked at here.
pytestmark = pytest.mark.filterwarnings("ignore")
# They train for seconds, or need a grid, a network or an estimator inside.
SLOW = (
    "GaussianProcess", "HistGradient", "TSNE", "MLP", "BernoulliRBM", "SpectralBi", "MiniBatchDict",
    "DictionaryLearning", "MiniBatchSparse", "SparsePCA", "Isomap", "LocallyLinear",
)  # fmt: skip
METHODS = ("fit", "fit_transform", "predict", "transform", "predict_proba", "score")


def _features() -> np.ndarray:
    return np.random.default_rng(0).random((24, 3))


def _labels() -> np.ndarray:
    return np.arange(24) % 2


def _pool() -> Iterable[tuple[object, ...]]:
    yield from ((_features(), _labels()), (_features(),), (_labels(), _labels()), (_labels() / 2,))
    yield from ((_labels(), _labels() * 0.5), (_features(), _features()), (_labels(), _features()))


@cache
def _estimators(kind: str) -> tuple[type[BaseEstimator], ...]:
    """Those that can be made without arguments and know how to fit the samples."""
    found = (cls for name, cls in all_estimators(kind) if not name.startswith(SLOW))
    return tuple(cls for cls in found if not cls.__name__.endswith("CV") and _fitted(cls))


@cache
def _fitted(cls: type[BaseEstimator]) -> BaseEstimator | None:
    try:
        return _new(cls).fit(_features(), _labels())
    except (AttributeError, TypeError, ValueError):
        return None


def _call(make: Callable[..., object], cls: type[BaseEstimator]) -> object:
    return make(cls)


def _new(cls: type[BaseEstimator]) -> BaseEstimator:
    estimator = cls()
    few = {"n_estimators": 3} if "n_estimators" in estimator.get_params() else {}
    return estimator.set_params(**few)


@pytest.mark.parametrize(
    ("kind", "least"), [("classifier", 20), ("regressor", 30), ("cluster", 8), ("transformer", 30)]
)
def test_what_is_said_of_estimators_holds(
    call_all: CallAll, knowledge: Knowledge, kind: str, least: int
) -> None:
    wrong: dict[str, list[str]] = {}
    fitted = 0
    for cls in _estimators(kind):
        owner = knowledge.canonical(f"{cls.__module__}.{cls.__qualname__}")
        for make, names in ((_new, METHODS[:2]), (_fitted, METHODS[2:])):
            receiver = partial(_call, make, cls)
            called, found = call_all(owner=owner, receiver=receiver, arguments=_pool, names=names)
            fitted += "fit" in called
            wrong |= {f"{owner}.{name}": what for name, what in found.items()}

    assert wrong == {}
    assert fitted >= least


@pytest.mark.parametrize(
    ("owner", "receiver", "least"),
    [
        ("sklearn.metrics", lambda: sklearn.metrics, 50),
        ("sklearn.preprocessing", lambda: sklearn.preprocessing, 12),
        ("sklearn.utils", lambda: sklearn.utils, 12),
        ("sklearn.model_selection.KFold", lambda: sklearn.model_selection.KFold(3), 1),
        (
            "sklearn.model_selection.ShuffleSplit",
            lambda: sklearn.model_selection.ShuffleSplit(3),
            2,
        ),
    ],
)
def test_what_is_said_of_functions_holds(
    call_all: CallAll, owner: str, receiver: Callable[[], object], least: int
) -> None:
    called, wrong = call_all(owner=owner, receiver=receiver, arguments=_pool)

    assert wrong == {}
    assert len(called) >= least


@pytest.mark.parametrize(
    "name", ["LogisticRegression", "KNeighborsClassifier", "GaussianNB", "LinearRegression"]
)
def test_well_known_estimators_are_known_not_to_draw(knowledge: Knowledge, name: str) -> None:
    module = {"KNeighborsClassifier": "neighbors", "GaussianNB": "naive_bayes"}.get(
        name, "linear_model"
    )

    fact = knowledge.fact(f"sklearn.{module}.{name}.fit")

    assert fact is not None
    assert not fact.draws or fact.draws_if


@pytest.mark.parametrize("name", ["train_test_split"])
def test_a_split_without_a_seed_draws(knowledge: Knowledge, name: str) -> None:
    fact = knowledge.fact(f"sklearn.model_selection.{name}")

    assert fact is not None
    assert (fact.draws, fact.seeded_by, fact.result) == (("numpy",), "random_state", "elements")
