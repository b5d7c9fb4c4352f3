"""A sentence and paragraphs → a docstring that no text can break out of."""

import re
import textwrap

from mlship.rendering.quoting import Quoted, one_line

ITEM = re.compile(r"(?:-|\d{1,3}[.)]) +(?=\S)")  # what a line of a list begins with
WIDTH = 96  # leaves room for the indentation of a method within 100 columns


def docstring(text: str, by: int = 0) -> Quoted:
    """Quote text as a docstring whose lines after the first stand `by` columns in."""
    paragraphs = [_wrap(part) for part in re.split(r"\n\s*\n", text) if one_line(part)]
    lines = "\n\n".join(paragraphs or ["No words."]).split("\n")
    if len(lines) == 1 and len(lines[0]) <= WIDTH - 6:
        return Quoted(f'"""{_close(lines[0])}"""')
    margin = " " * by
    rest = "\n".join(margin + line if line else "" for line in [*lines[1:], '"""'])
    return Quoted(f'"""{lines[0]}\n{rest}')


def sentence(text: str) -> str:
    """End with a full stop, unless the text ends with a mark of its own."""
    folded = one_line(text)
    return folded if not folded or folded[-1] in ".!?:…" else folded + "."


def _wrap(paragraph: str) -> str:
    """Fill a paragraph; each item of a list has lines of its own, and an only one is a sentence."""
    blocks: list[str] = []
    for line in paragraph.strip().split("\n"):
        if blocks and not ITEM.match(line):
            blocks[-1] += f" {line}"
        else:
            blocks.append(line)
    if len(blocks) == 1:
        return _fill(ITEM.sub("", blocks[0], count=1) if ITEM.match(blocks[0]) else blocks[0])
    return "\n".join(_fill(block, "  " if ITEM.match(block) else "") for block in blocks)


def _fill(text: str, indent: str = "") -> str:
    safe = one_line(text).replace("\\", "\\\\").replace('"""', "'''")
    # A line may neither open with a quote nor leave one before the closing three.
    safe = re.sub(r'^"+|"+$', lambda found: "'" * len(found[0]), safe)
    return textwrap.fill(
        safe,
        WIDTH - 3,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _close(line: str) -> str:
    return line[:-1] + "'" if line.endswith('"') else line
