"""A sentence and paragraphs → a docstring that no text can break out of."""

import re
import textwrap

from mlship.rendering.quoting import Quoted, one_line

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
    safe = one_line(paragraph).replace("\\", "\\\\").replace('"""', "'''")
    # A line may neither open with a quote nor leave one before the closing three.
    safe = re.sub(r'^"+|"+$', lambda found: "'" * len(found[0]), safe)
    return textwrap.fill(safe, WIDTH - 3, break_long_words=False, break_on_hyphens=False)


def _close(line: str) -> str:
    return line[:-1] + "'" if line.endswith('"') else line
