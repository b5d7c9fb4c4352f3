"""A project's folder → the result of its tests, or of its lint and format check."""

import sys
from pathlib import Path

from mlship.process import Finished, capture, ruff_binary, stream
from mlship.running.folder import ProjectFolder
from mlship.running.packages import require_packages


def run_tests(project: ProjectFolder, *, keep_stdout: bool = False) -> Finished:
    """Run the project's own tests with its interpreter."""
    require_packages(project, "pytest")
    done = stream(
        [project.python, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=project.root,
        env=project.environment,
        keep_stdout=keep_stdout,
    )
    return Finished(code=1 if done.code else 0, out=done.out, err="")


def lint_project(root: Path) -> Finished:
    """Check the project by its own settings, with our ruff and our black."""
    ruff = capture([ruff_binary(), "check", "--no-cache", "."], cwd=root)
    black = _check_layout(root)
    return Finished(
        code=1 if ruff.code or black.code else 0, out=ruff.out + black.out, err=ruff.err + black.err
    )


def _check_layout(root: Path) -> Finished:
    """Say what black would change; it remembers what is in order only if not asked to show that."""
    check = [sys.executable, "-m", "black", "--check", "--quiet"]
    done = capture([*check, "."], cwd=root)
    return capture([*check, "--diff", "."], cwd=root) if done.code else done
