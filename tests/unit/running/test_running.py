"""Pipelines, tests and lint of a project run as processes of their own."""

import json
from pathlib import Path

import pytest

from mlship.running import RunOptions, lint_project, open_project, run_pipeline, run_tests


def test_options_reach_the_pipeline(tiny: Path) -> None:
    options = RunOptions(stage="load", overrides=("a=1", "b=2"), params=tiny / "p", cache=False)

    done = run_pipeline(open_project(tiny), options, as_json=True)

    said = json.loads(done.out.replace("'", '"'))
    expected = ["train", "--stage", "load", "--set", "a=1", "--set", "b=2"]
    assert said == [*expected, "--params", str(tiny / "p"), "--no-cache", "--json"]


def test_output_comes_through(tiny: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run_pipeline(open_project(tiny), RunOptions(), as_json=False)

    assert capfd.readouterr().out == "['train']\n"


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 1), (2, 2), (4, 4), (77, 1)])
def test_exit_codes_are_those_of_the_table(tiny: Path, code: int, expected: int) -> None:
    (tiny / "src/tiny/pipeline.py").write_text(f"CODE = {code}\n")

    assert run_pipeline(open_project(tiny), RunOptions(), as_json=True).code == expected


@pytest.mark.parametrize(("claim", "expected"), [("True", 0), ("False", 1)])
def test_tests_pass_or_fail(tiny: Path, claim: str, expected: int) -> None:
    (tiny / "test_it.py").write_text(f"def test_it():\n    assert {claim}\n")

    assert run_tests(open_project(tiny), keep_stdout=True).code == expected


@pytest.mark.parametrize(("text", "expected"), [("X = 1\n", 0), ("X=1\n", 1), ("import os\n", 1)])
def test_lint_uses_the_projects_settings(tiny: Path, text: str, expected: int) -> None:
    (tiny / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["F401"]\n')
    for path in (tiny / "src/tiny").iterdir():
        path.write_text(text)

    assert lint_project(tiny).code == expected
