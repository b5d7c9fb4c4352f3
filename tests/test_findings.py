"""Findings as lines, as GitHub's annotations, as SARIF: each beside its line of the file."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlship.reader import find_lines
from tests.conftest import Cli, WriteNotebook

ROOT = Path(__file__).parent.parent
CELLS = ("#md # Title", "import pandas as pd", 'a = 1\ndf = pd.read_csv("/home/me/a, 100%.csv")')
MESSAGE = "`/home/me/a, 100%.csv` is a path of one machine."


@pytest.fixture
def written(notebook: WriteNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notebook as Jupyter writes it: a line of source is a line of the file."""
    path = notebook(*CELLS, name="some notes.ipynb")
    document = json.loads(path.read_text())
    for cell in document["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    path.write_text(json.dumps(document, indent=1))
    monkeypatch.chdir(tmp_path)
    return path


def line_of(path: Path, text: str) -> int:
    lines = path.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_each_line_of_a_cell_has_its_line_in_the_file(written: Path) -> None:
    lines = find_lines(written)

    assert set(lines) == {(1, 1), (2, 1), (3, 1), (3, 2)}
    assert lines[2, 1] == line_of(written, "import pandas")
    assert lines[3, 2] == line_of(written, "read_csv")


def test_outputs_that_look_like_cells_are_not_taken_for_them(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    output = {"output_type": "stream", "text": ['"cells": [{"source": ["x"]}]'], "source": ["no"]}
    cells = [{"outputs": [output], "source": ["a = 1\n", "b"]}, {"source": "c\nd"}]
    path.write_text(json.dumps({"metadata": {"source": ["m"]}, "cells": cells}, indent=1))

    assert set(find_lines(path)) == {(1, 1), (1, 2), (2, 1), (2, 2)}
    assert find_lines(path)[1, 1] == line_of(path, "a = 1")


def test_a_file_that_is_no_json_has_no_lines(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("# %%\nx = 1\n")

    assert find_lines(tmp_path / "a.py") == {}


def test_lines_of_text_begin_with_file_and_line(cli: Cli, written: Path) -> None:
    answer = cli("inspect", written, "--check", "--format", "text")

    line = line_of(written, "read_csv")
    expected = f"some notes.ipynb:{line}: MS302 warning: {MESSAGE} (cell 3, line 2)\n"
    assert answer.code == 1
    assert expected in answer.out


def test_annotations_escape_what_github_reads_as_its_own(cli: Cli, written: Path) -> None:
    answer = cli("inspect", written, "--format", "github")

    line = line_of(written, "read_csv")
    start = f"::warning file=some notes.ipynb,line={line},title=MS302::"
    assert answer.code == 0
    assert f"{start}`/home/me/a, 100%25.csv` is a path of one machine." in answer.out


def test_sarif_has_what_its_schema_requires(cli: Cli, written: Path, tmp_path: Path) -> None:
    shutil.copy(written, tmp_path / "other.ipynb")
    answer = cli("inspect", written, tmp_path / "other.ipynb", "--check", "--format", "sarif")
    document: Any = json.loads(answer.out)

    assert answer.code == 1
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "mlship"
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in {"error", "warning", "note"}
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"]["startLine"] >= 1
    uris = {
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in run["results"]
    }
    assert uris == {"some%20notes.ipynb", "other.ipynb"}


def test_nothing_to_find_is_an_empty_run_and_no_lines(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook("x = 1\nprint(x)")
    path.write_text(path.read_text().replace('"execution_count": null', '"execution_count": 1'))

    assert cli("inspect", path, "--check", "--format", "text").out == ""
    document: Any = json.loads(cli("inspect", path, "--format", "sarif").out)
    assert document["runs"][0]["results"] == []


def test_several_notebooks_are_one_document(cli: Cli, written: Path, tmp_path: Path) -> None:
    shutil.copy(written, tmp_path / "other.ipynb")
    answer = cli("inspect", written, tmp_path / "other.ipynb", "--json")

    notebooks: Any = answer.document["notebooks"]
    assert [each["package"] for each in notebooks] == ["title", "title"]


def test_a_notebook_that_cannot_be_read_hides_nothing_of_the_others(
    cli: Cli, written: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{broken")

    annotated = cli("inspect", "--check", "--format", "github", written, broken)
    sarif = cli("inspect", "--format", "sarif", broken)
    shown = cli("inspect", written, broken, "--json")

    assert (annotated.code, sarif.code, shown.code) == (3, 3, 3)
    assert "::error file=" in annotated.out
    assert "title=MS008::" in annotated.out
    assert "::warning file=" in annotated.out
    run: Any = sarif.document["runs"]
    assert [each["ruleId"] for each in run[0]["results"]] == ["MS008"]
    notebooks: Any = shown.document["notebooks"]
    whole, part = notebooks
    assert "stages" in whole
    assert part["path"] == str(broken)
    assert "broken.ipynb" in shown.err


def test_two_forms_at_once_are_wrong_usage(cli: Cli, written: Path) -> None:
    assert cli("inspect", written, "--json", "--format", "sarif").code == 2


def test_the_hooks_are_what_pre_commit_takes() -> None:
    program = shutil.which("pre-commit", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("pre-commit is not installed: python -m pip install -e '.[dev]'")
    done = subprocess.run(
        [program, "validate-manifest", ".pre-commit-hooks.yaml"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_hooks_call_is_a_command_of_ours(cli: Cli, written: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    entries = {hook["id"]: hook["entry"].split()[1:] for hook in hooks}

    assert cli(*entries["mlship-inspect"], written).code == 1
    for name in ("mlship-lint", "mlship-verify"):
        assert cli(*entries[name], "--help").code == 0
