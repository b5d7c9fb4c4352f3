"""`mlship lint`: ruff and black on a project, by its own settings."""

from pathlib import Path

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Folder


def lint(folder: Folder = Path(), as_json: AsJson = False) -> int:
    """Check a project's lint and layout."""
    from mlship.running import lint_project, open_project

    console = Console(as_json=as_json)
    done = lint_project(open_project(folder).root)
    console.say((done.out + done.err).strip())
    console.answer({"exit_code": done.code, "output": done.out})
    return done.code
