"""A directory → the generated project in it: its root, its package, its interpreter."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlship.errors import EnvironmentLacks, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFolder:
    """ProjectFolder = root, package, and the interpreter that runs it."""

    root: Path
    package: str
    python: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables for its processes: the source comes first, output comes at once."""
        path = os.pathsep.join(filter(None, [str(self.root / "src"), os.environ.get("PYTHONPATH")]))
        return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def open_project(directory: Path, python: Path | None = None) -> ProjectFolder:
    """Find the package and choose the interpreter."""
    root = Path(os.path.realpath(directory))  # which a loop of links does not stop
    return ProjectFolder(root=root, package=_package(root), python=_interpreter(root, python))


def _package(root: Path) -> str:
    packages = sorted(path.parent.name for path in root.glob("src/*/pipeline.py"))
    if not packages:
        raise UsageError(
            "There is no generated project in this folder.",
            hint="Make one with: mlship convert NOTEBOOK -o FOLDER",
            location=str(root),
        )
    return packages[0]


def _interpreter(root: Path, wanted: Path | None) -> Path:
    """Take the one asked for, else the project's own, else ours."""
    if wanted is None:
        own = root / ".venv/bin/python"
        return own if own.exists() else Path(sys.executable)
    return find_python(wanted)


def find_python(wanted: Path) -> Path:
    """Find an interpreter by its path, or by its name on PATH: ``python3.12``.

    Raises:
        EnvironmentLacks: there is none that can be run.
    """
    found = wanted
    if wanted.name == str(wanted) and not wanted.exists():
        found = Path(shutil.which(wanted) or wanted)
    if not os.access(found, os.X_OK) or found.is_dir():
        raise EnvironmentLacks(
            "This Python cannot be run.",
            hint="Give an interpreter's path, or its name on PATH: --python .venv/bin/python",
            location=str(wanted),
        )
    # Not resolved: a link into a virtual environment is what makes it that environment.
    return found.absolute()
