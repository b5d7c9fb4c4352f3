"""The facts about pandas hold when they are called."""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pytest

CallAll = Callable[..., tuple[list[str], dict[str, list[str]]]]
# Strange arguments make libraries complain, and that is not what is looked at here.
pytestmark = pytest.mark.filterwarnings("ignore")
SKIPPED = frozenset(
    {"read_clipboard", "to_clipboard", "read_gbq", "to_gbq", "to_sql", "test", "show_versions"}
    | {"plot", "hist", "boxplot"}
)


def _frame() -> pd.DataFrame:
    return pd.DataFrame(
        {"a": [3.0, 1.0, np.nan, 5.0], "b": [1, 2, 2, 4], "c": ["x", "y", "x", "z"]},
        index=[3, 1, 2, 0],
    )


def _dates() -> pd.Series:
    return pd.Series(pd.date_range("2020-01-31", periods=4, freq="D"), name="d")


def _by_date() -> pd.Series:
    return pd.Series([1.0, 2.0, 3.0, 4.0], index=pd.DatetimeIndex(_dates()))


def _pool() -> Iterable[tuple[object, ...]]:
    yield from (
        (),
        ("a",),
        ("b",),
        (_frame(),),
        (_frame()["b"],),
        (_frame()[["a", "b"]],),
        (2,),
        ("sum",),
    )
    yield from (
        ([1, 2],),
        ("a", "b"),
        (["a"],),
        ({"a": "A"},),
        (1, "new", 7),
        (lambda column: column,),
    )
    yield from (
        (_frame(), _frame()),
        (_frame()["b"], 2),
        ("x", "y"),
        (0, 1),
        ("int",),
        ([_frame()],),
    )
    yield from (
        (_frame()["b"], _frame()["b"]),
        ("2020", "2021"),
        (_frame().columns,),
        ("a", ["b"], "c"),
    )
    yield from (
        (_frame()["b"], max),
        ("o.csv",),
        ("2020-01-01",),
        (["2020-01-01"], 2),
    )


@pytest.mark.parametrize(
    ("owner", "receiver", "least"),
    [
        ("pandas", lambda: pd, 35),
        ("pandas.DataFrame", _frame, 90),
        ("pandas.core.generic.NDFrame", lambda: _frame()[["a", "b"]], 60),
        ("pandas.Series", lambda: _frame()["b"], 80),
        ("pandas.core.generic.NDFrame", lambda: _frame()["b"], 45),
        ("pandas.core.groupby.DataFrameGroupBy", lambda: _frame().groupby("b")[["a"]], 25),
        ("pandas.core.groupby.SeriesGroupBy", lambda: _frame().groupby("c")["b"], 25),
        ("pandas.api.typing.DataFrameWindow", lambda: _frame()[["a", "b"]].rolling(2), 12),
        ("pandas.api.typing.SeriesWindow", lambda: _frame()["b"].expanding(1), 12),
        ("pandas.api.typing.SeriesWindow", lambda: _by_date().resample("D"), 12),
        ("pandas.core.strings.accessor.StringMethods", lambda: _frame()["c"].str, 35),
        ("pandas.core.indexes.accessors.DatetimeProperties", lambda: _dates().dt, 6),
        ("pandas.Index", lambda: _frame().columns, 40),
    ],
)
def test_what_is_said_of_pandas_holds(
    call_all: CallAll, owner: str, receiver: Callable[[], object], least: int
) -> None:
    called, wrong = call_all(owner=owner, receiver=receiver, arguments=_pool, skipped=SKIPPED)

    assert wrong == {}
    assert len(called) >= least
