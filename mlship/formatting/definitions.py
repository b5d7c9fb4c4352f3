"""Laid-out Python → its top-level functions and classes, and the frame that they stand in.

Each can be laid out by itself. Many of them are the same in many projects, and need it only once.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mlship.formatting.chunks import first_row
from mlship.ir.trees import parse

PLACEHOLDER = re.compile(r"^def __definition_(\d+)__\(\):\n    __body__\n", re.MULTILINE)
# What stands between such comments is not laid out, wherever they stand.
SWITCH = re.compile(r"# ?(fmt|yapf):|__definition_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Split = the frame with placeholders, and the definitions behind them."""

    frame: str
    definitions: tuple[str, ...]

    def join(self, frame: str, definitions: Sequence[str]) -> str:
        """Put definitions into a frame that was laid out."""
        return PLACEHOLDER.sub(lambda match: definitions[int(match[1])], frame)


def split(text: str) -> Split:
    """Part the definitions from the frame; a text that controls its own layout stays whole."""
    if SWITCH.search(text):
        return Split(frame=text, definitions=())
    lines = text.split("\n")
    definitions: list[str] = []
    for statement in reversed(parse(text).body):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            start, end = first_row(statement) - 1, _end_row(statement.end_lineno or 0, lines)
            if statement.body[0].lineno > statement.lineno:
                definitions.append("\n".join([*lines[start:end], ""]))
                number = len(definitions) - 1
                lines[start:end] = [f"def __definition_{number}__():", "    __body__"]
    return Split(frame="\n".join(lines), definitions=tuple(definitions))


def _end_row(end: int, lines: Sequence[str]) -> int:
    """Comments below the last statement still belong to it if they are set in."""
    following = end
    while following < len(lines) and (not lines[following] or lines[following][0] == " "):
        following += 1
        end = following if lines[following - 1] else end
    return end
