"""A generated project's folder → its pipeline, its tests and its lint, run."""

from mlship.running.checks import lint_project, run_tests
from mlship.running.folder import ProjectFolder, find_python, open_project
from mlship.running.packages import EXTRAS, require_packages
from mlship.running.pipeline import RunOptions, read_run, run_pipeline
from mlship.running.probing import probe

__all__ = [
    "EXTRAS",
    "ProjectFolder",
    "RunOptions",
    "find_python",
    "lint_project",
    "open_project",
    "probe",
    "read_run",
    "require_packages",
    "run_pipeline",
    "run_tests",
]
