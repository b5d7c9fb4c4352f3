"""The notebook's own functions and classes → the text of helpers.py, each with a docstring."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from mlship.ir.plan import Helpers, Plan
from mlship.rendering.docstrings import docstring
from mlship.rendering.imports import sort_imports

Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def build_helpers(plan: Plan) -> Helpers:
    """Sort the imports and document what the notebook left without words."""
    return replace(
        plan.helpers,
        imports=(sort_imports(plan.helpers.imports, plan.package),),
        source=document(plan.helpers.source.strip("\n")),
    )


def document(source: str) -> str:
    """Give a docstring to each public function, class and method that has none."""
    lines = source.split("\n")
    for node, text in reversed(list(_undocumented(ast.parse(source).body))):
        _insert(lines, node, text)
    return "\n".join(lines)


def _undocumented(statements: list[ast.stmt]) -> Iterator[tuple[Documented, str]]:
    for node in statements:
        if isinstance(node, Documented) and not node.name.startswith("_"):
            if ast.get_docstring(node) is None:
                yield node, _describe(node)
            if isinstance(node, ast.ClassDef):
                yield from _undocumented(node.body)


def _describe(node: Documented) -> str:
    words = node.name.replace("_", " ").strip()
    if isinstance(node, ast.ClassDef):
        return f"The notebook's own class {words}."
    return f"{words[:1].upper()}{words[1:]}, as the notebook defines it."


def _insert(lines: list[str], node: Documented, text: str) -> None:
    """Put a docstring before the first statement of the body and the comments above it."""
    first = node.body[0]
    decorators: list[ast.expr] = getattr(first, "decorator_list", [])
    row = min([first.lineno, *(part.lineno for part in decorators)]) - 1
    before = lines[row].encode()[: first.col_offset].decode()
    if before.strip() and not decorators:  # def f(x): return x
        margin = _margin(lines[node.lineno - 1]) + "    "
        lines[row : row + 1] = [before.rstrip(), margin + lines[row][len(before) :]]
        row += 1
    else:
        margin = _margin(lines[row])
        while not lines[row - 1].strip() or lines[row - 1].lstrip().startswith("#"):
            row -= 1
    lines.insert(row, margin + docstring(text, len(margin)))


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
