"""A generated project → what `mlship lint` would complain of; machinery is looked at only once."""

import subprocess
from functools import cache
from pathlib import Path

import black
from black.mode import TargetVersion

from mlship.process import ruff_binary

MODE = black.Mode(line_length=100, target_versions={TargetVersion.PY311})


def complaints(project: Path) -> str:
    """Say what ruff says, and which files black would lay out in another way."""
    command = [ruff_binary(), "check", "--no-cache", "--quiet", "."]
    said = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    files = sorted(project.rglob("*.py"))
    wrong = [str(file.relative_to(project)) for file in files if not is_laid_out(file.read_text())]
    return "\n".join([*said.stdout.splitlines(), *said.stderr.splitlines(), *wrong])


def is_laid_out(text: str) -> bool:
    """Tell whether black would leave it as it is."""
    return lay_out(text) == text


@cache
def lay_out(text: str) -> str:
    """Lay a module out as black does."""
    return black.format_str(text, mode=MODE)
