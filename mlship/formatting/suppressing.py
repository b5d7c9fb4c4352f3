"""Files and findings → files in which each finding is excused on its line, with the reason."""

import ast
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from operator import attrgetter

from mlship.formatting.linting import Files, Finding
from mlship.formatting.ruleset import LINE_LENGTH, reason_for
from mlship.formatting.shortening import wrap_comment

NOQA = "# noqa: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Layout = row → column of its comment, and the rows that brackets reach into or out of."""

    comments: Mapping[int, int]
    nested: frozenset[int]


@dataclass(frozen=True, slots=True)
class Place:
    """Place = a line's code, its comment ("" none), whether brackets span it and others."""

    code: str
    comment: str
    nested: bool

    @property
    def tail(self) -> str:
        """The comment with the spaces before it."""
        return f"  {self.comment}" if self.comment else ""

    @property
    def is_crowded(self) -> bool:
        """Several elements on a line: black would part them for a comment, and move it."""
        return self.nested and ", " in self.code and not self.code.endswith((",", "(", "[", "{"))


def suppress(files: Files, findings: Sequence[Finding]) -> Files:
    """Add ``# noqa: CODE  # reason`` to the line of each finding."""
    by_file = {name: list(group) for name, group in groupby(sorted(findings), attrgetter("file"))}
    return {
        name: _excuse_lines(text, by_file[name]) if name in by_file else text
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


def _excuse_lines(text: str, findings: Iterable[Finding]) -> str:
    layout = _layout(text)
    lines = text.split("\n")
    for row, group in groupby(findings, attrgetter("row")):
        line = lines[row - 1]
        column = layout.comments.get(row, len(line))
        place = Place(line[:column].rstrip(), line[column:], nested=row in layout.nested)
        exploded = _explode(lines, row - 1, place) if place.is_crowded else None
        codes = sorted({finding.code for finding in group})
        lines[row - 1] = exploded or _excuse_line(place, codes)
    return "\n".join(lines)


def _excuse_line(place: Place, codes: Sequence[str]) -> str:
    """Put the excuse behind the code and before a comment that is there already.

    The reason goes above where it would make the line too long, and the layout is fixed where
    even the codes would.
    """
    if place.comment.startswith(NOQA):
        return f"{place.code}  {NOQA}{', '.join(codes)}, {place.comment.removeprefix(NOQA)}"
    reason = "; ".join(dict.fromkeys(map(reason_for, codes)))
    noqa = f"{place.code}  {NOQA}{', '.join(codes)}"
    if len(full := f"{noqa}  # {reason}{place.tail}") <= LINE_LENGTH or not place.code:
        return full
    indent = place.code[: len(place.code) - len(place.code.lstrip())]
    fixed = "" if place.nested or len(noqa + place.tail) <= LINE_LENGTH else "  # fmt: skip"
    return "\n".join([*wrap_comment(reason, indent), noqa + fixed + place.tail])


def _explode(lines: Sequence[str], index: int, place: Place) -> str | None:
    """Make black give each element a line of its own, if the comma for that changes nothing."""
    wanted = f"{place.code},{place.tail}"
    changed = "\n".join([*lines[:index], wanted, *lines[index + 1 :]])
    try:
        same = ast.dump(ast.parse(changed)) == ast.dump(ast.parse("\n".join(lines)))
    except SyntaxError:
        return None
    return wanted if same else None


def _layout(text: str) -> Layout:
    comments: dict[int, int] = {}
    nested: set[int] = set()
    depth = 0
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.start[1]
        elif token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        elif token.type == tokenize.NL and depth:
            nested |= {token.start[0], token.start[0] + 1}
    return Layout(comments=comments, nested=frozenset(nested))
