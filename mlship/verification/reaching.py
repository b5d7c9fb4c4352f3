"""Notebook → how many folders above its own the paths in its code climb."""

import re
from pathlib import Path

from mlship.ir.notebook import Notebook

# `..` in a path, however often, with either slash; not the dots of `...`.
CLIMB = re.compile(r"(?<![\w.])\.\.(?:[/\\]{1,2}\.\.)*(?![\w.])")
PARENT = re.compile(r"\.parent\b|\bdirname\(")
HIGHEST = 3


def count_climbs(notebook: Notebook) -> int:
    """Count the folders that the code goes up from its own, at most `HIGHEST`."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.kind == "code")
    counts = [found[0].count("..") for found in CLIMB.finditer(code)]
    return min(max([*counts, int(bool(PARENT.search(code)))]), HIGHEST)


def climb(folder: Path, count: int) -> Path:
    """Give the folder so many above; where there are not as many, the last below the root."""
    above = [path for path in folder.parents if path != path.parent]
    return above[min(count, len(above)) - 1] if count and above else folder
