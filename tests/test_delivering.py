"""Dockerfile, workflow and hooks of every shape of project: clean by their own linters, and run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.delivered import SHAPES, deliver
from tests.indexes import COMPILE_LATER, skip_without_packages
from tests.warm import LEAN

TOOLS = Path(sys.executable).parent


@pytest.fixture(scope="module", params=SHAPES)
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deliver(request.param, tmp_path_factory.mktemp("delivered"))


def complaints(project: Path, tool: str, *arguments: str) -> str:
    """Run a linter; skip where it cannot be installed."""
    program = shutil.which(tool, path=str(TOOLS))
    if program is None:
        pytest.skip(f"{tool} is not installed: python -m pip install -e '.[dev]'")
    done = subprocess.run(
        [program, *arguments], cwd=project, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_hadolint_finds_nothing_in_the_dockerfile(project: Path) -> None:
    assert complaints(project, "hadolint", "Dockerfile") == ""


def test_actionlint_finds_nothing_in_the_workflow(project: Path) -> None:
    assert complaints(project, "actionlint", ".github/workflows/ci.yml") == ""


def test_the_workflow_is_what_its_schema_says(project: Path) -> None:
    arguments = ("--builtin-schema", "vendor.github-workflows", ".github/workflows/ci.yml")

    assert complaints(project, "check-jsonschema", *arguments) == ""


def test_zizmor_finds_nothing_in_the_workflow(project: Path) -> None:
    assert complaints(project, "zizmor", "--offline", "-q", ".github/workflows/ci.yml") == ""


def test_every_action_is_pinned_by_its_commit_and_says_its_version(project: Path) -> None:
    text = (project / ".github/workflows/ci.yml").read_text()
    used = re.findall(r"uses: (.*)", text)

    assert used
    assert [
        each for each in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", each)
    ] == []


def test_the_image_gets_nothing_but_what_is_named(project: Path) -> None:
    lines = (project / ".dockerignore").read_text().splitlines()

    assert next(line for line in lines if not line.startswith("#")) == "*"
    assert {line[1:] for line in lines if line.startswith("!")} <= {
        "pyproject.toml", "constraints.txt", "params.yaml", "src", "artifacts",
    }  # fmt: skip


def test_the_hooks_are_what_pre_commit_takes(project: Path) -> None:
    assert complaints(project, "pre-commit", "validate-config", ".pre-commit-config.yaml") == ""


@pytest.mark.slow
def test_what_ci_runs_passes_and_a_threshold_that_is_missed_fails_it(tmp_path: Path) -> None:
    project = deliver("machinery", tmp_path)
    python = fresh_python(tmp_path / "venv")
    installed = make(project, "install", python=python)
    skip_without_packages(installed.stderr)

    passed = make(project, "ci", python=python)
    params = project / "params.yaml"
    params.write_text(re.sub(r"\{min: .*?\}", "{min: 0.999}", params.read_text()))
    missed = make(project, "check", python=python)

    assert installed.returncode == 0, installed.stderr
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "ok    random_forest.accuracy" in passed.stdout
    assert missed.returncode != 0
    assert "MISS  random_forest.accuracy" in missed.stdout


@pytest.mark.slow
def test_a_stage_that_looks_for_a_file_nobody_named_fails_its_tests_and_skips_none(
    tmp_path: Path,
) -> None:
    project = deliver("machinery", tmp_path)
    stage = project / "src/telecom_churn_prediction/clean.py"
    body = '    """Broken."""\n    open("nowhere.txt")\n'
    stage.write_text(re.sub(r'    """(?s:.*?)"""\n', body, stage.read_text()))

    done = make(project, "test")

    assert done.returncode != 0
    assert "No data parameter in params.yaml names it" in done.stdout
    assert "data is missing" not in done.stdout


def test_an_image_without_a_model_is_refused_by_make(tmp_path: Path) -> None:
    done = make(deliver("machinery", tmp_path), "image", "ENGINE=true")

    assert done.returncode != 0
    assert "There is no model yet: make train" in done.stderr


def fresh_python(folder: Path) -> str:
    """Make an environment that has nothing but pip, as CI does."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return str(folder / "bin/python")


def make(
    project: Path, *targets: str, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    command = ["make", *targets, f"PYTHON={python}"]
    env = {**os.environ, **COMPILE_LATER, **LEAN}
    return subprocess.run(
        command, cwd=project, env=env, capture_output=True, text=True, check=False
    )
