"""A described callable, really called → where it did more than its fact says."""

import contextlib
import copy
import io
import os
import pickle
import random
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator

from mlship.ir.dataflow import Fact
from mlship.knowledge import Knowledge, load

Arguments = tuple[object, ...]
CallAll = Callable[..., tuple[list[str], dict[str, list[str]]]]
# Grouped frames remember what they computed; distributions hold numpy's own generator.
UNWATCHED = ("scipy.stats", "pandas.core.groupby", "pandas.core.resample", "pandas.api.typing")
# Whatever a library raises for arguments that do not suit it.
UNSUITABLE = (Exception,)


class Keywords(dict[str, object]):
    """Arguments that are given by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How to call the callables of one owner: on what, and with what (the first that works)."""

    owner: str
    receiver: Callable[[], object]
    arguments: Callable[[], Iterable[Arguments]]
    skipped: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What one call changed."""

    receiver: bool
    arguments: frozenset[int]
    world: frozenset[str]
    shared: bool


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def keywords() -> type[Keywords]:
    return Keywords


@pytest.fixture
def call_all(
    knowledge: Knowledge, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CallAll]:
    monkeypatch.chdir(str(tmp_path))
    mpl.use("Agg")
    yield lambda **sample: _call_all_quietly(Sample(**sample), knowledge)
    plt.close("all")


def _call_all_quietly(
    sample: Sample, knowledge: Knowledge
) -> tuple[list[str], dict[str, list[str]]]:
    with contextlib.redirect_stdout(io.StringIO()):
        return _call_all(sample, knowledge)


def _call_all(sample: Sample, knowledge: Knowledge) -> tuple[list[str], dict[str, list[str]]]:
    """Give the names that could be called, and what each did that its fact does not say."""
    called, wrong = [], {}
    for name in sample.names or sorted(_names(sample.owner, knowledge) - sample.skipped):
        fact = knowledge.fact(f"{sample.owner}.{name}" if sample.owner else name)
        observed = _first_success(sample, name)
        if fact is not None and observed is not None:
            called.append(name)
            wrong[name] = _differences(fact, observed, knowledge)
    return called, {name: found for name, found in wrong.items() if found}


def _names(owner: str, knowledge: Knowledge) -> set[str]:
    lineage = (
        [owner, *knowledge.layer.types[owner].bases] if owner in knowledge.layer.types else [owner]
    )
    rows = (knowledge.layer.facts.get(base, {}) for base in lineage)
    return {name for names in rows for name in names if not name.startswith("_")}


def _first_success(sample: Sample, name: str) -> Observed | None:
    for arguments in sample.arguments():
        receiver = sample.receiver()
        function = getattr(receiver, name, None)
        with contextlib.suppress(*UNSUITABLE):
            return _observe(function, receiver, tuple(copy.deepcopy(one) for one in arguments))
    return None


def _observe(function: object, receiver: object, given: Arguments) -> Observed:
    assert callable(function)
    arguments = tuple(one for one in given if not isinstance(one, Keywords))
    keywords = next((one for one in given if isinstance(one, Keywords)), Keywords())
    before = (_digest(receiver), [_digest(argument) for argument in arguments])
    world = _world()
    shown = function(*arguments, **keywords)
    changed = (_digest(argument) != old for argument, old in zip(arguments, before[1], strict=True))
    return Observed(
        receiver=_digest(receiver) != before[0],
        arguments=frozenset(place for place, is_changed in enumerate(changed) if is_changed),
        world=frozenset(name for name, state in _world().items() if state != world[name]),
        shared=_is_shared(shown, (receiver, *arguments)),
    )


def _digest(thing: object) -> object:
    match thing:
        case pd.DataFrame() | pd.Series():
            labels = (list(thing.index), list(getattr(thing, "columns", ())), str(thing.dtypes))
            return repr((thing.to_numpy(dtype=object).tolist(), labels, getattr(thing, "name", "")))
        case np.ndarray():
            return (thing.tobytes(), thing.shape, thing.dtype.str)
        case BaseEstimator():  # trees of neighbours count how often they were asked
            return {name: _pickled(one) for name, one in vars(thing).items() if name != "_tree"}
        case type() | Figure() | Axes():
            return None
    is_watched = not type(thing).__module__.startswith(UNWATCHED)
    return _pickled(thing) if is_watched else None


def _pickled(thing: object) -> bytes | None:
    """What cannot be pickled (modules, iterators, open files) is taken as not changed."""
    with contextlib.suppress(*UNSUITABLE):
        return pickle.dumps(thing)
    return None


def _world() -> dict[str, object]:
    return {
        "numpy": pickle.dumps(np.random.get_state()),  # noqa: NPY002
        "python": random.getstate(),
        "options": (
            str(dict(mpl.rcParams)),
            str(np.get_printoptions()),
            pd.get_option("display.max_rows"),
        ),
        "warnings": tuple(warnings.filters),
        "cwd": os.getcwd(),  # noqa: PTH109
        "environ": dict(os.environ),
        "figure": [
            [len(axes.get_children()) for axes in plt.figure(n).axes] for n in plt.get_fignums()
        ],
    }


def _is_shared(shown: object, sources: Arguments) -> bool:
    results = shown if isinstance(shown, list | tuple) else (shown,)
    return any(
        isinstance(result, np.ndarray) and isinstance(source, np.ndarray)
        and np.shares_memory(result, source)
        for result in results
        for source in sources
    )  # fmt: skip


def _differences(fact: Fact, observed: Observed, knowledge: Knowledge) -> list[str]:
    claimed = {"figure"} if fact.draws_figure else set[str]()
    # Nothing is asked for by name here, so what draws only if asked must not draw.
    claimed |= {*(() if fact.draws_if else fact.draws), *fact.seeds, *fact.world}
    names = knowledge.parameter_names(fact.name)
    silent = [
        place
        for place in sorted(observed.arguments)
        if str(place) not in fact.mutates and (*names, *[""] * 9)[place] not in fact.mutates
    ]
    return [
        *(["mutates its receiver"] if observed.receiver and fact.mutates_self is False else []),
        *(f"mutates argument {place}" for place in silent),
        *(f"changes {name}" for name in sorted(observed.world - claimed)),
        *(["shares state with its arguments"] if observed.shared and fact.fresh else []),
    ]
