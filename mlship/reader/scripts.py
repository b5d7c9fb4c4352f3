"""Cells come in → the paths of the files that they run go out, as written."""

import re
import shlex
from collections.abc import Iterable
from pathlib import PurePosixPath

from mlship.ir.notebook import Cell

RUN = re.compile(r"(?m)^\s*%run\s+(.+)$")


def find_runs(cells: Iterable[Cell]) -> list[str]:
    """Find what stands behind `%run`, each path once; without a suffix it means Python."""
    told = (line for cell in cells if cell.kind == "code" for line in RUN.findall(cell.source))
    return list(dict.fromkeys(filter(None, map(_path, told))))


def _path(arguments: str) -> str:
    try:
        words = shlex.split(arguments, comments=True)
    except ValueError:
        return ""
    path = next((word for word in words if not word.startswith("-")), "")
    is_module = "-m" in words
    return "" if is_module or not path else with_suffix(path)


def with_suffix(path: str) -> str:
    """Write a script's path in full."""
    return path if PurePosixPath(path).suffix else f"{path}.py"
