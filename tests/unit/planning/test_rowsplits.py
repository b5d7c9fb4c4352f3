"""Tables that are taken apart by hand are split in a stage of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.settings import Settings

LOAD = (
    "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\n"
    "df = pd.read_csv('d.csv')\ndf['z'] = df['x'] * 2\nn = int(len(df) * 0.8)"
)
TRAIN = "model = LinearRegression().fit(X_train, y_train)\nprint(model.score(X_test, y_test))"
PARTS = (
    "X_train = train[['x', 'z']]\nX_test = test[['x', 'z']]\n"
    "y_train, y_test = train['y'], test['y']"
)


@pytest.mark.parametrize(
    "split",
    [
        "train = df[:n]\ntest = df[n:]",
        "train, test = df.iloc[:n], df.iloc[n:].copy()",
        "train = df[df['date'] < '2020']\ntest = df[~(df['date'] < '2020')]",
        "train = df.query('x < 5')\ntest = df.drop(train.index)",
        "chance = df.x.sample(frac=1).index > 3\ntrain = df[chance]\ntest = df[~chance]",
        "idx = df.index[:n]\ntrain, test = df.loc[idx], df[df.x.isin([1, 2])]",
    ],
)
def test_rows_chosen_under_the_names_of_parts_are_a_split(
    notebook: Callable[..., Path], split: str
) -> None:
    plan = plan_notebook(notebook(LOAD, split, PARTS, TRAIN), Settings()).plan

    bodies = {s.name: "\n".join(f.body for f in s.functions) for s in plan.stages}
    assert "y_train, y_test" in bodies["split"]
    assert "train = " in bodies["split"] or "train, test" in bodies["split"]
    assert "fit(" in bodies["train"]


@pytest.mark.parametrize(
    "line",
    [
        "test = test[test.x > 0]",
        "X_train = train[cols]",
        "train = df[['x', 'y']]",
        "largest_std_dev = df[df.x == 3]",
    ],
)
def test_columns_and_rows_of_a_part_are_no_split(notebook: Callable[..., Path], line: str) -> None:
    cells = notebook(f"{LOAD}\ntrain = test = df\ncols = ['x']", line, "print(X_train, test)")

    plan = plan_notebook(cells, Settings()).plan

    assert "split" not in [stage.name for stage in plan.stages]


def test_a_text_taken_apart_is_no_split(notebook: Callable[..., Path]) -> None:
    stop = "STOP = set('a an the'.split())\ndf['n'] = df['t'].map(lambda t: t in STOP)"
    parts = "X_train = X_test = df[['n']]\ny_train = y_test = df['y']"

    plan = plan_notebook(notebook(LOAD, stop, parts, TRAIN), Settings()).plan

    assert "split" not in [stage.name for stage in plan.stages]
