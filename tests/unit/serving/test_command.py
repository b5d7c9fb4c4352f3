"""What `python -m <package> serve` and `predict` refuse before they begin."""

import json
import socket
from pathlib import Path

import pytest

from tests.unit.serving.conftest import Machinery, customers


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "99999"], "99999 is no port: 1 to 65535"),
        (["--port", "-1"], "-1 is no port"),
        (["--workers", "0"], "0 workers answer nobody"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(
    machinery: Machinery, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert machinery("command").run_command(["serve", *arguments]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said


@pytest.mark.parametrize("value", ["nan", "-5", "inf", "many", "1e999"])
def test_a_limit_is_a_number_that_can_be_reached(
    machinery: Machinery,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    value: str,
) -> None:
    monkeypatch.setenv("MAX_RECORDS", value)

    assert machinery("command").run_command(["serve"]) == 2
    assert f"MAX_RECORDS has to be a number, 0 or more, and is '{value}'" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["use"], ["list", "churn"], ["rollback", "20260101"]])
def test_a_version_that_would_be_passed_over_is_refused(
    machinery: Machinery, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert machinery("command").run_command(["models", *arguments]) == 2
    assert "takes the name of a version" in capsys.readouterr().err


def test_a_version_that_is_not_there_is_named(
    machinery: Machinery, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert project.is_dir()
    (tmp_path / "current").write_text("20200101\n")
    source = tmp_path / "in.csv"
    customers(rows=5).to_csv(source, index=False)
    files = ["--input", str(source), "--output", str(tmp_path / "out.csv")]

    command = ["predict", *files, "--artifacts", str(tmp_path), "--json"]

    assert machinery("command").run_command(command) == 4
    said = capsys.readouterr()
    assert "There is no version 20200101" in said.err
    document = json.loads(said.out)
    assert document["error"]["message"] == said.err.strip()
    assert document["exit_code"] == document["error"]["exit_code"]


def test_predictions_replace_no_file_unless_told(
    machinery: Machinery, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    customers(rows=5).to_csv(source, index=False)
    output.write_text("somebody's work")
    files = ["--input", str(source), "--output", str(output)]
    command = ["predict", *files, "--artifacts", str(project / "artifacts")]
    run = machinery("command").run_command

    assert run(command) == 1
    assert "--force" in capsys.readouterr().err
    assert output.read_text() == "somebody's work"
    assert run([*command, "--force"]) == 0
    assert "prediction" in output.read_text()


def test_what_the_system_refuses_is_said_with_the_file(
    machinery: Machinery, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.csv"
    customers(rows=5).to_csv(source, index=False)
    files = ["--input", str(source), "--output", str(source / "out.csv")]
    command = ["predict", *files, "--artifacts", str(project / "artifacts")]

    assert machinery("command").run_command(command) == 4
    said = capsys.readouterr().err
    assert said == f"{source / '.out.csv.parts'}: Not a directory.\n"


def test_an_occupied_port_is_named_and_where_to_choose_another(
    machinery: Machinery, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert project.is_dir()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"Port {port} of 127.0.0.1 is in use; --port takes"):
            machinery("listening").listen("127.0.0.1", port)
        command = ["serve", "--port", str(port), "--artifacts", str(project / "artifacts")]

        assert machinery("command").run_command(command) == 4
    assert f"Port {port} of 127.0.0.1 is in use" in capsys.readouterr().err


def test_a_project_that_was_never_trained_says_so_once_and_gives_no_address(
    machinery: Machinery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["serve", "--port", "0", "--artifacts", str(tmp_path)]

    assert machinery("command").run_command(command) == 4
    assert capsys.readouterr().err == f"{tmp_path / 'current'} is missing: train a model first.\n"


def test_tables_may_be_separated_by_tabs(
    machinery: Machinery, project: Path, tmp_path: Path
) -> None:
    source, output = tmp_path / "in.tsv", tmp_path / "out.tsv"
    customers(rows=5).to_csv(source, sep="\t", index=False)
    files = ["--input", str(source), "--output", str(output)]
    artifacts = ["--artifacts", str(project / "artifacts")]

    assert machinery("command").run_command(["predict", *files, *artifacts]) == 0
    header, *rows = output.read_text().splitlines()
    assert header.split("\t")[:2] == ["tenure", "charges"]
    assert "prediction" in header.split("\t")
    assert len(rows) == 5
