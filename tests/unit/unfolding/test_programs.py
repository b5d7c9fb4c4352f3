"""Calls of own functions become their lines: what is named how, and which stay calls."""

from pathlib import Path

import pytest

from mlship.analysis import analyse
from mlship.ir.dataflow import Dataflow
from mlship.ir.notebook import Cell, Notebook
from mlship.ir.unfolding import Unfolded
from mlship.knowledge import load
from mlship.parsing import parse
from mlship.unfolding import unfold

POP = "def get():\n    x = read_csv('a.csv')\n    y = x.pop('y')\n    return y\n"
MAIN = "def main():\n    df = load('a.csv')\n    model = fit(df)\n    return model\n"
SAY = '''def get():
    """Say."""
    for x in y:
        # why
        z = read_csv("""a
    b""")
    return z
'''
LOAD = "def load(path):\n    data = read_csv(path)\n    return data\n"


def flow_of(source: str) -> Dataflow:
    cell = Cell(index=1, kind="code", source=source)
    return analyse(parse(Notebook(path=Path("n.ipynb"), cells=(cell,))), load())


def unfolded(source: str) -> Unfolded | None:
    return unfold(flow_of(source))


def lines(source: str) -> list[str]:
    found = unfolded(source)
    return [s.source for s in found.program.statements] if found else []


CASES = {
    "its result goes by the caller's name": (
        f"{LOAD}df = load('a.csv')",
        ["path = 'a.csv'", "df = read_csv(path)"],
    ),
    "what it is given, too": (
        "def parts(table):\n    return train_test_split(table, table['y'])\na, b, c, d = parts(df)",
        ["a, b, c, d = train_test_split(df, df['y'])"],
    ),
    "a variable that is still needed is not covered": (
        f"x = 1\n{POP}z = get()\nprint(x)",
        ["x = 1", "get_x = read_csv('a.csv')", "z = get_x.pop('y')", "print(x)"],
    ),
    "values that change places are bound at once": (
        "def get():\n    X = read_csv('a.csv')\n    y = X.pop('y')\n    return X, y\ny, X = get()",
        ["X = read_csv('a.csv')", "y = X.pop('y')", "y, X = X, y"],
    ),
    "a call inside of an expression": (
        f"{LOAD}df = clean(\n    load('a.csv'), 2\n)[1:]",
        [
            "path = 'a.csv'",
            "load_result = read_csv(path)",
            "df = clean(\n    load_result, 2\n)[1:]",
        ],
    ),
    "defaults are bound, arguments in the order of the parameters": (
        "def get(a, b=2):\n    read_csv(a, b)\nget(b=x, a=y)",
        ["read_csv(y, x)"],
    ),
    "functions in functions": (
        f"{LOAD}{MAIN}model = main()",
        ["path = 'a.csv'", "df = read_csv(path)", "model = fit(df)"],
    ),
    "lines keep their comments, and texts of several lines": (
        f"{SAY}u = get()",
        ['for x in y:\n    # why\n    u = read_csv("""a\n    b""")'],
    ),
    "a value over several lines": (
        "def get():\n    return (\n        read_csv('a')\n        .dropna()\n    )\ndf = get()",
        ["df = (read_csv('a')\n        .dropna())"],
    ),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_a_call_becomes_what_the_function_does(source: str, expected: list[str]) -> None:
    assert lines(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        f"{LOAD}a = load('a')\nb = load('b')",
        f"{LOAD}for p in paths:\n    a = load(p)",
        "def clean(df):\n    return df.dropna()\ndf = clean(df)",
        f"{LOAD}df = load('a') if x else 1",
        "def get(p):\n    if p:\n        return 1\n    return read_csv(p)\na = get('a')",
        "def get():\n    global a\n    a = read_csv('a')\nget()",
        "def get(*paths):\n    return read_csv(paths)\na = get('a')",
        "x = 1\ndef get(x):\n    return read_csv(x).map(lambda x: x)\na = get(2)\nprint(x)",
        "low = 1\ndef get(low):\n    return fit(low).query('a > @low')\nb = get(2)\nprint(low)",
    ],
    ids=[
        "called twice", "in a loop", "only prepares", "perhaps not called",
        "several ends", "a global", "any arguments",
        "a lambda's name", "a name in a query",
    ],
)  # fmt: skip
def test_other_calls_stay(source: str) -> None:
    assert unfolded(source) is None


def test_all_that_is_called_once_can_be_unfolded() -> None:
    flow = flow_of("def clean(df):\n    return df.dropna()\ntable = clean(table)")

    found = unfold(flow, every=True)

    assert found is not None
    assert [s.source for s in found.program.statements] == ["df = table", "table = df.dropna()"]


def test_places_tell_where_a_line_stands_in_its_function() -> None:
    found = unfolded(f"{LOAD}df = load('a.csv')")

    assert found is not None
    line = found.places[-1]
    assert (line.outer, line.text, line.names) == (1, 0, {"df": "data"})
    assert (line.positions or {})[1, 5] == (2, 11)  # where `read_csv` starts
