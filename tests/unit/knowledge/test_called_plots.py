"""The facts about matplotlib, seaborn and the plots of pandas hold when they are called."""

from collections.abc import Callable, Iterable

import matplotlib as mpl
import matplotlib.pyplot as plt
import matplotlib.style
import numpy as np
import pandas as pd
import pytest
import seaborn as sns

CallAll = Callable[..., tuple[list[str], dict[str, list[str]]]]
# Strange arguments make libraries complain, and that is not what is looked at here.
pytestmark = pytest.mark.filterwarnings("ignore")
# They wait for a person or for a network.
SKIPPED = frozenset(
    {"ginput", "waitforbuttonpress", "pause", "show", "connect", "disconnect", "use", "test"}
    | {"install_repl_displayhook", "uninstall_repl_displayhook", "switch_backend", "get_backend"}
    | {"load_dataset", "get_dataset_names", "get_data_home", "choose_colorbrewer_palette"}
    | {"choose_cubehelix_palette", "choose_dark_palette", "choose_diverging_palette"}
    | {"choose_light_palette", "colormaps"}
)


def _frame() -> pd.DataFrame:
    numbers = np.random.default_rng(0)
    return pd.DataFrame({"x": numbers.random(12), "y": numbers.random(12), "g": list("abc") * 4})


def _pool() -> Iterable[tuple[object, ...]]:
    frame, row = _frame(), [3.0, 1.0, 2.0]
    named = {"data": frame, "x": "g", "y": "y"}
    yield from (
        (call_with(**named),),
        (call_with(data=frame, x="x", y="y"),),
        (call_with(data=frame, x="x"),),
    )
    yield from (
        (frame[["x", "y"]],),
        (row,),
        (row, row),
        (),
        ("title",),
        (2,),
        (1, 2),
        (row, row, row),
    )
    yield from ((np.eye(3),), (0.1, 0.2, "text"), (frame,), (["a"],), ("x", "y"), (row, 0.0, 1.0))


def call_with(**keywords: object) -> object:
    return KEYWORDS[0](keywords)


KEYWORDS: list[type] = [dict]


@pytest.mark.parametrize(
    ("owner", "receiver", "least"),
    [
        ("matplotlib.pyplot", lambda: plt, 80),
        ("matplotlib", lambda: mpl, 8),
        ("matplotlib.style", lambda: matplotlib.style, 2),
        ("seaborn", lambda: sns, 40),
        ("pandas.plotting.PlotAccessor", lambda: _frame()[["x", "y"]].plot, 8),
    ],
)
def test_what_is_said_of_plots_holds(
    call_all: CallAll,
    keywords: type,
    owner: str,
    receiver: Callable[[], object],
    least: int,
) -> None:
    KEYWORDS[0] = keywords
    with mpl.rc_context():
        called, wrong = call_all(owner=owner, receiver=receiver, arguments=_pool, skipped=SKIPPED)

    assert wrong == {}
    assert len(called) >= least
