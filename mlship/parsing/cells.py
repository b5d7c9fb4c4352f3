"""One code cell comes in → its statements, or why it is broken, and what its magics meant."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlship.ir.notebook import Cell
from mlship.ir.program import BrokenCell, Statement
from mlship.parsing.escapes import Escape, find_escapes
from mlship.parsing.findings import broken_cell
from mlship.parsing.magics import read_escape
from mlship.parsing.meaning import NOTHING, Meaning, Place, merge
from mlship.parsing.pragmas import without_type_ignores
from mlship.parsing.python_two import hint_on
from mlship.parsing.slices import Slice, slice_statements
from mlship.parsing.spelled_out import respell

PROMPT = re.compile(r"(?:>>> ?|\.\.\. ?|In \[\d+\]: |   \.\.\.+: )")
# What editors and nbconvert write for themselves.
NO_COMMENT = re.compile(
    r"#\s*(?:-\*-\s*)?coding[:=]\s*[\w.-]+\s*(?:-\*-)?|#!.*|# ?In ?\[[ \d]*\]:?|# ?%%(?:\s.*)?"
)
# Python's own words for `await` outside of a function, which IPython allows.
TOP_LEVEL_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReading:
    """CellReading = statements, comments after the last, what magics meant, or the damage."""

    statements: tuple[Statement, ...] = ()
    trailing: tuple[str, ...] = ()
    meaning: Meaning = NOTHING
    broken: BrokenCell | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Line = Python text, line of the cell that it comes from (from 1), magic it was made of."""

    text: str
    origin: int
    magic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """Translation = a cell in plain Python, and what its magics mean besides."""

    lines: tuple[Line, ...]
    meaning: Meaning = NOTHING


def read_cell(cell: Cell, code: str) -> CellReading:
    """Read one code cell; `code` is all code up to its end."""
    lines = _prepare(cell.source)
    tree = _parse(lines)
    if isinstance(tree, ast.Module) and "get_ipython()" in cell.source:
        lines = respell(lines, tree)
        tree = _parse(lines)
    if isinstance(tree, ast.Module):
        return _reading(cell, tree, _untouched(lines))
    translation = _translate(lines, Place(cell=cell.index, line=1, code=code))
    tree = _parse([line.text for line in translation.lines])
    if isinstance(tree, ast.Module):
        return _reading(cell, tree, translation)
    return _damage(cell, tree, translation)


def _prepare(source: str) -> list[str]:
    """Undo what hinders parsing: indentation of the whole cell, prompts of pasted sessions."""
    lines = source.split("\n")
    told = [line for line in lines if line.strip()]
    first = next((line for line in told if not line.lstrip().startswith("#")), "".join(told[:1]))
    indent = first[: len(first) - len(first.lstrip())]
    if indent:
        lines = [line.removeprefix(indent) for line in lines]
    if PROMPT.match(first.lstrip()):
        lines = [PROMPT.sub("", line, count=1) for line in lines]
    return lines


def _parse(lines: Sequence[str]) -> ast.Module | SyntaxError:
    """Parse and compile: some errors, `return` at the top level for one, show only then."""
    try:
        tree = ast.parse("\n".join(lines))
        body = [node for node in tree.body if not is_future_import(node)]
        checked = ast.Module(body=body, type_ignores=[])
        compile(checked, "<cell>", "exec", flags=TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError) as error:
        return SyntaxError(str(error) or "too complex to parse")
    return tree


def is_future_import(node: ast.stmt) -> bool:
    """Say whether it is `from __future__ import …`, which may stand anywhere in a notebook."""
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _untouched(lines: Sequence[str]) -> Translation:
    return Translation(lines=tuple(Line(text, row) for row, text in enumerate(lines, start=1)))


def _translate(lines: list[str], place: Place) -> Translation:
    """Put the meaning of each escape in its place, the imports that they need on top."""
    result: list[Line] = []
    imports: dict[str, Line] = {}
    meanings: list[Meaning] = []
    at = 0
    for escape in find_escapes(lines):
        if escape.first < at:
            continue
        result += (Line(lines[row], row + 1) for row in range(at, escape.first))
        meaning = read_escape(escape, replace(place, line=escape.first + 1))
        result += _lines_for(escape, meaning, result, lines)
        for name in sorted(meaning.modules):
            imports.setdefault(name, Line(f"import {name}", escape.first + 1, escape.written))
        meanings.append(meaning)
        at = len(lines) if _takes_all(escape, meaning) else escape.end
    result += (Line(lines[row], row + 1) for row in range(at, len(lines)))
    meaning = replace(merge(meanings), quiet=any(meaning.quiet for meaning in meanings))
    return Translation(lines=(*imports.values(), *result), meaning=meaning)


def _takes_all(escape: Escape, meaning: Meaning) -> bool:
    return escape.kind == "cell magic" and not meaning.payload


def _lines_for(
    escape: Escape, meaning: Meaning, before: list[Line], lines: list[str]
) -> list[Line]:
    """Write the Python of an escape; `pass` where a block would be left empty."""
    texts = "\n".join(meaning.code).split("\n") if meaning.code else []
    is_empty = all(text.startswith("#") for text in texts)
    if is_empty and escape.indent and _is_alone_in_block(escape, before, lines):
        texts.append("pass")
    indent = "" if any('"""' in text for text in texts) else escape.indent
    return [Line(indent + text, escape.first + 1, escape.written) for text in texts]


def _is_alone_in_block(escape: Escape, before: list[Line], lines: list[str]) -> bool:
    code = (line.text for line in reversed(before) if _is_code(line.text))
    opens = next(code, "").partition("#")[0].rstrip().endswith(":")
    following = next((line for line in lines[escape.end :] if _is_code(line)), "")
    return opens and len(following) - len(following.lstrip()) < len(escape.indent)


def _is_code(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("#")


def _reading(cell: Cell, tree: ast.Module, translation: Translation) -> CellReading:
    rows = translation.lines
    slices, trailing = slice_statements(without_type_ignores([row.text for row in rows]), tree)
    last = len(slices) - 1 if not translation.meaning.quiet else -1
    return CellReading(
        statements=tuple(
            _statement(cell, piece, rows[piece.row], is_last=index == last)
            for index, piece in enumerate(slices)
        ),
        trailing=_kept(trailing),
        meaning=translation.meaning,
    )


def _statement(cell: Cell, piece: Slice, line: Line, *, is_last: bool) -> Statement:
    return Statement(
        index=-1,
        cell=cell.index,
        line=line.origin,
        comments=_kept(piece.comments),
        source=piece.source,
        node=piece.node,
        shown=is_last and _is_displayed(piece, line),
        magic=line.magic,
    )


def _is_displayed(piece: Slice, line: Line) -> bool:
    """IPython shows the last expression, unless `;` follows; most of its magics have no value."""
    if not isinstance(piece.node, ast.Expr) or piece.is_silenced or _works_in_place(piece.node):
        return False
    return not line.magic or line.magic.lstrip("% ").startswith(("time ", "pwd"))


def _works_in_place(node: ast.Expr) -> bool:
    """Say whether it is a call with `inplace=True`, which by pandas' custom gives None."""
    return isinstance(node.value, ast.Call) and any(
        each.arg == "inplace" and isinstance(each.value, ast.Constant) and each.value.value is True
        for each in node.value.keywords
    )


def _kept(comments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(comment for comment in comments if not NO_COMMENT.fullmatch(comment))


def _damage(cell: Cell, error: SyntaxError, translation: Translation) -> CellReading:
    row = min(max(error.lineno or 1, 1), max(len(translation.lines), 1))
    line = translation.lines[row - 1].origin if translation.lines else 1
    message = error.msg.rstrip(".")
    finding = broken_cell(cell.index, line, message, hint_on(error))
    return CellReading(
        broken=BrokenCell(cell=cell.index, source=cell.source, line=line, message=message),
        meaning=Meaning(diagnostics=(finding,)),
    )
