"""Ten times the cells take about ten times as long."""

import time

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


def seconds_for(copies: int) -> float:
    source = HEAD + "".join(CELLS.format(n=n) for n in range(copies))
    program, knowledge = program_of(source), load()
    start = time.process_time()
    analyse(program, knowledge)
    return time.process_time() - start


def test_time_grows_with_the_notebook_and_not_faster() -> None:
    seconds_for(1)

    small = min(seconds_for(15) for _ in range(5))
    large = min(seconds_for(150) for _ in range(3))

    assert large < 20 * small, f"{small * 1e3:.1f} ms, {large * 1e3:.1f} ms"
