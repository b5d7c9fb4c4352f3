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
