"""Laid-out Python → a shorter text with the same layout, and the plain lines put aside.

Black takes a third of a millisecond a line. What ruff has laid out on one line (a simple statement,
the head of a block), within its width and without what the two treat differently, is laid out for
black too, and so are a docstring, and what ruff has broken at one bracket with nothing delicate
inside. Each run of such lines is put aside, and black sees placeholders: structure alone, which is
the same in many a file and laid out once.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from typing import NamedTuple

from mlship.formatting.ruleset import LINE_LENGTH
from mlship.ir.trees import children, parse

# Kinds of simple statements, each with its placeholder.
PLAIN: dict[type[ast.stmt], str] = {
    ast.Assign: "{}",
    ast.AnnAssign: "{}",
    ast.AugAssign: "{}",
    ast.Expr: "{}",
    ast.Import: "import {}",
    ast.ImportFrom: "import {}",
    ast.Return: "return {}",
    ast.Assert: "assert {}",
    ast.Raise: "raise {}",
}
# Kinds of blocks, each with the placeholder of its head.
HEADS: dict[type[ast.stmt], str] = {
    ast.FunctionDef: "def {}():",
    ast.ClassDef: "class {}:",
    ast.If: "if {}:",
    ast.For: "for {} in 0:",
    ast.While: "while {}:",
    ast.With: "with {}:",
}
ELIF = "elif {}:"
# Those that both break alike: at the bracket that ends the first row, up to the row that closes it.
BROKEN = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.ImportFrom, ast.Return)
OPENS = re.compile(r"[\w\])}][(\[{]$|[\w\]] [+*/-]?= [(\[{]$|\breturn [\[{]$|\bimport \($")
CLOSES = re.compile(r" *[)\]}]$")
CLOSES_HEAD = re.compile(r" *\)( -> [\w.\[\], |]+)?:$")
# A row that begins like this is part of a longer condition, which the two may break elsewhere.
CONDITION = re.compile(r" *(if|else|lambda|and|or|not)\b")
# They begin with a bracket where what they begin with does: they come without those around them.
PARTLY_IN_BRACKETS = (ast.Attribute, ast.BinOp, ast.BoolOp, ast.Call, ast.Compare, ast.Subscript)
DOCSTRING = '"""{}"""'
MOST = LINE_LENGTH + len("\n")
# A text in double quotes, without an escape that is spelt in several ways; in single quotes only
# what has double ones in it.
TEXT = re.compile(
    r"""(?<![\w"'])(?:[bfr]|br|fr|rb|rf)?"""
    r"""(?:"(?:[^"\\\n]|\\[^"'xuUN\n])*"|'[^'"\\\n]*"[^'\\\n]*')(?!["'])"""
)
COMMENT = re.compile(r"  # .*$")
# Brackets that are no call and may be left out (they follow no bracket, comma or operator, and are
# no value of a keyword; those of an import end its row), magic commas, powers, texts in a row,
# texts with another escape or other quotes: whatever the two might lay out in different ways. Each
# begins with a sign of its own and looks behind it, so that other signs are skipped at once.
DELICATE = re.compile(
    r"\((?!(?<=import \()$)"
    r"(?<![\w\])}]\()(?<![(~]\()(?<!, \()(?<![-+*/%&|^<>] \()(?<![\w\])}] [<>=!]= \()(?<!\w=\()"
    r"|,\s*[)\]}]|\*\*(?<![(]\*\*)(?<!, \*\*)|:=|\\|[\"';#\t]|0 0"
    r"|yield(?<=\byield)\b|await(?<=\bawait)\b"
)
# Elements that stand one a line stay so, and so do calls that are laid out like that. The first of
# them is left, as it may be the only one.
# A tuple among other elements: the comma of a single one is no magic one.
INNER_TUPLE = re.compile(r"(?<![\w\])}])\((?:[\w.]+(?:, [\w.]+)+|[\w.]+,)\)")
ATOM = r'(?:[\w.]+|"[^"\\\n]{0,60}")'
TUPLE = rf"\((?:{ATOM},|{ATOM}(?:, {ATOM})+)\)"
VALUE = rf"(?:{ATOM}|{TUPLE}|\((?:{TUPLE},|{TUPLE}(?:, {TUPLE})+)\))"
CALL = rf"[\w.]+\(\n(?:\1    (?:\w+=)?{VALUE},\n)+\1\)"
ELEMENTS = tuple(
    (form, re.compile(rf"^( +){element},\n(?P<more>(?:\1{element},\n){more})", re.MULTILINE))
    for form, element, more in (
        ("{},", CALL, "+"),  # before the others, which would take what it holds
        ("{},", VALUE, "{2,}"),
        ("{}=0,", rf"\w+={VALUE}", "{2,}"),
        ("{}: 0,", rf"{ATOM}: {VALUE}", "{2,}"),
    )
)
PLACEHOLDER = re.compile(r'^ *(?:[a-z]+ |""")?__plain_(\d+)__[^\n]*\n', re.MULTILINE)
# A docstring whose lines nobody changes: no quote or space at an end, no escape.
SOUND = re.compile(r'"""[^\s"\\](?:(?:[^"\\\t]|"(?!""))*[^\s"\\])?(?:\n *)?"""')


@dataclass(frozen=True, slots=True, kw_only=True)
class Condensed:
    """Condensed = the text with placeholders, and the text behind each of them."""

    text: str
    runs: tuple[str, ...]

    def expand(self, laid_out: str) -> str:
        """Put the plain lines back into the laid-out text."""
        return PLACEHOLDER.sub(lambda match: self.runs[int(match[1])], laid_out)


class Run(NamedTuple):
    """Run = rows (from, to), the form of its placeholder."""

    start: int
    end: int
    form: str


def condense(text: str) -> Condensed:
    """Put runs of plain lines aside; a text that holds placeholders already is left whole."""
    if PLACEHOLDER.search(text):
        return Condensed(text=text, runs=())
    runs: list[str] = []
    shorter = _put_statements_aside(text, runs)
    return Condensed(text=_put_elements_aside(shorter, runs), runs=tuple(runs))


def _put_statements_aside(text: str, runs: list[str]) -> str:
    lines = [f"{line}\n" for line in text.split("\n")]
    for run in reversed(_runs(parse(text), lines)):
        block = "".join(lines[run.start : run.end])
        lines[run.start : run.end] = [_put_aside(block, runs, run.form)]
    return "".join(lines)[:-1]


def _put_elements_aside(text: str, runs: list[str]) -> str:
    def put_aside(match: re.Match[str], form: str) -> str:
        return match[0].removesuffix(match["more"]) + _put_aside(match["more"], runs, form)

    for form, elements in ELEMENTS:
        text = elements.sub(partial(put_aside, form=form), text)
    return text


def _put_aside(block: str, runs: list[str], form: str) -> str:
    """Keep a block of lines, and return the placeholder that takes its place."""
    runs.append(block)
    return f"{' ' * _indent(block)}{form.format(f'__plain_{len(runs) - 1}__')}\n"


def _runs(tree: ast.Module, lines: Sequence[str]) -> list[Run]:
    """List the runs in their order."""
    runs: list[Run] = []
    for run in _plain_parts(tree, lines):
        if runs and runs[-1].form == run.form and _continues(lines, runs[-1], run.start):
            runs[-1] = runs[-1]._replace(end=run.end)
        else:
            runs.append(run)
    return runs


def _plain_parts(node: ast.AST, lines: Sequence[str]) -> Iterator[Run]:
    """Walk through all bodies in the order of the text."""
    for child in children(node):
        if isinstance(child, ast.stmt):
            form = plain_form(child, lines)
            if form:
                yield Run(child.lineno - 1, _end_row(child, lines), form)
            yield from _plain_parts(child, lines) if type(child) not in PLAIN else ()
        elif isinstance(child, ast.excepthandler | ast.match_case):
            yield from _plain_parts(child, lines)


def plain_form(statement: ast.stmt, lines: Sequence[str]) -> str:
    """Give the placeholder of a statement, or of its head; "" where black must see it."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return DOCSTRING if _is_sound(statement, lines) else ""
    line = _as_call(statement, lines[statement.lineno - 1])
    if not is_plain(line, statement.col_offset):
        return ""
    if type(statement) in HEADS:
        form = ELIF if line.lstrip().startswith("elif ") else HEADS[type(statement)]
        return form if _has_plain_head(statement, lines) else ""
    single = statement.lineno == statement.end_lineno
    return PLAIN.get(type(statement), "") if single or _is_broken_alike(statement, lines) else ""


def _as_call(statement: ast.stmt, line: str) -> str:
    """Write the bracket that a value begins with, and does not end with, as that of a call."""
    value = getattr(statement, "value", None)
    if not isinstance(value, PARTLY_IN_BRACKETS) or not line.isascii():
        return line
    start = value.col_offset
    starts_with_it = value.lineno == statement.lineno and line[start] == "("
    return f"{line[:start]}0{line[start:]}" if starts_with_it else line


def _end_row(statement: ast.stmt, lines: Sequence[str]) -> int:
    """Give the row behind a simple statement, or behind the head of a block."""
    if type(statement) not in HEADS:
        return statement.end_lineno or 0
    return statement.lineno + len(_broken_head(statement, lines))


def _has_plain_head(statement: ast.stmt, lines: Sequence[str]) -> bool:
    line = COMMENT.sub("", lines[statement.lineno - 1].rstrip())
    return line.endswith(":") or bool(_broken_head(statement, lines))


def _broken_head(statement: ast.stmt, lines: Sequence[str]) -> Sequence[str]:
    """Give the further rows of a signature, if both break it alike."""
    first = lines[statement.lineno - 1].rstrip()
    if not (isinstance(statement, ast.FunctionDef) and first.endswith("(")):
        return ()
    rows = lines[statement.lineno : statement.body[0].lineno]
    size = next((k for k, row in enumerate(rows) if CLOSES_HEAD.match(row)), 0)
    return rows[: size + 1] if size and _are_plain(rows[:size]) else ()


def _is_broken_alike(statement: ast.stmt, lines: Sequence[str]) -> bool:
    """Tell whether a statement of several rows is one bracket with nothing delicate inside."""
    first, *inner, last = lines[statement.lineno - 1 : statement.end_lineno]
    return (
        isinstance(statement, BROKEN)
        and bool(OPENS.search(first.rstrip()))
        and bool(CLOSES.match(last))
        and _are_plain(inner)
    )


def _are_plain(rows: Sequence[str]) -> bool:
    """Tell whether both lay out the rows inside of a bracket alike."""
    texts = [_without_tuples(TEXT.sub("0", row.strip())) for row in rows]
    plain = all(_fits(row) and not CONDITION.match(row) for row in rows)
    in_a_row = "0 0" in " ".join(texts)
    magic = any(_is_magic(row, below) for row, below in pairwise([*texts, ")"]))
    return plain and not (in_a_row or magic or any(DELICATE.search(text) for text in texts))


def _without_tuples(row: str) -> str:
    """Put an atom in the place of each tuple, of tuples too."""
    return INNER_TUPLE.sub("0", INNER_TUPLE.sub("0", row)) if "(" in row else row


def _is_magic(row: str, below: str) -> bool:
    """Tell whether a comma was put behind several elements, so that each gets its own row."""
    if not (row.endswith(",") and below[:1] in {")", "]", "}"}):
        return False
    depth = [(c in "([{") - (c in ")]}") for c in row]
    return any(c == "," and not d for c, d in zip(row[:-1], accumulate(depth), strict=False))


# What a project's lines begin and end with is asked for twice, and much of it is in many projects.
@lru_cache(maxsize=16384)
def is_plain(line: str, column: int) -> bool:
    """Tell whether a statement has the line for itself, and both lay it out alike."""
    return (
        _fits(line)
        and not DELICATE.search(COMMENT.sub("", TEXT.sub("0", line.rstrip())))
        and line[:column].isspace() | (column == 0)
    )


def _fits(line: str) -> bool:
    """Tell whether a line is surely not too long: some signs are as wide as two."""
    return len(line) <= MOST and (
        line.isascii() or len(line) + sum(not sign.isascii() for sign in line) <= MOST
    )


def _is_sound(statement: ast.stmt, lines: Sequence[str]) -> bool:
    """Tell whether a docstring is as both leave it."""
    indent = " " * statement.col_offset
    rows = lines[statement.lineno - 1 : statement.end_lineno]
    return bool(SOUND.fullmatch("".join(rows).strip())) and all(
        row == "\n" or (row.startswith(indent) and row[:-1] == row.rstrip() and len(row) <= MOST)
        for row in rows
    )


def _continues(lines: Sequence[str], run: Run, row: int) -> bool:
    """Nothing but a blank line, at the most, is between the run and a row of the same block."""
    between = lines[run.end : row]
    return between in ([], ["\n"]) and _indent(lines[run.start]) == _indent(lines[row])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
