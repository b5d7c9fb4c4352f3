"""What a cell does, even in its last line, is no look: the pipeline does it too."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.ir.plan import Plan
from mlship.settings import Settings

TRAIN = (
    "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\n"
    "df = pd.read_csv('d.csv')\nmodel = LinearRegression().fit(df[['x']], df['y'])\n"
    "pred = model.predict(df[['x']])\nprint(model.score(df[['x']], df['y']))"
)


def _code(plan: Plan, *, looks: bool) -> str:
    stages = (s for s in plan.stages if (s.name == "explore") is looks)
    return "\n".join(f.body for s in stages for f in s.functions)


def _plan(*sources: Path) -> Plan:
    return plan_notebook(sources[0], Settings()).plan


def _run(path: Path, outputs: dict[int, list[dict[str, object]]]) -> Path:
    """Number the cells as if they had been run, and give some of them outputs."""
    document = json.loads(path.read_text())
    for number, cell in enumerate(document["cells"], 1):
        cell |= {"execution_count": number, "outputs": outputs.get(number, [])}
    path.write_text(json.dumps(document))
    return path


RESULT: dict[str, object] = {
    "output_type": "execute_result",
    "execution_count": 1,
    "metadata": {},
    "data": {"text/plain": "1"},
}


def test_a_folder_made_in_the_last_line_is_made_by_the_pipeline(
    notebook: Callable[..., Path],
) -> None:
    made = "from pathlib import Path\nout = Path() / 'images' / 'ch7'\nout.mkdir(parents=True)"
    plan = _plan(notebook("import pandas as pd\ndf = pd.read_csv('d.csv')", made, "df.head()"))

    assert "out.mkdir(parents=True)" in _code(plan, looks=False)
    assert "mkdir" not in _code(plan, looks=True)


def test_a_call_that_showed_nothing_when_it_was_run_is_kept(notebook: Callable[..., Path]) -> None:
    cells = notebook(TRAIN, "import tracker\ntracker.log(model)", "tracker.note(model)", "len(df)")
    plan = _plan(_run(cells, {3: [RESULT], 4: [RESULT]}))

    assert "tracker.log(model)" in _code(plan, looks=False)
    assert "show(" not in next(x for x in _code(plan, looks=False).splitlines() if "log" in x)
    assert 'report.show("tracker note", tracker.note(model))' in _code(plan, looks=False)


def test_a_table_that_is_styled_in_the_last_line_is_shown(notebook: Callable[..., Path]) -> None:
    styled = "df.head(5).style.format('{:.3f}').set_caption('five')"
    plan = _plan(notebook("import pandas as pd\ndf = pd.read_csv('d.csv')", styled))

    assert f'report.show("df head", {styled})' in _code(plan, looks=True)


def test_cells_without_outputs_say_nothing_where_none_are_saved(
    notebook: Callable[..., Path],
) -> None:
    plan = _plan(_run(notebook(TRAIN, "import tracker\ntracker.table(df)"), {}))

    assert "tracker.table(df)" in _code(plan, looks=True)


def test_an_assert_about_results_stays_in_the_pipeline(notebook: Callable[..., Path]) -> None:
    plan = _plan(notebook(TRAIN, "assert len(pred) == len(df)", "assert pd.__version__ > '1'"))

    assert "assert len(pred) == len(df)" in _code(plan, looks=False)
    assert "__version__" in _code(plan, looks=True)


def test_an_assert_about_what_is_only_looked_at_is_a_look(notebook: Callable[..., Path]) -> None:
    looked = "counts = df['y'].value_counts()\nprint(n := counts.max())\nassert n < 100"
    plan = _plan(notebook(TRAIN, looked))

    assert "assert" not in _code(plan, looks=False)
    assert "assert n < 100" in _code(plan, looks=True)


def test_what_stops_in_a_lesson_is_a_look_of_its_own(notebook: Callable[..., Path]) -> None:
    made = "import pandas as pd\nt = (1, 2)\ndf = pd.read_csv('d.csv')"
    plan = _plan(notebook(made, "df.head()", "raise ValueError", "len(df)", "df.to_csv('o.csv')"))

    looks = [f for s in plan.stages if s.name == "explore" for f in s.functions]
    assert [(f.body, f.stops) for f in looks if "raise" in f.body] == [("raise ValueError", True)]
    assert any("df.head()" in f.body for f in looks)
    assert any("len(df)" in f.body for f in looks)


def test_what_is_shown_beside_a_metric_is_shown(notebook: Callable[..., Path]) -> None:
    plan = _plan(notebook(TRAIN, "model.coef_, model.score(df[['x']], df['y'])"))

    shown = next(x for x in _code(plan, looks=False).splitlines() if "coef_" in x)
    assert shown.startswith('report.show("model coef model score", (model.coef_, report.metric(')


def test_a_block_that_never_runs_is_left_out(notebook: Callable[..., Path]) -> None:
    plan = _plan(notebook(TRAIN, "if False:\n    df.to_csv('again.csv')"))

    assert "again" not in _code(plan, looks=False) + _code(plan, looks=True)
    assert "never runs" in [kept.reason for kept in plan.kept]


FITTED = (
    "import pandas as pd\nimport numpy as np\nfrom sklearn.pipeline import make_pipeline\n"
    "from sklearn.preprocessing import FunctionTransformer\n"
    "from sklearn.linear_model import LogisticRegression\n"
    "X = pd.read_csv('d.csv')\ny = X.pop('y')\n"
)
PIPE = "pipe = make_pipeline(FunctionTransformer(change), LogisticRegression())\npipe.fit(X, y)"


@pytest.mark.parametrize(
    ("body", "given"),
    [("return np.clip(X, -1, 4)", {"pipe"}), ("X['z'] = 1; return X", {"pipe", "X", "y"})],
)
def test_rows_that_a_model_learns_from_are_given_back_only_if_a_function_may_change_them(
    notebook: Callable[..., Path], body: str, given: set[str]
) -> None:
    cells = notebook(f"{FITTED}def change(X):\n    {body}", PIPE, "print(pipe.score(X, y))")

    plan = _plan(cells)

    fit = next(f for s in plan.stages for f in s.functions if "pipe.fit" in f.body)
    assert {variable.name for variable in fit.outputs} == given


def test_what_a_statement_stores_in_a_table_that_it_learns_from_is_given_back(
    notebook: Callable[..., Path],
) -> None:
    scaled = "X['a'] = scaler.fit_transform(X[['a']])"
    made = "from sklearn.preprocessing import StandardScaler\nscaler = StandardScaler()"
    read = FITTED.replace("X.pop('y')", "pd.read_csv('y.csv')['y']")
    cells = notebook(read, "X.head()", f"{made}\n{scaled}", "LogisticRegression().fit(X, y)")

    plan = _plan(cells)

    scale = next(f for s in plan.stages for f in s.functions if "StandardScaler()" in f.body)
    assert "read_csv" not in scale.body
    assert "X" in {variable.name for variable in scale.outputs}


def test_a_score_that_nothing_uses_and_no_metric_is_left_out(
    notebook: Callable[..., Path],
) -> None:
    made = "from sklearn.metrics import make_scorer, r2_score\nscorer = make_scorer(r2_score)"
    plan = _plan(notebook(TRAIN, made, "r2 = r2_score(df['y'], pred)"))

    assert "scorer" not in _code(plan, looks=False)
    assert 'report.metric("model.r2", r2_score(' in _code(plan, looks=False)


def test_a_module_is_no_variable_even_where_something_is_set_in_it(
    notebook: Callable[..., Path],
) -> None:
    cells = TRAIN.replace("df = ", "import numpy as np\nnp.random.seed = 4\ndf = ")
    plan = _plan(notebook(cells, "np.random.rand(2).sum()"))

    functions = [f for stage in plan.stages for f in stage.functions]
    passed = {v.name for f in functions for v in (*f.inputs, *f.outputs)}
    setting = next(f.name for f in functions if ".seed = 4" in f.body)

    assert "np" not in passed
    assert [step.cached for step in plan.steps if step.function == setting] == [False]


@pytest.mark.parametrize(
    ("heading", "stage"),
    [
        ("Collecting search results", "tune"),
        ("Feature importance", "load"),
        ("Tuning", "tune"),
    ],
)
def test_a_heading_alone_makes_no_stage_of_what_is_not_done(
    notebook: Callable[..., Path], heading: str, stage: str
) -> None:
    made = "more = found.more('b')\nrest = [m for m in more if m]\nlast = more.again(rest)"
    cells = ("import api\nfound = api.find('a')", f"#md ## {heading}", made)
    plan = _plan(notebook(*cells, "last.to_csv('found.csv')"))

    assert stage not in {each.name for each in plan.stages}
