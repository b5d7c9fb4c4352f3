"""Files and findings → files in which each finding is excused on its line, with the reason."""

import ast
import re
import tokenize
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

from mlship.formatting.chunks import chunks, tokens_around
from mlship.formatting.linting import Files, Finding
from mlship.formatting.ruleset import LINE_LENGTH, few_words_for, reason_for
from mlship.formatting.shortening import wrap_comment

NOQA = "# noqa: "
TYPE_IGNORE = re.compile(r"# type: ignore\[[\w-]+\] *")
# Lines whose distance to what stands above them black has rules for.
SIGNATURE = re.compile(r" *(async )?def .*[^(,]\).*:$")
BLOCK = re.compile(r" *(@|(async|def|class|else|elif|except|finally|case)\b)")


@dataclass(frozen=True, slots=True)
class Place:
    """Place = a line's code, its comment ("" none), whether brackets span it and others.

    `statement` are the rows (from 0) of the top-level statement that it is part of.
    """

    code: str
    comment: str
    nested: bool
    statement: range

    @property
    def tail(self) -> str:
        """The comment with the spaces before it."""
        return f"  {self.comment}" if self.comment else ""

    @property
    def is_signature(self) -> bool:
        """A function's whole first line."""
        return not self.nested and bool(SIGNATURE.match(self.code))

    @property
    def is_crowded(self) -> bool:
        """Several elements on a line: black would part them for a comment, and move it."""
        return self.nested and ", " in self.code and not self.code.endswith((",", "(", "[", "{"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Layout = row → column of its comment, rows that brackets reach into or out of, statements."""

    comments: Mapping[int, int]
    nested: frozenset[int]
    statements: tuple[range, ...]

    def place(self, row: int, line: str) -> Place:
        """Take a row apart."""
        column = self.comments.get(row, len(line))
        if ignored := TYPE_IGNORE.match(line, column):  # it has to come first, and stay there
            column = ignored.end()
        statement = next(rows for rows in self.statements if row - 1 in rows)
        code, comment = line[:column].rstrip() or line[:column], line[column:]
        return Place(code, comment, nested=row in self.nested, statement=statement)


class Excused(NamedTuple):
    """Excused = a text, whether each finding is, and whether black surely leaves it so."""

    text: str
    complete: bool = True
    settled: bool = True


def suppress(files: Files, findings: Sequence[Finding]) -> Mapping[str, Excused]:
    """Add ``# noqa: CODE  # reason`` to the line of each finding."""
    by_file = {name: list(group) for name, group in groupby(sorted(findings), attrgetter("file"))}
    return {
        name: _excuse_lines(text, by_file[name]) if name in by_file else Excused(text)
        for name, text in files.items()
    }


def suppress_everywhere(files: Files, findings: Sequence[Finding]) -> Files:
    """Excuse in the whole file what no single line can be made to excuse."""
    by_file = {name: list(group) for name, group in groupby(sorted(findings), attrgetter("file"))}
    return {
        name: _excuse_file(by_file[name]) + text if name in by_file else text
        for name, text in files.items()
    }


def _excuse_file(findings: Iterable[Finding]) -> str:
    codes = sorted({finding.code for finding in findings})
    return "".join(f"# {reason_for(code)}\n# ruff: noqa: {code}\n" for code in codes)


def _excuse_lines(text: str, findings: Iterable[Finding]) -> Excused:
    findings = list(findings)
    layout = _layout(text, {finding.row - 1 for finding in findings})
    lines = text.split("\n")
    complete = settled = True
    for row, group in groupby(findings, attrgetter("row")):
        place = layout.place(row, lines[row - 1])
        excused = _excuse_line(place, sorted({finding.code for finding in group}))
        exploded = _make_room(lines, row - 1, place, excused)
        complete = complete and not exploded
        settled = settled and complete and _is_settled(place, excused, lines[row])
        lines[row - 1] = exploded or excused
    return Excused("\n".join(lines), complete, settled)


def _is_settled(place: Place, excused: str, next_line: str) -> bool:
    """Tell whether black, too, would have the comment there."""
    if excused.count("# fmt: skip") or "\n" in excused:
        return not (place.nested or BLOCK.match(place.code))
    opens = place.code.endswith(("(", "[", "{")) and next_line.endswith(",")
    return len(excused) <= LINE_LENGTH and (opens or not place.nested)


def _excuse_line(place: Place, codes: Sequence[str]) -> str:
    """Put the excuse behind the code and before a comment that is there already.

    A reason that makes the line too long gives way to a few words. Where these do, too, the layout
    is fixed; inside of brackets, where that cannot be, the reason goes above.
    """
    if not place.code.strip():  # black would put the excuse of a comment where the comment begins
        few_words = "; ".join(dict.fromkeys(map(few_words_for, codes)))
        return f"{place.code}{place.comment}  {NOQA}{', '.join(codes)}  # {few_words}"
    if place.comment.startswith(NOQA):
        return f"{place.code}  {NOQA}{', '.join(codes)}, {place.comment.removeprefix(NOQA)}"
    reason = "; ".join(dict.fromkeys(map(reason_for, codes)))
    noqa = f"{place.code}  {NOQA}{', '.join(codes)}"
    tail = "" if place.comment == f"# {reason}" else place.tail
    if len(full := f"{noqa}  # {reason}{tail}") <= LINE_LENGTH:
        return full
    short = f"{noqa}  # {'; '.join(dict.fromkeys(map(few_words_for, codes)))}"
    if len(short + tail) <= LINE_LENGTH or "E501" in codes:  # excused for its length, too
        return short + tail
    if not (place.nested or BLOCK.match(place.code)):
        return f"{short}{tail}  # fmt: skip"
    indent = place.code[: len(place.code) - len(place.code.lstrip())]
    return "\n".join([*wrap_comment(reason, indent), noqa + tail])


def _make_room(lines: Sequence[str], index: int, place: Place, excused: str) -> str | None:
    """Give what is excused lines of its own, where there are others beside it."""
    if place.is_signature and len(excused) > LINE_LENGTH:
        return _explode_signature(lines, index, place)
    return _explode(lines, index, place) if place.is_crowded else None


def _explode_signature(lines: Sequence[str], index: int, place: Place) -> str | None:
    """Make black give each parameter a line of its own, so that the excuse finds room."""
    head, closing, rest = place.code.rpartition(")")
    if "->" in head:
        head, closing, rest = place.code.partition(") ->")
    return _explode(lines, index, replace(place, code=f"{head},{closing}{rest}"), comma="")


def _explode(lines: Sequence[str], index: int, place: Place, comma: str = ",") -> str | None:
    """Make black give each element a line of its own, if the comma for that changes nothing."""
    wanted = f"{place.code}{comma}{place.tail}"
    start, end = place.statement.start, place.statement.stop
    try:
        before = ast.parse("\n".join(lines[start:end]))
        after = ast.parse("\n".join([*lines[start:index], wanted, *lines[index + 1 : end]]))
    except SyntaxError:
        return None
    return wanted if ast.dump(before) == ast.dump(after) else None


def _layout(text: str, rows: Collection[int]) -> Layout:
    """Look at the surroundings of some rows."""
    comments: dict[int, int] = {}
    nested: set[int] = set()
    depth = 0
    for token in chain.from_iterable(tokens_around(text, rows)):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.start[1]
        elif token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        elif token.type == tokenize.NL and depth:
            nested |= {token.start[0], token.start[0] + 1}
    statements = tuple(chunks(text) if rows else ())
    return Layout(comments=comments, nested=frozenset(nested), statements=statements)
