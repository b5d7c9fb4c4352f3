"""A notebook file → the roles that its code has."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from measuring.roles import Role, classes_in, functions_in, roles_in, without_definitions

NOT_PYTHON = ("%", "!", "?")
TRAINING: frozenset[Role] = frozenset({"train"})


def roles_of_notebook(path: Path, *, inside_training: bool = False) -> frozenset[Role]:
    """Find the roles of a notebook; cells that do not parse have none.

    A statement that trains (a loop over folds or models, a call of an own function that splits,
    fits and scores) is training, whatever else it does: no other stage can be made of it without
    taking the statement apart. `inside_training` counts what it does besides, too.
    """
    trees = list(parsed_cells(path))
    classes = classes_in(trees)
    functions = functions_in(trees, classes)
    statements = (statement for tree in trees for statement in without_definitions(tree).body)
    found = [roles_in(statement, classes, functions) for statement in statements]
    if not inside_training:
        found = [TRAINING if "train" in roles else roles for roles in found]
    return frozenset[Role]().union(*found)


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
