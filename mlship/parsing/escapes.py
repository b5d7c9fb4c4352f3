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
# `pip install x` without a percent sign works in IPython, and is never Python.
BARE = re.compile(
    r"(?P<indent>\s*)(?P<text>(?:(?:pip3?|conda|mamba)\s+\w*install\s.*"
    r"|matplotlib\s+(?:inline|notebook|widget)\s*|load_ext\s+\S+\s*|cd\s+[\w./~-]+\s*))$",
    re.DOTALL,
)
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
    at = 0
    if string:
        end = STRING_END[string].match(line)
        if end is None:
            return depth, string if string in TRIPLE or line.endswith("\\") else "", False
        at = end.end()
    while token := TOKEN.search(line, at):
        text, at = token.group(), token.end()
        if text in TRIPLE:
            end = STRING_END[text].match(line, at)
            if end is None:
                return depth, text, False
            at = end.end()
        elif text[0] in "\"'" and text.endswith("\\"):
            return depth, text[0], False
        else:
            depth += (text in "([{") - (text in ")]}")
    return max(depth, 0), "", line.endswith("\\") and "#" not in line


def _escape_at(lines: list[str], at: int, *, is_first: bool) -> Escape | None:
    line = lines[at]
    if ASKED.match(line):
        indent = line[: len(line) - len(line.lstrip())]
        return Escape(
            kind="help",
            text=line.strip(),
            written=line.strip(),
            first=at,
            end=at + 1,
            indent=indent,
        )
    found = ESCAPE.match(line) or ASSIGNED.match(line) or BARE.match(line)
    if found is None:
        return None
    parts = found.groupdict()
    if parts.get("mark") == "%%" and is_first:
        return _cell_magic(lines, at, parts["text"])
    end = _end_of_continued(lines, at)
    joined = _joined(lines[at:end])
    whole = found.re.match(joined) or found
    return Escape(
        kind=_kind(parts.get("mark") or "%"),
        text=whole["text"].strip(),
        written="\n".join(lines[at:end]).strip(),
        first=at,
        end=end,
        indent=parts["indent"],
        target=(parts.get("target") or "").strip(),
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
