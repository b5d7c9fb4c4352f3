"""A project's folder and an action → the versions of its model, as they are afterwards."""

from pathlib import Path

from mlship.ir.runnable import Runnable
from mlship.process import Finished, capture
from mlship.serving.project import require_machinery


def change_version(project: Runnable, action: str, version: str) -> Finished:
    """List the versions, use one, or go back to the one before; a JSON document comes back."""
    require_machinery(project)
    wanted = [version] if version else []
    command: list[str | Path] = [
        project.python,
        "-m",
        project.package,
        "models",
        action,
        *wanted,
        "--json",
    ]
    return capture(command, cwd=project.root, env=project.environment)
