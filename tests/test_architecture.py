"""The shape of the code base, as the documents promise it."""

import ast
import subprocess
import sys
from pathlib import Path

import mlship
from mlship import errors
from mlship.formatting import format_project
from mlship.ir.project import Project

PACKAGE = Path(mlship.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# Each of them costs more than the whole of `mlship --help` may.
HEAVY = ("rich", "black", "jinja2", "nbformat", "jupytext", "pandas", "numpy", "sklearn", "yaml")


def trees() -> list[tuple[str, ast.Module]]:
    return [(path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text())) for path in MODULES]


def test_every_module_opens_with_a_sentence() -> None:
    assert [name for name, tree in trees() if not ast.get_docstring(tree)] == []


def test_rooms_import_only_what_lies_below() -> None:
    code = "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_only_the_console_prints() -> None:
    calls = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id == "print"
    }

    assert calls == {"cli/console.py"}


def test_only_our_bugs_and_the_code_of_strangers_are_caught_whatever_they_are() -> None:
    handlers = [
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        if node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
    ]

    assert handlers == ["cli/failures.py", "verification/inside/strangers.py"]


def test_the_error_tree_is_the_one_in_the_documents() -> None:
    assert {name: getattr(errors, name).exit_code for name in errors.__all__} == {
        "EnvironmentLacks": 4,
        "MlshipError": 1,
        "NotebookError": 3,
        "UsageError": 2,
        "WouldOverwrite": 1,
    }


def test_what_projects_get_verbatim_is_as_clean_as_what_is_generated() -> None:
    root = PACKAGE.parent / "templates/project"
    files = {
        path.relative_to(root).as_posix().replace("{package}", "churn"): path.read_text()
        for path in root.rglob("*.py")
    }

    assert format_project(Project(name="churn", files=files)).files == files


def test_help_imports_nothing_heavy() -> None:
    code = "import mlship.cli, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert set(HEAVY) & set(done.stdout.split()) == set()
