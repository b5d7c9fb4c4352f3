"""What the generated tests may hold a stage's frames to, whatever the data."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.ir.plan import Promises
from mlship.settings import Settings

PromisesOf = Callable[[str], Promises]


@pytest.fixture
def promises_of(notebook: Callable[..., Path]) -> PromisesOf:
    """Say what the only stage that changes the frame promises."""

    def find(code: str) -> Promises:
        load = "import pandas as pd\nimport seaborn as sns\ndf = pd.read_csv('d.csv')"
        plan = plan_notebook(notebook(load, code, "df.describe()"), Settings()).plan
        held = [f.promises for s in plan.stages for f in s.functions]
        return next((p for p in held if p != Promises()), Promises())

    return find


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("df['b'] = df['a'] * 2", Promises(adds=(("df", "b"),))),
        ("df = df.drop('a', axis=1)", Promises(drops=(("df", "a"),))),
        ("df.drop(columns=['a'], inplace=True)", Promises(drops=(("df", "a"),))),
        ("df = df.dropna()", Promises(complete=("df",))),
        ("df = df.drop_duplicates()", Promises(distinct=("df",))),
        ("df = df.dropna().sort_values('a')", Promises(complete=("df",))),
        (
            "df['a'] = df['a'].fillna(df['a'].median())",
            Promises(adds=(("df", "a"),), filled=(("df", "a"),)),
        ),
        ("df = pd.get_dummies(df, columns=['a'])", Promises(drops=(("df", "a"),))),
        ("df = df[['a']]", Promises(adds=(("df", "a"),))),
        ("df = df.dropna()\ndf['b'] = df['a'].map({1: 2})", Promises(adds=(("df", "b"),))),
        ("df['a'] = df['a'].fillna(df['b'].median())", Promises(adds=(("df", "a"),))),
        (
            "df['b'] = 1\nfor c in ['x', 'y']:\n    df[c] = df[c].astype(int)",
            Promises(adds=(("df", "b"),)),
        ),
    ],
)
def test_a_stage_promises(promises_of: PromisesOf, code: str, expected: Promises) -> None:
    assert promises_of(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        "df['a'] = 1\nfor c in columns:\n    df = df.drop(c, axis=1)",
        "df = df[columns + ['a']]",
        "df = df.dropna(thresh=2)",
        "df = df.drop([0, 1])",
    ],
)
def test_what_is_not_certain_is_not_promised(promises_of: PromisesOf, code: str) -> None:
    assert promises_of(f"columns = ['b']\n{code}") == Promises()
