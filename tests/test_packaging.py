"""What pip installs elsewhere is whole: the command, the templates, the types."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.test_bad_inputs import CODE, notebook

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    # What points to this checkout stays behind.
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env = {**own, "PIP_CONSTRAINT": str(ROOT / "constraints.txt")}
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
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    pip(folder / "bin/python", "install", wheel, "pandas", "pytest", cwd=folder)
    return folder / "bin/mlship"


@pytest.mark.slow
def test_the_wheel_holds_every_template_and_the_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    templates = (path for path in TEMPLATES.rglob("*") if path.is_file() and path.suffix != ".pyc")
    assert {f"mlship/templates/{path.relative_to(TEMPLATES)}" for path in templates} <= names
    assert "mlship/py.typed" in names
    assert not [name for name in names if name.endswith(".pyc") or name.startswith("tests/")]


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
