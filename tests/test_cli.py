"""Every command: what it says, its document, its exit code."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlship import __version__
from mlship.cli import main
from mlship.cli.app import COMMANDS
from mlship.cli.console import Console
from mlship.errors import NotebookError
from tests.conftest import Cli, WriteNotebook

COMMAND = """
print("up", flush=True)
from mlship.cli import main
main()
"""
NAMES = [command.__name__ for command in COMMANDS]


def test_the_version_is_told(cli: Cli) -> None:
    assert cli("--version").out == f"mlship {__version__}\n"


@pytest.mark.parametrize("name", NAMES)
def test_help_lists_every_command(cli: Cli, name: str) -> None:
    assert f"\n  {name} " in cli("--help").out


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_and_a_document(cli: Cli, name: str) -> None:
    answer = cli(name, "--help")

    assert answer.code == 0
    assert "--json" in answer.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("convert",),
        ("convert", "--nonsense"),
        ("run", "."),
        ("test", "."),
        ("lint", "."),
        ("convert", "a.ipynb", "b.ipynb", "--name", "c"),
        ("convert", "."),
        ("ship", "a.ipynb", "--skip", "build,cook"),
    ],
)
def test_wrong_usage_is_2(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)

    answer = cli(*arguments)

    assert answer.code == 2
    assert answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 1}', '{"a": 1}'])
@pytest.mark.parametrize("command", ["inspect", "convert"])
def test_what_is_no_notebook_is_3(cli: Cli, tmp_path: Path, command: str, content: str) -> None:
    (tmp_path / "a.ipynb").write_text(content)

    answer = cli(command, tmp_path / "a.ipynb")

    assert answer.code == 3
    assert answer.err.startswith("mlship: ")


def test_a_failure_is_a_document_too(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text("{")

    answer = cli("inspect", tmp_path / "a.ipynb", "--json")

    assert answer.document["exit_code"] == 3
    assert set(answer.document) == {"exit_code", "error"}


def test_what_cannot_be_served_is_one_document(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    cli("convert", notebook("import pandas as pd\ndf = pd.DataFrame({'a': [1]})\ndf.sum()"),
        "-o", tmp_path / "p")  # fmt: skip

    answer = cli("serve", tmp_path / "p", "--json")

    assert answer.code == answer.document["exit_code"] == 2


def test_doctor_says_what_is_here(cli: Cli) -> None:
    answer = cli("doctor", "--json")

    assert answer.code == 0
    assert answer.document["exit_code"] == 0


def test_what_is_installed_and_does_not_answer_does_not_count(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {"docker": "echo no daemon >&2; exit 1", "kubectl": "echo v1"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    needs = cli("doctor", "--json").document["needs"]

    assert isinstance(needs, list)
    found = {each["need"]: (each["found"], each["remedy"]) for each in needs}
    engine, why = found["docker or podman or buildah"]
    assert engine == ""
    assert why.startswith("docker does not answer: no daemon; podman is not installed; ")
    assert found["kubectl"] == ("kubectl", "")
    assert found["docker compose or docker-compose or podman-compose"][0] == ""


def test_a_bug_is_70_with_its_traceback_in_a_file(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("mlship.cli.needs.examine", lambda: int("bug"))

    answer = cli("doctor")

    assert answer.code == 70
    assert "ValueError" in answer.err
    assert "Traceback" in next(tmp_path.glob("mlship-traceback-*.txt")).read_text()


def test_an_interruption_is_130(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mlship.cli.needs.examine", interrupt)

    assert cli("doctor").code == 130


@pytest.mark.parametrize("after_s", [0.01, 0.05, 0.2, 0.5])
def test_interrupted_at_any_moment_it_leaves_nothing_and_no_traceback(
    notebook: WriteNotebook, tmp_path: Path, after_s: float
) -> None:
    path = notebook(*[f"x{number} = {number}" for number in range(500)])
    command = [sys.executable, "-c", COMMAND, "convert", str(path), "-o", str(tmp_path / "out")]
    pipe = subprocess.PIPE

    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(after_s)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()

    # Python itself ends by the signal if that came while a class was made.
    assert process.returncode in {130, -signal.SIGINT}
    assert "mlship" not in said or said == "mlship: Interrupted.\n"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_traceback_is_shown_to_those_who_ask(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["mlship", "inspect", str(tmp_path / "missing"), "--debug"])

    with pytest.raises(NotebookError, match="There is no such file"):
        main()


def test_a_part_of_long_work_is_done_when_the_next_one_begins() -> None:
    with Console().progress() as progress:
        progress.show("notebook", 4, 5, "cell 5")
        progress.show("pipeline", 0, 3, "")

        assert [task.finished for task in progress.bars.tasks] == [True, False]
