"""Folders that a notebook makes for its files are made with the files; others are still made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.ir.plan import Plan
from mlship.settings import Settings

START = "import os\nfrom pathlib import Path\nimport pandas as pd\ndf = pd.read_csv('a.csv')"


def _code(plan: Plan) -> str:
    return "\n".join(f.body for stage in plan.stages for f in stage.functions)


@pytest.mark.parametrize(
    ("made", "written"),
    [
        ("os.makedirs('../data', exist_ok=True)", "df.to_csv('../data/clean.csv')"),
        ("if not os.path.exists('o'):\n    os.makedirs('o')", "df.to_csv('o/sub/b.csv')"),
        ("OUT = Path('o')\nOUT.mkdir(exist_ok=True)", "df.to_csv(OUT / 'b.csv')"),
        ("OUT = 'o'\nos.mkdir(OUT)", "df.to_csv(os.path.join(OUT, 'b.csv'))"),
    ],
)
def test_a_folder_for_files_that_are_parameters_is_not_made_apart(
    notebook: Callable[..., Path], made: str, written: str
) -> None:
    plan = plan_notebook(notebook(START, made, written), Settings()).plan

    assert _code(plan).count("mkdir") == 1  # that of the file
    assert "makedirs" not in _code(plan)
    assert "what writes a file makes its folder" in [kept.reason for kept in plan.kept]


@pytest.mark.parametrize(
    "written",
    [
        "for n in 'ab':\n    df.to_csv(f'o/{n}.csv')\ndf.to_csv('o/c.csv')",
        "df.to_csv('o/c.csv')\nprint(os.listdir('o'))",
        "def save(n):\n    df.to_csv('o/' + n)\nsave('x')\ndf.to_csv('o/c.csv')",
        "df.to_csv('elsewhere/c.csv')",
    ],
)
def test_a_folder_that_something_else_names_is_made(
    notebook: Callable[..., Path], written: str
) -> None:
    plan = plan_notebook(notebook(START, "os.makedirs('o')", written), Settings()).plan

    assert "os.makedirs('o')" in _code(plan)


@pytest.mark.parametrize(
    ("root", "line"),
    [
        ("Path.cwd().parent", "root = params.data.folder"),
        ("Path('..').resolve()", "root = params.data.folder"),
        ("'..'", "root = str(params.data.folder)"),
    ],
)
def test_a_folder_stays_the_path_or_the_text_that_it_is(
    notebook: Callable[..., Path], root: str, line: str
) -> None:
    plan = plan_notebook(notebook(START, f"root = {root}", "print(root, df)"), Settings()).plan

    assert line in _code(plan)
