"""Laid-out Python → a shorter text with the same layout, and the plain lines put aside.

Black takes a third of a millisecond a line. A simple statement that ruff has laid out on one
line, within its width and without what the two treat differently, is laid out for black too:
runs of such lines are put aside, one placeholder for each, and black sees the rest.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from mlship.formatting.ruleset import LINE_LENGTH

# Kinds of simple statements, each with the beginning of its placeholder.
PLAIN: dict[type[ast.stmt], str] = {
    ast.Assign: "",
    ast.AnnAssign: "",
    ast.AugAssign: "",
    ast.Expr: "",
    ast.Import: "import ",
    ast.ImportFrom: "import ",
    ast.Return: "return ",
}
TEXT = re.compile(r'(?<![\w"])"[^"\\]*"(?!")')
COMMENT = re.compile(r"  # .*$")
# Brackets that are no call, magic commas, powers, texts in a row, texts with a prefix, an escape
# or other quotes: whatever the two might lay out in different ways.
DELICATE = re.compile(r"(?<![\w\])}])\(|,\s*[)\]}]|\*\*|:=|\\|[\"';#\t]|0 0|\b(yield|await)\b")
# Elements that stand one a line stay so. The first of them is left, as it may be the only one.
VALUE = r'(?:[\w.]+|"[^"\\\n]{0,60}")'
ELEMENTS = {
    end: re.compile(rf"^( +){begin}{VALUE},\n(?P<more>(?:\1{begin}{VALUE},\n){{2,}})", re.MULTILINE)
    for begin, end in {"": ",", r"\w+=": "=0,", rf"{VALUE}: ": ": 0,"}.items()
}
PLACEHOLDER = re.compile(r"^ *(?:import |return )?__plain_(\d+)__(?:(?:=|: )0)?,?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condensed:
    """Condensed = the text with placeholders, and the text behind each of them."""

    text: str
    runs: tuple[str, ...]

    def expand(self, laid_out: str) -> str:
        """Put the plain lines back into the laid-out text."""
        return PLACEHOLDER.sub(lambda match: self.runs[int(match[1])], laid_out)


class Run(NamedTuple):
    """Run = rows (from, to), kind of its statements."""

    start: int
    end: int
    kind: str


def condense(text: str) -> Condensed:
    """Put runs of plain lines aside; a text that holds placeholders already is left whole."""
    if PLACEHOLDER.search(text):
        return Condensed(text=text, runs=())
    runs: list[str] = []
    shorter = _put_statements_aside(text, runs)
    return Condensed(text=_put_elements_aside(shorter, runs), runs=tuple(runs))


def _put_statements_aside(text: str, runs: list[str]) -> str:
    lines = [f"{line}\n" for line in text.split("\n")]
    for run in reversed(_runs(ast.parse(text), lines)):
        block = "".join(lines[run.start : run.end])
        lines[run.start : run.end] = [_put_aside(block, runs, begin=run.kind)]
    return "".join(lines)[:-1]


def _put_elements_aside(text: str, runs: list[str]) -> str:
    def put_aside(match: re.Match[str], end: str) -> str:
        return match[0].removesuffix(match["more"]) + _put_aside(match["more"], runs, end=end)

    for end, elements in ELEMENTS.items():
        text = elements.sub(partial(put_aside, end=end), text)
    return text


def _put_aside(block: str, runs: list[str], *, begin: str = "", end: str = "") -> str:
    """Keep a block of lines, and return the placeholder that takes its place."""
    runs.append(block)
    return f"{' ' * _indent(block)}{begin}__plain_{len(runs) - 1}__{end}\n"


def _runs(tree: ast.Module, lines: Sequence[str]) -> list[Run]:
    """List the runs in their order."""
    runs: list[Run] = []
    for statement in _plain_statements(tree, lines):
        row, kind = statement.lineno - 1, PLAIN[type(statement)]
        if runs and runs[-1].kind == kind and _continues(lines, runs[-1], row):
            runs[-1] = Run(runs[-1].start, row + 1, kind)
        else:
            runs.append(Run(row, row + 1, kind))
    return runs


def _plain_statements(node: ast.AST, lines: Sequence[str]) -> Iterator[ast.stmt]:
    """Walk through all bodies in the order of the text."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.stmt):
            if isinstance(child, ast.excepthandler | ast.match_case):
                yield from _plain_statements(child, lines)
        elif type(child) not in PLAIN:
            yield from _plain_statements(child, lines)
        elif _is_plain(child, lines[child.lineno - 1]):
            yield child


def _is_plain(statement: ast.stmt, line: str) -> bool:
    return (
        statement.lineno == statement.end_lineno
        and len(line) <= LINE_LENGTH + 1
        and line.isascii()
        and not DELICATE.search(COMMENT.sub("", TEXT.sub("0", line.rstrip())))
        and not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        and line[: statement.col_offset].isspace() | (statement.col_offset == 0)
    )


def _continues(lines: Sequence[str], run: Run, row: int) -> bool:
    """Nothing but a blank line, at the most, is between the run and a row of the same block."""
    between = lines[run.end : row]
    return between in ([], ["\n"]) and _indent(lines[run.start]) == _indent(lines[row])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
