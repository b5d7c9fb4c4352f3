"""What `python -m <package> serve` and `predict` refuse before they begin."""

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

    assert machinery("command").run_command(["predict", *files, "--artifacts", str(tmp_path)]) == 4
    assert "There is no version 20200101" in capsys.readouterr().err


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
