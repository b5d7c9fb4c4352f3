"""`mlship verify` on whole projects: equal, wrong, failing, by chance."""

import re
import shutil
import venv
from pathlib import Path

import pytest

from mlship.cli.app import make_app
from mlship.verification import verifying
from mlship.verification.workspace import Isolation
from tests.conftest import Cli, WriteNotebook

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forks")]

LOAD = (
    "import pandas as pd\n"
    "df = pd.DataFrame({'x': range(40), 'y': [0, 1] * 20})\n"
    "df['x'] = df['x'] * 2"
)
TRAIN = (
    "from sklearn.tree import DecisionTreeClassifier\n"
    "model = DecisionTreeClassifier(max_depth=3, random_state=0)\n"
    "model.fit(df[['x']], df['y'])"
)
SCORE = "print(model.score(df[['x']], df['y']))"
# Where no model matters: scikit-learn takes longer to load than all the rest to run.
MEAN = "mean = df['x'].mean()\nprint('mean', mean)"


def change(project: Path, module: str, old: str, new: str) -> None:
    """Make a generated module wrong."""
    (path,) = project.glob(f"src/*/{module}.py")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def find_stage(project: Path, text: str) -> Path:
    """Find the stage that holds a text; what serves records may hold it once more."""
    modules = (p for p in project.glob("src/*/*.py") if p.name != "inference.py")
    (path,) = (p for p in modules if text in p.read_text())
    return path


@pytest.fixture
def project(cli: Cli, notebook: WriteNotebook, tmp_path: Path) -> Path:
    cli("convert", notebook(LOAD, TRAIN, SCORE), "-o", tmp_path / "project")
    return tmp_path / "project"


SPLIT = (
    "from sklearn.model_selection import train_test_split\n"
    "X_train, X_test, y_train, y_test = train_test_split(df[['x']], df['y'])"
)
FIT = TRAIN.replace("df[['x']], df['y']", "X_train, y_train")


@pytest.mark.cold
def test_a_faithful_project_is_equal_and_the_page_shows_both_figures(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    draw = "import matplotlib.pyplot as plt\nplt.hist(df['x'], bins=4)\nplt.show()"
    project, report = tmp_path / "project", tmp_path / "report.html"
    cli("convert", notebook(LOAD, draw, TRAIN, SCORE), "-o", project)

    answer = cli("verify", project, "--html", report, "--json")

    assert answer.code == 0
    assert answer.document["overall"] == "equal"
    assert '"metrics"' in (project / "tests/expected.json").read_text()
    page = report.read_text()
    assert page.count("data:image/png;base64,") == 2
    assert "http" not in page


@pytest.mark.parametrize(
    ("module", "old", "new", "name"),
    [
        ("train", 'df["y"])', 'df["y"].iloc[::-1])', "model"),
        ("evaluate", "model.score(", "1 - model.score(", "model.score"),
    ],
)
def test_a_wrong_project_is_different(
    cli: Cli, project: Path, module: str, old: str, new: str, name: str
) -> None:
    change(project, module, old, new)

    answer = cli("verify", project)

    assert answer.code == 1
    assert re.search(rf"differs .* {name} ", answer.out)


OWN_MODEL = (
    "from sklearn.base import BaseEstimator, ClassifierMixin\n"
    "class Above(ClassifierMixin, BaseEstimator):\n"
    "    def fit(self, X, y):\n"
    "        self.cut_ = X['x'].mean()\n"
    "        self.classes_ = [0, 1]\n"
    "        return self\n"
    "    def predict(self, X):\n"
    "        return (X['x'] > self.cut_).astype(int)\n"
    "own = Above()\n"
    "own.fit(df[['x']], df['y'])"
)
SAVE = "import joblib\njoblib.dump(model, 'model.pkl')\njoblib.dump(own, 'own.pkl')"
SAVE_TABLES = (
    "import os\nos.makedirs('a', exist_ok=True)\nos.makedirs('b', exist_ok=True)\n"
    "df.assign(z=None).to_csv('a/table.csv')\ndf.assign(z=None).to_csv('b/table.csv', na_rep='NA')"
)
SPLIT_SEEDED = SPLIT[:-1] + ", random_state=0)"
FIT_OTHER = FIT.replace("model", "other").replace("y_train)", "1 - y_train)")
SCORE_OTHER = SCORE.replace("model", "other")


@pytest.fixture(scope="module")
def goals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Convert a notebook of three models, of which two are saved, and two tables: it is equal."""
    folder = tmp_path_factory.mktemp("goals")
    models = (OWN_MODEL, TRAIN, SCORE, SPLIT_SEEDED, FIT_OTHER, SCORE_OTHER)
    cells = (LOAD, *models, SAVE, SAVE_TABLES)
    (folder / "notebook.py").write_text("\n\n# %%\n".join(("# %%", *cells)))
    words = ("convert", str(folder / "notebook.py"), "-o", str(folder / "project"), "--verify")
    with pytest.raises(SystemExit) as ended:
        make_app(debug=False)(args=words)
    assert ended.value.code == 0
    return folder / "project"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("> self.cut_", ">= self.cut_ * 2"),
        ("z=None).to_csv(params.data.table_2", "z=1).to_csv(params.data.table_2"),
        ('na_rep="NA"', 'na_rep="-"'),
        ('na_rep="NA"', 'na_rep="null"'),
        ("        model=model,\n", "        model=None,\n"),
        ('df["y"], random_state=params.random_state', 'df["y"], random_state=None'),
        (
            '(evaluate_decision_tree, df, other, "other")',
            '(evaluate_decision_tree, df, model, "other")',
        ),
        (
            '(evaluate_decision_tree, df, other, "other")',
            '(evaluate_decision_tree, df, other, "model")',
        ),
    ],
    ids=[
        "method",
        "second file",
        "text for missing",
        "word for missing",
        "result",
        "seed",
        "model of the second call",
        "label of the second call",
    ],
)
def test_what_only_the_goals_show_is_different(
    cli: Cli, goals: Path, tmp_path: Path, old: str, new: str
) -> None:
    project = Path(shutil.copytree(goals, tmp_path / "project"))
    path = find_stage(project, old)
    path.write_text(path.read_text().replace(old, new))

    answer = cli("verify", project, "--json")

    assert answer.code == 1
    assert answer.document["overall"] == "different"


def test_what_an_earlier_run_has_written_proves_nothing(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    cli("convert", notebook(LOAD, MEAN, "df.to_csv('out.csv')"), "-o", tmp_path / "project")
    cli("run", tmp_path / "project")
    path = find_stage(tmp_path / "project", "df.to_csv(")
    path.write_text(path.read_text().replace("df.to_csv(", "str("))

    answer = cli("verify", tmp_path / "project", "--json")

    assert answer.document["reason"] == "file out.csv: the pipeline does not have it"
    assert (tmp_path / "project/outputs/out.csv").exists()


def test_a_function_that_is_written_otherwise_is_what_it_does(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    model = (
        "import numpy as np\nfrom sklearn.pipeline import make_pipeline\n"
        "from sklearn.preprocessing import FunctionTransformer\n"
        "from sklearn.linear_model import LogisticRegression\n"
        "def squeeze(values):\n    unused = 1\n    return np.log1p(values)\n"
        "model = make_pipeline(FunctionTransformer(squeeze), LogisticRegression())\n"
        "model.fit(df[['x']], df['y'])"
    )
    cli("convert", notebook(LOAD, model, SCORE), "-o", tmp_path / "project")
    change(tmp_path / "project", "helpers", "return np.log1p(values)", "return np.log(values + 1)")
    same = cli("verify", tmp_path / "project", "--json").document
    change(tmp_path / "project", "helpers", "np.log(values + 1)", "np.log(values + 1.5)")
    other = cli("verify", tmp_path / "project", "--json").document

    values = same["values"]
    assert isinstance(values, list)
    (detail,) = {each["detail"] for each in values if each["kind"] == "model" and each["detail"]}
    assert "it is written otherwise, and answers the same for rows of df" in detail
    assert (same["overall"], other["overall"]) == ("equal", "different")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('df["x"] * 2', 'df["x"] * 3', '    df["x"] = df["x"] * 3'),
        ('df["z"] = df["x"] + 1', 'df["z"] = df["x"] + 1.5', '    df["z"] = df["x"] + 1.5'),
    ],
)
def test_the_wrong_line_is_found(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path, old: str, new: str, line: str
) -> None:
    more = "df['z'] = df['x'] + 1\ndf['w'] = df['z'] - 1"
    cli("convert", notebook(LOAD, more, MEAN), "-o", tmp_path / "project")
    path = find_stage(tmp_path / "project", old)
    path.write_text(path.read_text().replace(old, new))

    values = cli("verify", tmp_path / "project", "--json").document["values"]

    assert isinstance(values, list)
    first = next(each for each in values if each["verdict"] == "differs")
    assert path.read_text().splitlines()[first["file_line"] - 1] == line


def test_a_statement_that_was_lost_is_found(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    more = "df['z'] = df['x'] + 1\ndf['x'] = df['z'] - 1.5"
    cli("convert", notebook(LOAD, more, MEAN), "-o", tmp_path / "project")
    path = find_stage(tmp_path / "project", "1.5")
    path.write_text(path.read_text().replace('df["x"] = df["z"] - 1.5', "pass"))

    answer = cli("verify", tmp_path / "project")

    assert "cell 2, line 2 does nothing to df in the pipeline" in " ".join(answer.out.split())


def test_a_pipeline_that_crashes_is_different(cli: Cli, project: Path) -> None:
    change(project, "train", "model.fit(", "model.fitted(")

    answer = cli("verify", project)

    assert answer.code == 1
    assert "AttributeError" in answer.out


def test_a_notebook_that_does_not_run_is_3(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    path = notebook(LOAD, MEAN, "print(mean)\n1 / 0")
    cli("convert", path, "-o", tmp_path / "project")

    answer = cli("verify", tmp_path / "project")

    assert answer.code == 3
    assert "cell 3, line 2: The notebook does not run: ZeroDivisionError" in answer.err


def test_an_aged_notebook_that_does_not_run_is_told_with_its_repair(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    path = notebook(LOAD, MEAN, "print(pd.datetime.now() and mean)")
    cli("convert", path, "-o", tmp_path / "project")

    answer = cli("verify", tmp_path / "project")

    assert answer.code == 3
    assert f"`mlship repair {path}` mends 1 aged place in a copy" in answer.err


def test_a_notebook_that_lacks_a_package_is_told_what_installs_it(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    lacking = "from absent_boosting import Booster\nmodel = Booster().fit(df[['x']], df['y'])"
    cli("convert", notebook(LOAD, lacking, SCORE), "-o", tmp_path / "project")

    answer = cli("verify", tmp_path / "project")

    assert answer.code == 3
    assert f"-m pip install -e {tmp_path / 'project'}" in answer.err
    assert "mlship repair" not in answer.err


def test_a_notebook_that_wants_the_network_is_told_how_to_get_it(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    wanting = "import urllib.request\nurllib.request.urlopen('http://data.invalid/d.csv')"
    cli("convert", notebook(wanting, LOAD, MEAN), "-o", tmp_path / "project")

    answer = cli("verify", tmp_path / "project")

    assert answer.code == 3
    assert "--allow-network" in answer.err


def test_a_page_in_a_folder_that_is_not_there_is_refused_before_anything_runs(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    answer = cli("verify", project, "--html", tmp_path / "nowhere" / "page.html")

    assert answer.code == 2
    assert "There is no folder" in answer.err


def test_what_comes_by_chance_is_undecided(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    chance = "import numpy as np\ndf['x'] = np.random.default_rng().normal(size=40)"
    cli("convert", notebook(LOAD, chance, MEAN), "-o", tmp_path / "project")

    answer = cli("verify", tmp_path / "project", "--json")

    assert answer.code == 1
    assert answer.document["overall"] == "undecided"


def test_a_changed_notebook_is_refused(cli: Cli, notebook: WriteNotebook, project: Path) -> None:
    notebook(LOAD, TRAIN, SCORE, "1")

    answer = cli("verify", project)

    assert answer.code == 2
    assert "changed since" in answer.err


def test_converting_and_verifying_is_one_document_and_leaves_nothing_beside_the_notebook(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    path = notebook(LOAD, "df.to_csv('out.csv')", MEAN, name="work/notebook.ipynb")
    answer = cli("convert", path, "-o", tmp_path / "project", "--verify", "--json")

    verification = answer.document["verification"]
    assert isinstance(verification, dict)
    assert verification["overall"] == "equal"
    assert [each.name for each in path.parent.iterdir()] == ["notebook.ipynb"]
    assert not (tmp_path / "project/outputs").exists()


def test_what_is_shown_printed_drawn_and_written_is_compared(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    look = "df.describe()"
    draw = "import matplotlib.pyplot as plt\nplt.hist(df['x'], bins=4)\nplt.show()"
    save = "df.to_csv('out.csv')"
    path = notebook(LOAD, look, draw, TRAIN, SCORE, save, "df[df['x'] >")
    cli("convert", path, "-o", tmp_path / "project")
    change(tmp_path / "project", "explore", "df.describe()", "df.head()")
    change(tmp_path / "project", "explore", "bins=4", "bins=5")

    report = cli("verify", tmp_path / "project", "--json").document

    values, notes = report["values"], report["notes"]
    assert isinstance(values, list)
    assert isinstance(notes, list)
    assert "Cell 7 is not valid Python: both went on without it." in notes
    assert {(each["kind"], each["verdict"]) for each in values if not each["goal"]} == {
        ("variable", "identical"),
        ("shown", "differs"),
        ("figure", "differs"),
        ("printed", "identical"),
    }
    assert ("file", "out.csv", "identical") in [
        (each["kind"], each["name"], each["verdict"]) for each in values
    ]


def test_a_pipeline_that_takes_too_long_is_different(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    cli("convert", notebook(LOAD, MEAN), "-o", tmp_path / "project")
    path = find_stage(tmp_path / "project", 'df["x"] * 2')
    path.write_text(
        path.read_text().replace('    df["x"] =', '    while True:\n        pass\n    df["x"] =')
    )

    answer = cli("verify", tmp_path / "project", "--timeout", "8")

    assert answer.code == 1
    assert "out of time" in " ".join(answer.out.split())


def test_a_package_that_only_the_pipeline_needs_is_4(cli: Cli, project: Path) -> None:
    change(project, "train", "import pandas as pd", "import not_here_at_all\nimport pandas as pd")

    answer = cli("verify", project)

    assert answer.code == 4
    assert "No module named 'not_here_at_all'" in answer.err


def test_without_namespaces_runs_work_in_copies(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Isolation(apart=False, overlays=False, network=True)
    monkeypatch.setattr(verifying, "find_isolation", lambda *_args, **_named: nothing)
    (tmp_path / "data.csv").write_text("x,y\n" + "1,0\n2,1\n" * 20)
    load = "import pandas as pd\ndf = pd.read_csv('../data.csv')\ndf.to_csv('out.csv')"
    path = notebook(load, MEAN, name="work/notebook.ipynb")
    cli("convert", path, "-o", tmp_path / "project")

    answer = cli("verify", tmp_path / "project")

    assert answer.code == 0
    assert [each.name for each in path.parent.iterdir()] == ["notebook.ipynb"]
    assert "copies" in answer.out


def test_what_is_written_above_the_notebook_is_compared_and_stays_as_it_was(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/raw.csv").write_text("x,y\n" + "1,0\n2,1\n" * 20)
    (tmp_path / "data/clean.csv").write_text("x,y\n")
    load = """import os
import pandas as pd
df = pd.read_csv("../data/raw.csv")
os.makedirs("../out", exist_ok=True)
df.to_csv("../data/clean.csv")
os.makedirs("/nowhere/out", exist_ok=True)
df.to_csv(os.path.join("/nowhere/out", "far.csv"))
df.to_csv("C:/Users/dana/near.csv")"""
    path = notebook(load, MEAN, name="work/notebook.ipynb")
    cli("convert", path, "-o", tmp_path / "projects/one")

    document = cli("verify", tmp_path / "projects/one", "--json").document
    values, notes = document["values"], document["notes"]

    assert isinstance(values, list)
    assert isinstance(notes, list)
    found = {value["name"]: value["verdict"] for value in values}
    assert {found["clean.csv"], found["far.csv"], found["near.csv"]} == {"identical"}
    assert any("`C:/Users/dana/near.csv` has no folder here" in note for note in notes)
    assert (tmp_path / "data/clean.csv").read_text() == "x,y\n"
    assert not (tmp_path / "out").exists()


def test_an_interpreter_without_ipython_is_4(cli: Cli, project: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)

    answer = cli("verify", project, "--python", tmp_path / "bare/bin/python")

    assert answer.code == 4
    assert "-m pip install ipython" in answer.err


BOX = (
    "import numpy as np\n"
    "class Box:\n"
    "    def __repr__(self):\n"
    "        return 'box %.1f' % np.random.rand(3)[0]\n"
    "box = Box()\n"
    "np.random.seed(0)"
)


def test_the_ladder_restores_the_statement_that_was_needed(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    cells = (LOAD, BOX, "df.head()", "box", SPLIT, FIT, SCORE)

    answer = cli("convert", notebook(*cells), "-o", tmp_path / "p", "--verify", "--json")

    assert answer.code == 0
    verification = answer.document["verification"]
    assert isinstance(verification, dict)
    assert verification["rung"] == "draws kept"
    assert verification["restored"] == [
        {
            "cell": 4,
            "line": 1,
            "before": "a look in show_df_head",
            "why": "it draws from the generator of numpy",
        }
    ]


def test_what_the_ladder_learned_is_a_fact_that_makes_the_boldest_rung_hold(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    source = "import numpy as np\ndef palette(count):\n    return np.random.rand(count, 3)\n"
    (tmp_path / "house.py").write_text(source)
    look = "import numpy as np\nimport house\nnp.random.seed(0)\nhouse.palette(3)"
    path = notebook(LOAD, look, SPLIT, FIT, SCORE)

    before = cli("convert", path, "-o", tmp_path / "p", "--verify", "--json").document
    (fact,) = before["verification"]["learned"]  # type: ignore[index]
    (tmp_path / "house.toml").write_text(fact)
    known = "--knowledge", tmp_path / "house.toml"
    after = cli("convert", path, "-o", tmp_path / "p", *known, "--verify", "--json").document

    assert fact == '[[facts]]\nof = "house"\nnames = "palette"\ndraws = "numpy"'
    assert after["verification"]["rung"] == "boldest"  # type: ignore[index]


def test_a_frame_that_something_else_holds_needs_the_lowest_rung(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    (tmp_path / "shelf.py").write_text(
        "kept = []\n"
        "remember = kept.append\n"
        "def double(name):\n"
        "    for frame in kept:\n"
        "        frame[name] = frame[name] * 2\n"
    )
    load = (
        "import pandas as pd\nimport shelf\n"
        "df = pd.DataFrame({'x': range(40), 'left': [0] * 15 + [1] * 25})\nshelf.remember(df)"
    )
    clean = "df = df.rename(columns={'left': 'y'})"
    more = "shelf.remember(df)\ndf['x'] = df['x'].fillna(0) + 1"
    features = "df['z'] = df['x'] * 2\ndf['long'] = df['z'] > 20\nshelf.double('x')"
    path = notebook(load, clean, more, features, TRAIN, SCORE)

    answer = cli("convert", path, "-o", tmp_path / "p", "--verify", "--json")

    assert answer.code == 0
    assert answer.document["verification"]["rung"] == "one stage a heading"  # type: ignore[index]


METER = (
    "import shelf\n"
    "class Meter:\n"
    "    def __repr__(self):\n"
    "        shelf.total += 1\n"
    "        return 'meter'\n"
    "meter = Meter()"
)


def test_a_look_that_changes_a_module_needs_its_statement(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    (tmp_path / "shelf.py").write_text("total = 0\n")
    path = notebook(LOAD, METER, "meter", "df['x'] = df['x'] % (3 + shelf.total)", TRAIN, SCORE)

    answer = cli("convert", path, "-o", tmp_path / "p", "--verify", "--json")

    assert answer.code == 0
    verification = answer.document["verification"]
    assert isinstance(verification, dict)
    assert verification["rung"] == "statements kept"
    assert [(each["cell"], each["line"]) for each in verification["restored"]] == [(3, 1)]


def test_a_constant_that_is_looked_for_by_its_name_needs_the_order(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    cut = "LIMIT = 7\nprint(LIMIT)\ndf = df.query('x > ' + '@' + 'LIMIT')"
    more = "df['x'] = df['x'] * LIMIT"

    answer = cli(
        "convert",
        notebook(LOAD, f"{cut}\n{more}", TRAIN, SCORE),
        "-o",
        tmp_path / "p",
        "--verify",
        "--json",
    )

    assert answer.code == 0
    verification = answer.document["verification"]
    assert isinstance(verification, dict)
    assert verification["rung"] == "order kept"
    assert any("stays in its place" in note for note in verification["notes"])


def test_a_notebook_that_takes_too_long_is_3(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    path = notebook(LOAD, TRAIN, SCORE, "import time\ntime.sleep(100)")
    cli("convert", path, "-o", tmp_path / "project")

    answer = cli("verify", tmp_path / "project", "--timeout", "8")

    assert answer.code == 3
    assert "out of time" in answer.err


@pytest.mark.cold
def test_a_fork_bomb_is_ended_and_said_to_be_one(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    bomb = "import os\n[os.fork() for _ in range(9)]\nwhile True:\n    pass"
    cli("convert", notebook("total = 1 + 1", bomb), "-o", tmp_path / "p")

    answer = cli("verify", tmp_path / "p", "--timeout", "60")

    assert answer.code == 3
    assert "more than 200 processes" in answer.err


ENDS_ITS_PARENT = "import os\nparent = os.getppid()\nos.kill(parent, 9)"


def test_a_notebook_that_ends_its_guard_says_so_where_it_can_reach_it(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Isolation(apart=False, overlays=False, network=True)
    monkeypatch.setattr(verifying, "find_isolation", lambda *_args, **_named: nothing)
    cli("convert", notebook(LOAD, TRAIN, SCORE, ENDS_ITS_PARENT), "-o", tmp_path / "p")

    answer = cli("verify", tmp_path / "p")

    assert answer.code == 3
    assert "ended the process that watches" in answer.err


def test_the_verdict_says_whether_raw_records_are_served(cli: Cli, tmp_path: Path) -> None:
    flats = Path(__file__).parent / "notebooks/flat_rents.ipynb"
    cli("convert", flats, "-o", tmp_path / "p")

    answer = cli("verify", tmp_path / "p", "--json")

    assert answer.document["overall"] == "equal"
    assert answer.document["serving"] == (
        "raw records get from the served model what they got in the run"
    )
