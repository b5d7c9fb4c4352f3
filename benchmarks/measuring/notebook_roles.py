"""A notebook file → the roles that its code has."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from measuring.roles import Role, classes_in, functions_in, roles_in, without_definitions

NOT_PYTHON = ("%", "!", "?")


def roles_of_notebook(path: Path) -> frozenset[Role]:
    """Find the roles of a notebook; cells that do not parse have none."""
    trees = list(parsed_cells(path))
    classes = classes_in(trees)
    functions = functions_in(trees, classes)
    found = [roles_in(without_definitions(tree), classes, functions) for tree in trees]
    return frozenset().union(*found)


def parsed_cells(path: Path) -> Iterator[ast.Module]:
    """Parse each code cell without its magic and shell lines."""
    for source in code_cells(path):
        lines = ["" if is_magic(line) else line for line in source.splitlines()]
        try:
            yield ast.parse("\n".join(lines))
        except SyntaxError:
            continue


def code_cells(path: Path) -> Iterator[str]:
    """Give the source of each code cell, of nbformat 3 and 4."""
    document = json.loads(path.read_text(encoding="utf-8", errors="replace"))
    sheets = document.get("worksheets", [document])
    for cell in (cell for sheet in sheets for cell in sheet.get("cells", [])):
        source = cell.get("source", cell.get("input", ""))
        if cell.get("cell_type") == "code":
            yield source if isinstance(source, str) else "".join(source)


def is_magic(line: str) -> bool:
    """Tell whether a line is not Python."""
    return line.lstrip().startswith(NOT_PYTHON) or line.rstrip().endswith("?")
