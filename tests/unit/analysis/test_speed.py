"""Ten times the cells take about ten times the work, counted in calls."""

import sys
from types import FrameType

from mlship.analysis import analyse
from mlship.knowledge import load
from tests.strategies import program_of

CELLS = """
df{n} = pd.read_csv("data{n}.csv")
df{n}["total"] = df{n}["a"].fillna(df{n}["a"].median())
df{n}.drop("a", axis=1, inplace=True)
X{n} = df{n}.drop("y", axis=1)
model = RandomForestClassifier(random_state={n})
model.fit(X{n}, df{n}["y"])
print(accuracy_score(df{n}["y"], model.predict(X{n})))
"""
HEAD = """
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
"""


def calls_for(copies: int) -> int:
    source = HEAD + "".join(CELLS.format(n=n) for n in range(copies))
    program, knowledge = program_of(source), load()
    calls = 0

    def count(_frame: FrameType, event: str, _given: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        analyse(program, knowledge)
    finally:
        sys.setprofile(before)
    return calls


def test_work_grows_with_the_notebook_and_not_faster() -> None:
    calls_for(1)

    assert calls_for(100) < 12 * calls_for(10)
