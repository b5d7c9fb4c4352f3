"""The facts about numpy and scipy hold when they are called."""

from collections.abc import Callable, Iterable

import numpy as np
import pytest

CallAll = Callable[..., tuple[list[str], dict[str, list[str]]]]
# Strange arguments make libraries complain, and that is not what is looked at here.
pytestmark = pytest.mark.filterwarnings("ignore")
# They write, show pages or complain where nobody can hear it.
SKIPPED = frozenset(
    {"info", "test", "show_config", "show_runtime", "save", "savetxt", "savez"}
    | {"savez_compressed", "ellip_harm", "ellip_harm_2", "ellip_normal", "lookfor"}
)


def _pool() -> Iterable[tuple[object, ...]]:
    row, square = np.array([3.0, 1.0, 2.0, 5.0]), np.array([[4.0, 1.0], [1.0, 3.0]])
    whole = np.array([3, 1, 2, 5])
    yield from (
        (row,),
        (square,),
        (row, row),
        (square, square),
        (),
        (3,),
        (1, 5),
        (row, 2),
        (2, row),
    )
    yield from ((row, 0, 9.0), (row, whole), (whole,), (whole, whole), (square, 1), (square, (4,)))
    yield from (
        (row, [0], [9.0]),
        (row, row > 2, row),
        (square, 0, 1),
        (square, 7.0),
        ((row, row),),
    )
    yield from ((row, row, row), ("float64",), (0.3,), (3, 0.5), (1.0, 1.0), (2, 2, 2), (7, 7, 3))
    yield from (
        (square, np.array([[1, 0], [0, 1]]), 9.0, 1),
        (row, 1, 5),
        ([1.0, 2.0], 2),
        (1.0, 2.0, 3.0),
    )
    yield from (([0.0, 0.0], square), (3, [0.2, 0.8]), ("ab",), (row, [1, 2]), (square, square[0]))


@pytest.mark.parametrize(
    ("owner", "receiver", "least"),
    [
        ("numpy", lambda: np, 300),
        ("numpy.linalg", lambda: np.linalg, 20),
        ("numpy.fft", lambda: np.fft, 12),
        ("numpy.random", lambda: np.random, 35),
        ("numpy.ndarray", lambda: np.array([3.0, 1.0, 2.0, 5.0]), 35),
        ("numpy.random.RandomState", lambda: np.random.RandomState(1), 35),
        ("numpy.random.Generator", lambda: np.random.default_rng(1), 35),
        ("scipy.special", lambda: pytest.importorskip("scipy.special"), 150),
        ("scipy.stats", lambda: pytest.importorskip("scipy.stats"), 60),
        ("scipy.stats.rv_continuous", lambda: pytest.importorskip("scipy.stats").norm, 10),
    ],
)
def test_what_is_said_of_numpy_holds(
    call_all: CallAll, owner: str, receiver: Callable[[], object], least: int
) -> None:
    called, wrong = call_all(owner=owner, receiver=receiver, arguments=_pool, skipped=SKIPPED)

    assert wrong == {}
    assert len(called) >= least
