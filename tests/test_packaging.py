"""What pip installs elsewhere is whole: the command, the templates, the types."""

import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.indexes import COMPILE_LATER, skip_without_packages
from tests.test_bad_inputs import CODE, notebook

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
HOOKS = "repos: [{{repo: '{root}', rev: '{revision}', hooks: [{{id: mlship-inspect}}]}}]\n"


@dataclass(frozen=True)
class Hooked:
    """Hooked = what the hook said of a notebook, and the interpreter that it was installed for."""

    said: "subprocess.CompletedProcess[str]"
    python: Path


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    # What points to this checkout stays behind.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env = {**own, "PIP_CONSTRAINT": str(ROOT / "constraints.txt"), **COMPILE_LATER}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def pip(python: Path, *arguments: str | Path, cwd: Path) -> None:
    done = run(python, "-m", "pip", "--quiet", *arguments, cwd=cwd)
    if done.returncode:
        pytest.skip(f"pip cannot get what it needs: {done.stderr.strip().splitlines()[-1]}")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip(Path(sys.executable), "wheel", "--no-deps", "-w", ".", ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Hooked:
    """Let pre-commit install what is committed as hooks, and look at a notebook with one."""
    folder, home = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("home")
    revision = run("git", "rev-parse", "HEAD", cwd=ROOT).stdout.strip()
    (folder / "a.ipynb").write_text(notebook("import pandas as pd\npd.read_csv('/home/me/a.csv')"))
    (folder / ".pre-commit-config.yaml").write_text(HOOKS.format(root=ROOT, revision=revision))
    run("git", "init", "--quiet", ".", cwd=folder)
    run("git", "add", ".", cwd=folder)
    command = (sys.executable, "-m", "pre_commit", "run", "--all-files")
    done = run("env", f"PRE_COMMIT_HOME={home}", *command, cwd=folder)
    python = next(home.glob("*/py_env*/bin/python"), None)
    if python is None or not python.with_name("mlship").exists():
        skip_without_packages(done.stdout + done.stderr)
        pytest.fail(f"pre-commit cannot install it: {done.stdout.strip()[-300:]}")
    return Hooked(said=done, python=python)


@pytest.fixture(scope="module")
def installed(hooked: Hooked) -> Path:
    """Take what pre-commit has installed, and with it what a project imports."""
    pip(hooked.python, "install", "pandas", "pytest", cwd=hooked.python.parent)
    return hooked.python.with_name("mlship")


@pytest.mark.slow
def test_the_wheel_holds_every_template_and_the_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    templates = (path for path in TEMPLATES.rglob("*") if path.is_file() and path.suffix != ".pyc")
    assert {f"mlship/templates/{path.relative_to(TEMPLATES)}" for path in templates} <= names
    assert "mlship/py.typed" in names
    assert not [name for name in names if name.endswith(".pyc") or name.startswith("tests/")]


@pytest.mark.slow
def test_the_hook_says_what_it_finds_and_fails(hooked: Hooked) -> None:
    assert hooked.said.returncode == 1
    assert "MS302 warning: `/home/me/a.csv`" in hooked.said.stdout


@pytest.mark.slow
def test_the_installed_command_works_from_anywhere(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(notebook(CODE))
    lines = ("convert a.ipynb -o out", "run out", "test out", "lint out", "--version")

    done = [run(installed, *line.split(), cwd=tmp_path) for line in lines]

    assert [each.returncode for each in done] == [0] * len(lines), done
    assert done[-1].stdout.startswith("mlship ")


@pytest.mark.slow
def test_a_shell_can_complete_it(installed: Path, tmp_path: Path) -> None:
    done = run("env", "SHELL=/bin/bash", installed, "--show-completion", "bash", cwd=tmp_path)

    assert "_MLSHIP_COMPLETE=complete_bash" in done.stdout
