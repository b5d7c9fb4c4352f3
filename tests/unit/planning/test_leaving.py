"""Which files the generated tests expect a stage to leave."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.settings import Settings

LOAD = "import joblib\nimport pandas as pd\ndf = pd.read_csv('d.csv')"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("df.to_csv('rows.csv')", ("rows",)),
        ("joblib.dump(df, 'frame.joblib')\ndf.to_csv('rows.csv')", ("frame", "rows")),
        ("with open('notes.txt', 'w') as f:\n    f.write('done')", ("notes",)),
        ("if len(df) > 5:\n    df.to_csv('rows.csv')", ()),
        ("try:\n    df.to_csv('rows.csv')\nexcept OSError:\n    pass", ()),
        ("for name in df:\n    df.to_csv('rows.csv')", ()),
        ("x = [df.to_csv('rows.csv') for name in df]", ()),
    ],
)
def test_a_stage_leaves(
    notebook: Callable[..., Path], code: str, expected: tuple[str, ...]
) -> None:
    plan = plan_notebook(notebook(LOAD, code), Settings()).plan

    left = [name for s in plan.stages for f in s.functions for name in f.leaves]

    assert tuple(left) == expected


def test_files_of_one_name_in_two_folders_stay_two(notebook: Callable[..., Path]) -> None:
    code = "df.to_csv('a/rows.csv')\ndf[:1].to_csv('b/rows.csv')"
    plan = plan_notebook(notebook(LOAD, code), Settings()).plan

    paths = {p.name: p.value for p in plan.parameters if p.section == "data"}

    assert paths == {"d": "d.csv", "rows": "outputs/rows.csv", "rows_2": "outputs/rows_2.csv"}
