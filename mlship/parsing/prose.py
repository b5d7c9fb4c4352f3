"""A markdown cell comes in → its heading and its plain text go out."""

import html
import re
from collections.abc import Iterable, Iterator

from mlship.ir.notebook import Cell
from mlship.ir.program import Prose

HIDDEN = re.compile(
    r"<!--.*?-->|<(style|script|details|pre)\b.*?</\1\s*>|\$\$.*?\$\$|!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])"
    r"|^\[[^\]]+\]:[ \t]*\S+.*$",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
HTML_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.DOTALL | re.IGNORECASE)
BREAK = re.compile(r"<(?:br|/li)\b[^>]*>", re.IGNORECASE)
END_OF_BLOCK = re.compile(r"<(?:/p|/div|/ul|/ol|/tr|hr)\b[^>]*>", re.IGNORECASE)
ITEM_TAG = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
AUTOLINK = re.compile(r"<((?:https?|mailto):[^>\s]+)>")
EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|(?<!\w)_{1,3}|~~)(?=\S)(.+?)(?<![\s\\])\1(?!\w)")
CODE = re.compile(r"(`+)(.+?)\1")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
ANCHOR = re.compile(r"\s*\{#[^}]*\}|\s*¶$")
ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|(?=[^\s#!]))(.*?)[ \t]*#*[ \t]*$")
SETEXT = re.compile(r" {0,3}(=+|-{3,})[ \t]*$")
RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$")
FENCE = re.compile(r"\s*(?:```|~~~)")
TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*$")
ITEM = re.compile(r"\s*(?:[-*+]|(\d+[.)]))\s+(.*)")
NUMBERING = re.compile(
    r"^(?:(?:\d+\.)+\d*[a-z]?[.):]?|\d+[):]|\d+\s+[-\u2013\u2014]|[IVX]+[.)]|[A-Za-z]\))\s+(?=\S)"
)
PICTOGRAPHS = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]+")
BLANK_LINES = re.compile(r"\n{3,}")
BOLD_LINE = re.compile(r"\s*(\*\*|__)(?!\s)([^*_\n]{2,60})\1:?\s*")
LOWEST_LEVEL = 6


def read_prose(cell: Cell) -> Prose:
    """Take the first heading and the rest of the text, both without markup."""
    lines = _as_markdown(cell.source).split("\n")
    headings = list(_headings(lines))
    if not headings:
        return _without_heading(cell, lines)
    first, end, level, heading = headings[0]
    body = [*lines[:first], "", *lines[end:]]
    return Prose(cell=cell.index, level=level, heading=heading, text=_text(body))


def _without_heading(cell: Cell, lines: list[str]) -> Prose:
    """A cell that is nothing but a line in bold serves as a heading."""
    bold = BOLD_LINE.fullmatch("\n".join(lines).strip())
    if bold:
        return Prose(cell=cell.index, level=LOWEST_LEVEL, heading=_heading_text(bold[2]))
    return Prose(cell=cell.index, text=_text(lines))


def _as_markdown(source: str) -> str:
    """Turn the HTML that stands in Markdown into Markdown, leave out what is not text."""
    text = HIDDEN.sub("", source)
    text = HTML_HEADING.sub(
        lambda found: f"\n\n{'#' * int(found[1])} {' '.join(found[2].split())}\n\n", text
    )
    return ITEM_TAG.sub("\n- ", BREAK.sub("\n", END_OF_BLOCK.sub("\n\n", text)))


def _headings(lines: list[str]) -> Iterator[tuple[int, int, int, str]]:
    """Give (first line, line after, level, text) of each heading outside of code fences."""
    is_fenced = False
    for row, line in enumerate(lines):
        is_fenced ^= bool(FENCE.match(line))
        atx = None if is_fenced else ATX.match(line)
        if atx and (text := _heading_text(atx[2])):
            yield row, row + 1, len(atx[1]), text
        elif not is_fenced and _is_setext(lines, row) and (text := _heading_text(line)):
            yield row, row + 2, 1 if "=" in lines[row + 1] else 2, text


def _is_setext(lines: list[str], row: int) -> bool:
    if row + 1 >= len(lines) or not lines[row].strip() or "|" in lines[row]:
        return False
    starts_block = bool(ITEM.match(lines[row]) or RULE.match(lines[row]))
    is_paragraph_end = row > 0 and bool(lines[row - 1].strip())
    return bool(SETEXT.match(lines[row + 1])) and not starts_block and not is_paragraph_end


def _heading_text(markup: str) -> str:
    text = PICTOGRAPHS.sub("", _plain(ANCHOR.sub("", markup))).strip().lstrip("# ")
    return NUMBERING.sub("", text).strip().strip("*_").rstrip(":").strip()


def _plain(line: str) -> str:
    """Take the markup off a line."""
    line = LINK.sub(r"\1", AUTOLINK.sub(r"\1", line))
    line = TAG.sub("", line)
    line = EMPHASIS.sub(r"\2", EMPHASIS.sub(r"\2", line))
    line = ESCAPED.sub(r"\1", CODE.sub(r"\2", line))
    return " ".join(html.unescape(line).split())


def _text(lines: Iterable[str]) -> str:
    """Join what belongs together: a paragraph, an item; code is no text."""
    blocks: list[str] = []
    for text, continues in _blocks(lines):
        if continues and blocks and blocks[-1]:
            blocks[-1] += f" {text}"
        else:
            blocks.append(text)
    return BLANK_LINES.sub("\n\n", "\n".join(blocks)).strip()


def _blocks(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Give each line's plain text, and whether it continues the block before it."""
    is_fenced = was_heading = False
    for line in lines:
        if FENCE.match(line):
            is_fenced = not is_fenced
            yield "", False
            continue
        if is_fenced:
            continue
        text, starts = _block(line)
        yield text, bool(text) and not starts and not was_heading
        was_heading = bool(ATX.match(line))


def _block(line: str) -> tuple[str, bool]:
    """Give a line's plain text, and whether it starts a block of its own."""
    line = re.sub(r"^\s*(?:>\s?)+", "", line)
    if RULE.match(line) or TABLE_RULE.match(line):
        return "", True
    if heading := ATX.match(line):
        return _heading_text(heading[2]), True
    if item := ITEM.match(line):
        text = _plain(item[2])
        return (f"{item[1] or '-'} {text}" if text else ""), True
    if line.lstrip().startswith("|"):
        return "- " + _plain(line.strip().strip("|")), True
    return _plain(line), False
