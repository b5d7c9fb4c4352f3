"""`mlship convert`, and what can be done with what it made."""

from pathlib import Path

import pytest

from tests.conftest import Cli, WriteNotebook
from tests.trees import read_tree

LESSON = (
    "#md # Squares",
    "import pandas as pd\ndf = pd.DataFrame({'a': range(10)})",
    "df['b'] = df['a'] ** 2\ndf.head()",
    "print(df['b'].sum())",
)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_notebook_becomes_a_project(cli: Cli, notebook: WriteNotebook, tmp_path: Path) -> None:
    answer = cli("convert", notebook(*LESSON), "-o", tmp_path / "out")

    assert answer.code == 0
    assert {"README.md", "pyproject.toml", "params.yaml", "src", "tests", ".mlship"} <= names(
        tmp_path / "out"
    )


def test_an_aged_notebook_is_told_with_its_repair(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    path = notebook(*LESSON, "from sklearn.grid_search import GridSearchCV\nGridSearchCV(1, {})")

    answer = cli("convert", path, "-o", tmp_path / "out")

    assert f"it has aged: mlship repair {path}, or convert with --repair" in answer.out


def test_the_title_names_the_folder(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = notebook(*LESSON)
    monkeypatch.chdir(tmp_path)

    cli("convert", path)

    assert (tmp_path / "squares/src/squares/pipeline.py").is_file()


def test_the_document_says_what_came_of_it(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    document = cli("convert", notebook(*LESSON), "-o", tmp_path / "out", "--json").document

    assert document["exit_code"] == 0
    assert document["target"] == str(tmp_path / "out")
    assert document["package"] == "squares"


def test_what_was_made_is_made_again(cli: Cli, notebook: WriteNotebook, tmp_path: Path) -> None:
    path = notebook(*LESSON)
    cli("convert", path, "-o", tmp_path / "out")

    assert cli("convert", path, "-o", tmp_path / "out").code == 0


def test_own_work_is_kept(cli: Cli, notebook: WriteNotebook, tmp_path: Path) -> None:
    path = notebook(*LESSON)
    cli("convert", path, "-o", tmp_path / "out")
    (tmp_path / "out/README.md").write_text("mine")

    refused = cli("convert", path, "-o", tmp_path / "out")
    forced = cli("convert", path, "-o", tmp_path / "out", "--force")

    assert (refused.code, forced.code) == (1, 0)
    assert "README.md" in refused.err
    assert (tmp_path / "out.backup-1/README.md").read_text() == "mine"


def test_a_folder_of_notebooks_becomes_a_folder_of_projects(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    notebook(*LESSON, name="in/a.ipynb")
    notebook(*LESSON, name="in/deeper/b.ipynb")
    notebook(*LESSON, name="in/.ipynb_checkpoints/c.ipynb")

    answer = cli("convert", tmp_path / "in", "-o", tmp_path / "out")

    assert answer.code == 0
    assert "2 converted, 0 failed" in answer.out
    assert (tmp_path / "out/a/src").is_dir()
    assert (tmp_path / "out/deeper/b/src").is_dir()


def test_one_bad_notebook_does_not_stop_the_others(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    good = notebook(*LESSON, name="good.ipynb")
    (tmp_path / "bad.ipynb").write_text("{")

    answer = cli("convert", tmp_path / "bad.ipynb", good, "-o", tmp_path / "out", "--json")

    assert answer.code == 1
    assert isinstance(answer.document["conversions"], list)
    assert [each["exit_code"] for each in answer.document["conversions"]] == [3, 0]


def test_notebooks_that_are_formatted_together_become_what_each_becomes_alone(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    alone = notebook(*LESSON, name="alone.ipynb")
    for number in range(7):
        notebook(*LESSON, f"cubes_{number} = df['b'] * df['a']", name=f"in/{number}.ipynb")
    notebook(*LESSON, name="in/1b.ipynb")
    (tmp_path / "in/1a.ipynb").write_text("{")

    answer = cli("convert", tmp_path / "in", "-o", tmp_path / "out", "--jobs", "1")
    cli("convert", alone, "-o", tmp_path / "one")

    assert "8 converted, 1 failed" in answer.out
    assert read_tree(tmp_path / "out/1b/src") == read_tree(tmp_path / "one/src")


def test_notebooks_of_one_name_get_folders_of_their_own(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    one, other = notebook(*LESSON, name="a/nb.ipynb"), notebook(*LESSON, name="b/nb.ipynb")

    cli("convert", one, other, "-o", tmp_path / "out", "--jobs", "1")

    assert names(tmp_path / "out") == {"nb", "nb-2"}


def test_rows_are_copied_when_asked_for(cli: Cli, notebook: WriteNotebook, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n2\n3\n")
    path = notebook("import pandas as pd\ndf = pd.read_csv('a.csv')\nprint(df.a.sum())")

    cli("convert", path, "-o", tmp_path / "out", "--sample", "2")

    assert (tmp_path / "out/tests/data/a.csv").read_text() == "a\n1\n2\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "where a.csv and 1 more is not, as in CI, the tests that need it skip"),
        (("--sample", "2"), "where b.xlsx is not, as in CI, the tests that need it skip"),
        (("--copy-data",), ""),
    ],
)
def test_tests_that_would_be_skipped_are_announced(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n2\n3\n")
    (tmp_path / "b.xlsx").write_bytes(b"PK")
    path = notebook(
        "import pandas as pd\na = pd.read_csv('a.csv')\nb = pd.read_excel('b.xlsx')",
        "print(a.a.sum(), b)",
    )

    answer = cli("convert", path, "-o", tmp_path / "out", *options)

    readme = (tmp_path / "out/README.md").read_text()
    assert said in answer.out
    assert ("tests that need it" in answer.out) == ("not in the project" in readme) == bool(said)


def test_copied_data_belongs_to_the_repository(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n")
    path = notebook("import pandas as pd\ndf = pd.read_csv('a.csv')\nprint(df.a.sum())")

    cli("convert", path, "-o", tmp_path / "out", "--copy-data")
    cli("convert", path, "-o", tmp_path / "referenced")

    assert "/data/" not in (tmp_path / "out/.gitignore").read_text()
    assert "/data/" in (tmp_path / "referenced/.gitignore").read_text()


def test_inspect_shows_stages_and_parameters(cli: Cli, notebook: WriteNotebook) -> None:
    answer = cli("inspect", notebook(*LESSON))

    assert answer.code == 0
    assert "Squares" in answer.out
    assert "Stages" in answer.out


def test_a_notebook_whose_models_have_no_variable_hears_what_to_write(
    cli: Cli, notebook: WriteNotebook
) -> None:
    fit = "for name, model in models.items():\n    model.fit(X, y)"
    cells = (
        "import joblib\nfrom sklearn.linear_model import Lasso, Ridge",
        'X, y = [[0], [1], [2]], [0, 1, 2]\nmodels = {"mild": Ridge(), "strong": Lasso()}',
        f"{fit}\n    print(name, model.score(X, y))",
        "joblib.dump(models['mild'], 'mild.joblib')",
    )

    answer = cli("inspect", notebook(*cells))

    assert "not served" in answer.out
    assert "no variable holds one" in answer.out


def test_a_network_that_learns_without_answers_hears_how_it_would_be_served(
    cli: Cli, notebook: WriteNotebook
) -> None:
    step = "nn.functional.mse_loss(model(X), X).backward(); optimizer.step()"
    cells = (
        "import torch\nfrom torch import nn",
        "X, y = torch.rand(9, 2), torch.randint(0, 2, (9,))\nmodel = nn.Linear(2, 2)",
        "optimizer = torch.optim.Adam(model.parameters())",
        f"for epoch in range(3):\n    {step}",
        "with torch.no_grad():\n    print((model(X).argmax(1) == y).float().mean())",
    )

    answer = cli("inspect", notebook(*cells))

    assert "not served" in answer.out
    assert "a class of yours" in answer.out


def test_the_plan_is_a_document(cli: Cli, notebook: WriteNotebook) -> None:
    document = cli("inspect", notebook(*LESSON), "--json").document

    assert document["package"] == "squares"
    told = {"stages", "parameters", "candidates", "data", "requirements", "widths", "dropped"}
    assert told <= set(document)


def test_inspect_says_what_crosses_each_boundary(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nnames = pd.read_csv('names.csv')",
        "df['b'] = df['a'].fillna(0)\ndf['c'] = df['b'].astype(int)",
        "df.merge(names).to_csv('out.csv')",
    )

    widths = cli("inspect", path, "--json").document["widths"]

    assert isinstance(widths, list)
    assert [variables for _, variables in widths] == [["df", "names"]] * 2 + [[]]


@pytest.mark.slow
def test_what_was_made_runs_passes_its_tests_and_its_lint(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    cli("convert", notebook(*LESSON), "-o", tmp_path / "out")

    codes = {command: cli(command, tmp_path / "out").code for command in ("run", "test", "lint")}

    assert codes == {"run": 0, "test": 0, "lint": 0}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["run", "test", "lint"])
def test_what_was_made_answers_in_json(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path, command: str
) -> None:
    cli("convert", notebook(*LESSON), "-o", tmp_path / "out")

    assert set(cli(command, tmp_path / "out", "--json").document) >= {"exit_code"}


@pytest.mark.slow
def test_a_pipeline_that_crashes_is_1(cli: Cli, notebook: WriteNotebook, tmp_path: Path) -> None:
    cli("convert", notebook("x = int('seven')\nprint(x)"), "-o", tmp_path / "out")

    answer = cli("run", tmp_path / "out")

    assert answer.code == 1
    assert "seven" in answer.err


@pytest.mark.slow
def test_data_that_is_missing_is_4(cli: Cli, notebook: WriteNotebook, tmp_path: Path) -> None:
    path = notebook("import pandas as pd\ndf = pd.read_csv('gone.csv')\nprint(df.shape)")
    cli("convert", path, "-o", tmp_path / "out")

    answer = cli("run", tmp_path / "out")

    assert answer.code == 4
    assert "data.gone" in answer.err


def test_the_project_of_another_notebook_is_not_replaced(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    cli("convert", notebook("x = 1\nprint(x)", name="one.ipynb"), "-o", tmp_path / "out")
    other = notebook("y = 2\nprint(y)", name="other.ipynb")

    answer = cli("convert", other, "-o", tmp_path / "out")

    assert answer.code == 1
    assert "one.ipynb" in answer.err
    assert cli("convert", other, "-o", tmp_path / "out", "--force").code == 0


def test_what_functions_keep_in_globals_is_kept_where_they_are(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    count = "count = 0\n\n\ndef bump(by):\n    global count, last\n    count += by\n    last = by"
    save = "bump(3)\npd.Series([count, last]).to_csv('kept.csv', index=False)"
    path = notebook(f"import pandas as pd\n{count}\nbump(2)", save)
    cli("convert", path, "-o", tmp_path / "project")

    answer = cli("run", tmp_path / "project")

    assert answer.code == 0
    assert next(tmp_path.glob("project/**/kept.csv")).read_text().split() == ["0", "5", "3"]


def test_a_frame_finds_the_variables_that_its_query_asks_for(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    load = "import pandas as pd\ndf = pd.DataFrame({'x': range(6)})\nLIMIT = 3\nlow = df['x'].min()"
    cut = "df = df.query('x > @LIMIT and x > @low')"
    path = notebook(load, "df['y'] = df['x'] * 2", cut, "df.to_csv('kept.csv', index=False)")
    cli("convert", path, "-o", tmp_path / "project")

    answer = cli("run", tmp_path / "project")

    assert answer.code == 0
    assert next(tmp_path.glob("project/**/kept.csv")).read_text().split() == ["x,y", "4,8", "5,10"]


def test_data_near_the_project_is_named_by_a_path_that_moves_with_it(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    path = notebook("import pandas as pd\ndf = pd.read_csv('d.csv')\nprint(df.sum())")
    (path.parent / "d.csv").write_text("a\n1\n")

    cli("convert", path, "-o", path.parent / "out")
    cli("convert", path, "-o", tmp_path / "far" / "away" / "from" / "it" / "out")

    near = (path.parent / "out/params.yaml").read_text()
    far = (tmp_path / "far/away/from/it/out/params.yaml").read_text()
    assert '"../d.csv"' in near
    assert str(path.parent.resolve() / "d.csv") in far


def test_data_of_a_notebook_that_changes_its_folder_has_an_absolute_path(
    cli: Cli, notebook: WriteNotebook
) -> None:
    path = notebook("import os\nos.chdir('..')\nimport pandas as pd\npd.read_csv('d.csv').sum()")
    (path.parent / "d.csv").write_text("a\n1\n")

    cli("convert", path, "-o", path.parent / "out")

    assert str(path.parent.resolve() / "d.csv") in (path.parent / "out/params.yaml").read_text()


def test_missing_data_is_expected_where_the_notebook_would_find_it(
    cli: Cli, notebook: WriteNotebook
) -> None:
    path = notebook("import pandas as pd\npd.read_csv('../data/d.csv').sum()")

    cli("convert", path, "-o", path.parent / "out")

    assert '"../../data/d.csv"' in (path.parent / "out/params.yaml").read_text()
