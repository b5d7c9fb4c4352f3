"""The lines of a cell come in → the lines that are IPython's and not Python's go out.

A cell that parses as Python is never looked at here. In the others only the start of a logical
line can be an escape, so brackets, strings and continued lines are followed; `%`, `!` and `?`
inside of them are left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

EscapeKind = Literal["magic", "cell magic", "shell", "help"]

TOKEN = re.compile(
    r"""#.*|\"\"\"|'''|"(?:\\.|[^"\\])*(?:"|\\?$)|'(?:\\.|[^'\\])*(?:'|\\?$)|[()\[\]{}]|\\$"""
)
QUOTES = frozenset("\"'")
CONTINUED = re.compile(r"[^#]*\\$")
TRIPLE = frozenset({'"""', "'''"})
STRING_END = {
    quote: re.compile(rf"(?:\\.|[^\\])*?{quote}", re.DOTALL) for quote in ('"""', "'''", '"', "'")
}
ESCAPE = re.compile(r"(?P<indent>\s*)(?P<mark>%%|%|!!|!|\?\??)(?P<text>.*)", re.DOTALL)
ASSIGNED = re.compile(
    r"(?P<indent>\s*)(?P<target>[A-Za-z_*][^=%!#'\"(]*?)\s*=\s*(?P<mark>[%!])(?P<text>.*)",
    re.DOTALL,
)
ASKED = re.compile(r"\s*%{0,2}[^\W\d][\w.*]*(?:\[[^\]\n]*\][\w.]*)*\s?\?{1,2};?\s*$")
# A semicolon on a line of its own means nothing to IPython.
ALONE = re.compile(r"\s*;[\s;]*(?:#.*)?$")
# `pip install x` without a percent sign works in IPython, and is never Python.
BARE = re.compile(
    r"(?P<indent>\s*)(?P<text>(?:(?:pip3?|conda|mamba)\s+\w*install\s.*"
    r"|matplotlib\s+(?:inline|notebook|widget)\s*|load_ext\s+\S+\s*|cd\s+[\w./~-]+\s*))$",
    re.DOTALL,
)
BLANK_START = re.compile(r"(?P<indent>\s*)(?P<text>.*)", re.DOTALL)
BLANK_OR_COMMENT = re.compile(r"\s*(?:#|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Escape:
    """Escape = kind, text after its mark, as written, lines it takes, indent, target, body.

    `first` and `end` are line indexes (end exclusive); `target` is what the result is assigned
    to, "" if it is not; `body` holds the rest of the cell under a cell magic.
    """

    kind: EscapeKind
    text: str
    written: str
    first: int
    end: int
    indent: str = ""
    target: str = ""
    body: str = ""


def find_escapes(lines: list[str]) -> Iterator[Escape]:
    """Walk over the logical lines and give each that is IPython's."""
    at, only_blank = 0, True
    while at < len(lines):
        escape = _escape_at(lines, at, is_first=only_blank)
        only_blank = only_blank and escape is None and bool(BLANK_OR_COMMENT.match(lines[at]))
        if escape is not None:
            yield escape
        at = escape.end if escape is not None else end_of_logical_line(lines, at)


def end_of_logical_line(lines: list[str], at: int) -> int:
    """Give the index of the line after the logical line that starts at `at`."""
    depth, string = 0, ""
    while at < len(lines):
        depth, string, is_continued = _scan(lines[at], depth, string)
        at += 1
        if depth <= 0 and not string and not is_continued:
            break
    return at


def _scan(line: str, depth: int, string: str) -> tuple[int, str, bool]:
    """Follow one physical line: bracket depth, open string, ends with a backslash."""
    if not string:
        return _follow(line, 0, depth)
    end = STRING_END[string].match(line)
    if end is not None:
        return _follow(line, end.end(), depth)
    return depth, string if string in TRIPLE or line.endswith("\\") else "", False


def _follow(line: str, at: int, depth: int) -> tuple[int, str, bool]:
    """Go on outside of strings, from column `at`."""
    while token := TOKEN.search(line, at):
        text, at = token.group(), token.end()
        if text in TRIPLE:
            end = STRING_END[text].match(line, at)
            if end is None:
                return depth, text, False
            at = end.end()
        elif text[0] in QUOTES:
            if text.endswith("\\"):
                return depth, text[0], False
        else:
            depth += (text in "([{") - (text in ")]}")
    return max(depth, 0), "", bool(CONTINUED.match(line))


def _escape_at(lines: list[str], at: int, *, is_first: bool) -> Escape | None:
    line = lines[at]
    if ASKED.match(line) or ALONE.match(line):
        return _line_escape("help", BLANK_START.match(line), lines, at)
    found = ESCAPE.match(line) or ASSIGNED.match(line) or BARE.match(line)
    if found is None:
        return None
    mark = found.groupdict().get("mark") or "%"
    if mark == "%%" and is_first:
        return _cell_magic(lines, at, found["text"])
    return _line_escape(_kind(mark), found, lines, at)


def _line_escape(
    kind: EscapeKind, found: re.Match[str] | None, lines: list[str], at: int
) -> Escape | None:
    """Read what was found in a line again, now with the lines that continue it."""
    if found is None:
        return None
    end = _end_of_continued(lines, at)
    whole = found.re.match(_joined(lines[at:end])) or found
    return Escape(
        kind=kind,
        text=whole["text"].strip(),
        written="\n".join(lines[at:end]).strip(),
        first=at,
        end=end,
        indent=whole["indent"],
        target=(whole.groupdict().get("target") or "").strip(),
    )


def _kind(mark: str) -> EscapeKind:
    return "help" if mark[0] == "?" else "shell" if mark[0] == "!" else "magic"


def _cell_magic(lines: list[str], at: int, text: str) -> Escape:
    return Escape(
        kind="cell magic",
        text=text.strip(),
        written="\n".join(lines[at:]).strip(),
        first=at,
        end=at + 1,
        body="\n".join(lines[at + 1 :]),
    )


def _end_of_continued(lines: list[str], at: int) -> int:
    end = at + 1
    while end < len(lines) and lines[end - 1].endswith("\\"):
        end += 1
    return end


def _joined(lines: list[str]) -> str:
    """Make one line of continued ones; their indentation is for the eye."""
    first, *rest = [line.removesuffix("\\") for line in lines]
    return " ".join([first.rstrip() if rest else first, *(line.strip() for line in rest)])
