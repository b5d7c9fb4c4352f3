"""The facts about builtins and the standard library hold when they are called."""

import builtins
import collections
import math
import random
import statistics
from collections.abc import Callable, Iterable

import pytest

CallAll = Callable[..., tuple[list[str], dict[str, list[str]]]]
# Strange arguments make libraries complain, and that is not what is looked at here.
pytestmark = pytest.mark.filterwarnings("ignore")
SKIPPED = frozenset(
    {"breakpoint", "compile", "eval", "exec", "exit", "help", "input", "open", "quit"}
)


def _pool() -> Iterable[tuple[object, ...]]:
    yield from ((), ([3, 1, 2],), ("ab",), (2,), (0,), (1, 7), (7, "x"), ([4, 5], 1), ({"k": 2},))
    yield from (
        ({1, 9},),
        ("a", "b"),
        ([3, 1, 2], [1, 1, 1]),
        (1, 2, 3),
        (0.5,),
        (0.5, 0.5),
        (3, 0.5),
    )
    yield from ((iter([1, 2]),), (abs, [1]), (max, [1]), ("a",))


@pytest.mark.parametrize(
    ("owner", "receiver", "least"),
    [
        ("", lambda: builtins, 40),
        ("math", lambda: math, 40),
        ("random", lambda: random, 18),
        ("statistics", lambda: statistics, 10),
        ("list", lambda: [3, 1, 2], 11),
        ("dict", lambda: {"a": 1, 2: 3}, 10),
        ("set", lambda: {3, 1, 2}, 15),
        ("str", lambda: "a b", 40),
        ("random.Random", lambda: random.Random(1), 15),
        ("collections.Counter", lambda: collections.Counter("aab"), 9),
        ("collections.deque", lambda: collections.deque([3, 1, 2]), 10),
        ("collections.OrderedDict", lambda: collections.OrderedDict(a=1), 8),
    ],
)
def test_what_is_said_of_python_holds(
    call_all: CallAll, owner: str, receiver: Callable[[], object], least: int
) -> None:
    called, wrong = call_all(owner=owner, receiver=receiver, arguments=_pool, skipped=SKIPPED)

    assert wrong == {}
    assert len(called) >= least
