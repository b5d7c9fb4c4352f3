"""`mlship ship` on a small notebook: every step, a step that fails, and going on from there."""

import os
import shutil
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Answer, Cli, WriteNotebook

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forks")]
TABLE = "size,price\n" + "".join(f"{n % 17},{n % 17 * 3 + n % 2}\n" for n in range(60))
CELLS = (
    "#md # Prices",
    "import pandas as pd\nfrom sklearn.linear_model import LinearRegression",
    'df = pd.read_csv("prices.csv")\nX = df[["size"]]\ny = df["price"]',
    "model = LinearRegression()\nmodel.fit(X, y)",
    "print(model.score(X, y))",
)
STEPS = ["convert", "lint", "run", "verify", "test", "build", "smoke"]


@pytest.fixture
def prices(notebook: WriteNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notebook and its table, where nothing on the path builds images."""
    programs = tmp_path / "bin"
    programs.mkdir()
    git = shutil.which("git")
    if git:
        (programs / "git").symlink_to(git)
    monkeypatch.setenv("PATH", str(programs))
    (tmp_path / "prices.csv").write_text(TABLE)
    monkeypatch.chdir(tmp_path)
    return notebook(*CELLS, name="prices.ipynb")


def states(answer: Answer) -> dict[str, str]:
    steps: Any = answer.document["steps"]
    return {step["step"]: step["state"] for step in steps}


def all_but(left_out: Sequence[str], state: str, **others: str) -> dict[str, str]:
    return {step: state for step in STEPS if step not in left_out} | others


def test_without_an_engine_everything_but_the_image_is_done_and_then_nothing(
    cli: Cli, prices: Path
) -> None:
    first = cli("ship", prices, "-o", "out", "--json")
    second = cli("ship", prices, "-o", "out")
    third = cli("ship", prices, "-o", "out", "--json")

    assert first.code == 0, first.err
    assert states(first) == all_but(["build"], "done", build="skipped")
    assert "build    skipped" in second.out
    assert "no engine (docker is not installed; podman is not installed" in second.out
    assert 'the service answers a record of the training data: {"prediction":' in second.out
    assert second.out.endswith("out: 6 unchanged, 1 skipped\n  next: mlship serve out\n")
    assert states(third) == all_but(["build"], "unchanged", build="skipped")


def test_it_stops_at_the_first_step_that_fails_and_goes_on_once_that_is_mended(
    cli: Cli, prices: Path, tmp_path: Path
) -> None:
    wanted = ("ship", prices, "-o", "out", "--skip", "verify,build")
    assert cli(*wanted, "--skip", "test").code == 0
    wrong = tmp_path / "out/tests/test_mine.py"
    wrong.write_text('"""Mine."""\n\n\ndef test_mine() -> None:\n    assert 1 + 1 == 3\n')

    failed = cli(*wanted)
    document = cli(*wanted, "--json")
    wrong.write_text(wrong.read_text().replace("3", "2"))
    mended = cli(*wanted, "--json")

    assert failed.code == 1
    assert "FAILED tests/test_mine.py::test_mine" in failed.out
    assert "next: mlship test out" in failed.out
    assert "smoke" not in failed.out
    assert states(document) == {
        "convert": "unchanged", "lint": "unchanged", "run": "unchanged", "verify": "skipped",
        "test": "failed",
    }  # fmt: skip
    assert states(mended) == {
        "convert": "unchanged", "lint": "done", "run": "unchanged", "verify": "skipped",
        "test": "done", "build": "skipped", "smoke": "unchanged",
    }  # fmt: skip


def test_what_verification_has_to_keep_is_linted_and_run_again(
    cli: Cli, prices: Path, notebook: WriteNotebook
) -> None:
    look = (
        "import numpy as np\nclass Box:\n    def __repr__(self):\n"
        "        return 'box %.1f' % np.random.rand(3)[0]\nbox = Box()\nnp.random.seed(0)"
    )
    split = (
        "from sklearn.model_selection import train_test_split\n"
        "X, X_test, y, y_test = train_test_split(X, y)"
    )
    notebook(*CELLS[:3], look, "box", split, *CELLS[3:], name="prices.ipynb")
    left_out = [word for step in ("test", "build", "smoke") for word in ("--skip", step)]

    answer = cli("ship", prices, "-o", "out", "--json", *left_out)

    steps: Any = answer.document["steps"]
    assert answer.code == 0, answer.err
    assert [(step["step"], step["state"]) for step in steps[:7]] == [
        ("convert", "done"), ("lint", "done"), ("run", "done"), ("verify", "done"),
        ("lint", "done"), ("run", "done"), ("verify", "unchanged"),
    ]  # fmt: skip
    assert steps[3]["given"] == {"rung": "draws kept"}


def test_new_data_is_run_and_verified_again(cli: Cli, prices: Path, tmp_path: Path) -> None:
    wanted = ("ship", prices, "-o", "out", "--json", "--skip", "lint,test,smoke")
    cli(*wanted)
    with (tmp_path / "prices.csv").open("a") as table:
        table.write("99,300\n")

    again = states(cli(*wanted))

    assert {step for step, state in again.items() if state == "done"} == {"run", "verify"}


def test_a_notebook_that_has_changed_is_converted_again(
    cli: Cli, prices: Path, notebook: WriteNotebook
) -> None:
    wanted = ("ship", prices, "-o", "out", "--json", "--skip", "lint,verify,test,smoke")
    cli(*wanted)
    notebook(*CELLS, "print(len(df))", name="prices.ipynb")

    again = states(cli(*wanted))

    assert again["convert"] == "done"
    assert again["run"] == "done"


def test_a_pipeline_that_stops_is_1_with_what_it_said(
    cli: Cli, prices: Path, notebook: WriteNotebook
) -> None:
    notebook(*CELLS[:2], CELLS[2].replace('"price"', '"cost"'), *CELLS[3:], name="prices.ipynb")

    answer = cli("ship", prices, "-o", "out", "--skip", "lint")

    assert answer.code == 1
    assert "run      failed" in answer.out
    assert "KeyError" in answer.out
    assert "next: look at cell 3, out/src/prices/" in answer.out
    assert answer.out.endswith("then the same command again: it goes on from here\n")


def test_data_that_is_not_there_is_4_until_it_is(cli: Cli, prices: Path, tmp_path: Path) -> None:
    left_out = ("--skip", "lint,verify,test,smoke")
    (tmp_path / "prices.csv").rename(tmp_path / "elsewhere.csv")

    without = cli("ship", prices, "-o", "out", "--json", *left_out)
    (tmp_path / "elsewhere.csv").rename(tmp_path / "prices.csv")
    again = cli("ship", prices, "-o", "out", "--json", *left_out)

    assert without.code == 4
    assert states(without)["run"] == "failed"
    assert again.code == 0, again.err
    assert states(again)["convert"] == "done"


def test_where_the_data_is_may_be_said_in_the_parameters(
    cli: Cli, prices: Path, tmp_path: Path
) -> None:
    left_out = ("--skip", "lint,verify,test,smoke")
    (tmp_path / "prices.csv").rename(tmp_path / "elsewhere.csv")
    cli("ship", prices, "-o", "out", *left_out)
    params = tmp_path / "out/params.yaml"
    params.write_text(params.read_text().replace("prices.csv", "../elsewhere.csv"))

    answer = cli("ship", prices, "-o", "out", "--json", *left_out)

    assert answer.code == 0, answer.err
    assert states(answer)["convert"] == "unchanged"


def test_a_project_without_a_model_has_nothing_to_try(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    answer = cli(
        "ship",
        notebook("x = 1 + 1\nprint(x)"),
        "-o",
        "out",
        "--json",
        "--skip",
        "lint,verify,test,build",
    )

    assert answer.code == 0, answer.err
    assert states(answer)["smoke"] == "skipped"


def test_interrupted_it_says_what_was_done_by_then(
    cli: Cli, prices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mlship.cli.steps.run_pipeline", interrupt)

    answer = cli("ship", prices, "-o", "out", "--json")

    assert answer.code == 130
    assert states(answer) == {"convert": "done", "lint": "done"}
    assert "The same command again goes on from here" in answer.err


def test_an_engine_that_was_asked_for_and_is_not_here_is_4(cli: Cli, prices: Path) -> None:
    wanted = ("ship", prices, "-o", "out", "--skip", "lint,verify,test")

    answer = cli(*wanted, "--engine", "podman")

    assert answer.code == 4
    assert "Nothing here builds images: podman is not installed" in answer.out
    assert "mlship build --engine wheel" in answer.out


def test_a_build_that_fails_stops_there_with_what_the_engine_said(
    cli: Cli, prices: Path, tmp_path: Path
) -> None:
    """Another engine than ours, which answers and then has no room."""
    engine = tmp_path / "bin/podman"
    engine.write_text(FAKE.format(python=sys.executable))
    engine.chmod(engine.stat().st_mode | stat.S_IXUSR)
    assert os.access(engine, os.X_OK)
    wanted = ("ship", prices, "-o", "out", "--skip", "lint,verify,test")

    answer = cli(*wanted, "--json")

    assert answer.code == 1
    assert states(answer)["build"] == "failed"
    assert "no space left" in answer.err


FAKE = """#!{python}
import sys
if sys.argv[1] != "info":
    print("no space left", file=sys.stderr)
    sys.exit(125)
"""
