"""A rendered project, formatted and written, really runs, passes its own tests, and fails well."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlship.ir.plan import Plan
from mlship.rendering import render
from mlship.settings import Settings
from tests.laid_out import complaints, lay_out
from tests.unit.rendering.plans import CHURN, LESSON, TINY
from tests.warm import shared

pytestmark = pytest.mark.slow
Done = subprocess.CompletedProcess[str]
ROWS = 200


def write_customers(path: Path) -> None:
    """Make up customers, a few of them twice, a few without charges."""
    rng = np.random.default_rng(7)
    tenure = rng.integers(0, 72, ROWS)
    table = pd.DataFrame(
        {
            "customerID": [f"C{i:04d}" for i in range(ROWS)],
            "gender": rng.choice(["Female", "Male"], ROWS),
            "Partner": rng.choice(["No", "Yes"], ROWS),
            "tenure": tenure,
            "Contract": rng.choice(["Month-to-month", "One year", "Two year"], ROWS),
            "TotalCharges": np.where(tenure == 0, " ", (tenure * 50).astype(str)),
            "Churn": np.where(rng.random(ROWS) < 1 / (1 + tenure / 20), "Yes", "No"),
        }
    )
    pd.concat([table, table.head(9)]).to_csv(path, index=False)


def write_project(plan: Plan, folder: Path) -> Path:
    """Write a project and lay it out; what is raw must not need that."""
    project = render(plan, Settings())
    for name, text in project.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        laid_out = lay_out(text) if name.endswith(".py") else text
        (folder / name).write_text(laid_out, encoding="utf-8")
    check(folder, "ruff", "check", "--fix", "--select=I", "--quiet", ".")
    assert {name: (folder / name).read_text() for name in project.raw} == {
        name: project.files[name] for name in project.raw
    }
    return folder


def run(folder: Path, *command: str) -> Done:
    return shared().run("-m", *command, cwd=folder, env={"PYTHONPATH": str(folder / "src")})


def check(folder: Path, *command: str) -> Done:
    """Run a tool, which loads nothing that projects do."""
    words = [sys.executable, "-m", *command]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def train(folder: Path, *options: str) -> dict[str, object]:
    done = run(folder, "churn", "train", "--json", *options)
    assert done.returncode == 0, done.stderr
    document: dict[str, object] = json.loads(done.stdout)
    return document


def count_cached(document: dict[str, object]) -> tuple[int, int]:
    steps = document["steps"]
    assert isinstance(steps, list)
    return sum(step["cached"] for step in steps), len(steps)


def break_line(folder: Path, module: str, before: str, after: str) -> None:
    path = folder / "src" / "churn" / f"{module}.py"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The churn project with its data."""
    folder = write_project(CHURN, tmp_path_factory.mktemp("churn"))
    write_customers(folder / "customers.csv")
    return folder


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mypy has learned of the libraries, which all projects have in common."""
    return tmp_path_factory.mktemp("mypy")


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may break."""
    kept = shutil.ignore_patterns("artifacts", "reports", ".cache", "__pycache__")
    return Path(shutil.copytree(project, tmp_path / "copy", ignore=kept))


def test_the_second_run_is_all_hits_and_the_same_to_the_last_digit(copy: Path) -> None:
    first, second = train(copy, "--set", "seed=1"), train(copy, "--set", "seed=1")

    assert (count_cached(first), count_cached(second)) == ((0, 7), (7, 7))
    assert first["metrics"] == second["metrics"]
    assert train(copy, "--set", "seed=1", "--no-cache")["metrics"] == first["metrics"]


def test_a_changed_parameter_runs_only_what_depends_on_it(copy: Path) -> None:
    train(copy, "--set", "seed=1")

    assert count_cached(train(copy, "--set", "seed=1", "--set", "train.max_depth=2")) == (5, 7)


def test_without_a_seed_what_draws_nothing_is_still_cached(copy: Path) -> None:
    train(copy)

    assert count_cached(train(copy)) == (3, 7)


def test_changed_data_is_read_again(copy: Path) -> None:
    train(copy)
    pd.read_csv(copy / "customers.csv").head(150).to_csv(copy / "customers.csv", index=False)

    assert count_cached(train(copy))[0] == 0


def test_a_run_leaves_a_version_and_names_it(copy: Path) -> None:
    version = train(copy)["version"]
    folder = copy / "artifacts" / str(version)

    assert (copy / "artifacts" / "current").read_text() == f"{version}\n"
    assert sorted(path.name for path in folder.iterdir()) == [
        "manifest.json", "metrics.json", "model.joblib", "params.yaml", "run.json",
    ]  # fmt: skip


def test_exploring_shows_what_the_notebook_looks_at(copy: Path) -> None:
    train(copy, "--stage", "explore")
    found = (path.relative_to(copy / "reports") for path in (copy / "reports").rglob("*.*"))

    assert sorted(map(str, found)) == [
        "01_df.head.csv", "02_missing.csv", "figures/01_churn.png", "output.txt",
    ]  # fmt: skip


def test_a_look_that_fails_is_told_and_the_others_are_done(copy: Path) -> None:
    break_line(copy, "explore", "df.head()", "df.heads()")
    done = run(copy, "churn", "train", "--stage", "explore")

    assert done.returncode == 1
    assert "A look failed, the others are done: AttributeError" in done.stderr
    assert (copy / "reports" / "figures" / "01_churn.png").exists()
    assert (copy / "artifacts" / "current").exists()


def test_exploring_changes_no_number(copy: Path) -> None:
    explored = train(copy, "--set", "seed=1", "--stage", "explore", "--no-cache")

    assert explored["metrics"] == train(copy, "--set", "seed=1", "--no-cache")["metrics"]


def test_a_stage_can_be_the_last(copy: Path) -> None:
    document = train(copy, "--stage", "split")

    assert count_cached(document) == (0, 5)
    assert not (copy / "artifacts").exists()


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (
            ["--set", "data.customers=no.csv"],
            4,
            "no.csv is missing. Set it with --set data.customers=",
        ),
        (["--set", "train.depth=1"], 2, "There is no parameter train.depth."),
        (["--stage", "nowhere"], 2, "There is no stage nowhere; there are load, explore, clean,"),
        (["--params", "none.yaml"], 2, "There is no file none.yaml"),
        (["--set", "train.max_depth"], 2, "--set wants SECTION.NAME=VALUE"),
        (["--set", "train.max_depth=-1"], 1, "at        src/churn/train.py:"),
    ],
)
def test_failures_are_one_message_and_an_exit_code(
    copy: Path, options: list[str], code: int, message: str
) -> None:
    done = run(copy, "churn", "train", *options)

    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failure_names_stage_and_cell(copy: Path) -> None:
    (copy / ".mlship").mkdir()
    row = {"cell": 14, "line": 1, "file": "src/churn/train.py", "file_line": 10}
    (copy / ".mlship" / "provenance.json").write_text(json.dumps([row]))
    done = run(copy, "churn", "train", "--set", "train.max_depth=-1")

    assert "  stage     train.train_forest\n  notebook  cell 14\n" in done.stderr


def test_what_is_printed_leaves_room_for_one_document(copy: Path) -> None:
    done = run(copy, "churn", "train", "--json", "--set", "train.max_depth=-1")

    assert json.loads(done.stdout)["error"]["function"] == "train_forest"


def test_its_own_tests_pass(copy: Path) -> None:
    done = run(copy, "pytest", "-q", "-p", "no:cacheprovider")

    assert done.returncode == 0, done.stdout
    assert "34 passed, 2 skipped" in done.stdout


def test_its_own_tests_skip_what_needs_missing_data(copy: Path) -> None:
    (copy / "customers.csv").unlink()
    done = run(copy, "pytest", "-q", "-p", "no:cacheprovider")

    assert done.returncode == 0, done.stdout
    assert "customers.csv is missing: set data.customers in params.yaml" in done.stdout


def test_its_own_tests_use_rows_of_missing_data(copy: Path) -> None:
    (copy / "tests" / "data").mkdir()
    (copy / "customers.csv").rename(copy / "tests" / "data" / "customers.csv")
    done = run(copy, "pytest", "-q", "-p", "no:cacheprovider")

    assert "34 passed" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("module", "before", "after", "failing"),
    [
        ("load", "return pd.read_csv(params.data.customers)", "return None", "load_customers"),
        ("clean", 'df.drop("customerID", axis=1)', "df.copy()", "clean_customers|convert"),
        ("features", 'df["loyal"] =', 'df["royal"] =', "engineer_features"),
        ("split", "sc.fit_transform(X_train)", "X_train", "split_customers"),
        ("split", "Split(X_train, X_test,", "Split(list(X_train), X_test,", "split_customers"),
        ("train", "model.fit(X_train, y_train)", "model.get_params()", "is_fitted|predict|Fitted"),
        ("evaluate", '"model.accuracy"', '"accuracy"', "model.accuracy"),
        ("evaluate", "model.predict(X_test)", "model.predict(X_test).tolist()", "evaluate_forest"),
        ("explore", "df.head()", "df.heads()", "heads"),
    ],
)
def test_its_own_tests_fail_when_a_stage_is_broken(
    copy: Path, module: str, before: str, after: str, failing: str
) -> None:
    break_line(copy, module, before, after)
    done = run(
        copy,
        "pytest",
        "-qx",
        "-p",
        "no:cacheprovider",
        "tests/test_stages.py",
        "tests/test_pipeline.py",
    )

    assert done.returncode == 1
    assert any(part in done.stdout for part in failing.split("|"))


@pytest.mark.parametrize("plan", [CHURN, LESSON, TINY], ids=lambda plan: plan.package)
def test_it_is_clean(plan: Plan, known: Path, tmp_path: Path) -> None:
    folder = write_project(plan, tmp_path)

    assert complaints(folder) == ""
    done = check(folder, "mypy", f"--cache-dir={known}")
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


@pytest.mark.parametrize("plan", [LESSON, TINY], ids=lambda plan: plan.package)
def test_a_project_without_a_model_runs_and_passes_its_tests(plan: Plan, tmp_path: Path) -> None:
    folder = write_project(plan, tmp_path)

    assert run(folder, plan.package, "train").returncode == 0
    assert run(folder, "pytest", "-q", "-p", "no:cacheprovider").returncode == 0
