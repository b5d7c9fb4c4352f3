"""A project → where each of its functions stands: file and line."""

import ast
from pathlib import Path

from mlship.verification.subject import Subject


def find_lines(subject: Subject) -> dict[str, tuple[str, int]]:
    """Map each function of the package's modules to its file and line."""
    found = {}
    for path in sorted((subject.root / "src" / subject.package).glob("*.py")):
        for name, line in _functions(path):
            found[name] = (path.relative_to(subject.root).as_posix(), line)
    return found


def _functions(path: Path) -> list[tuple[str, int]]:
    try:
        body = ast.parse(path.read_bytes()).body
    except SyntaxError:  # the pipeline's run will say so
        return []
    return [(node.name, node.lineno) for node in body if isinstance(node, ast.FunctionDef)]
