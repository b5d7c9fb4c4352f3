"""Python text → the same code as black lays it out."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mlship.formatting.condensing import condense
from mlship.formatting.definitions import split
from mlship.formatting.doubtful import find_doubtful
from mlship.formatting.ruleset import LINE_LENGTH
from mlship.ir.trees import parse

if TYPE_CHECKING:
    from black.mode import Mode

# What stands between such comments is not laid out, wherever they stand.
SWITCH = re.compile(r"# ?(fmt: ?off|yapf:)")


def blacken_tidy(text: str) -> str:
    """Lay out what ruff has laid out already: only where the two might differ."""
    if SWITCH.search(text) or ("#" in text and len(parse(text).body) <= 1):
        return blacken(text)  # else comments with nothing below them stay at the docstring
    lines = text.split("\n")
    for each in reversed(find_doubtful(text)):
        lines[each.start : each.end] = each.unwrap(_condensed(each.wrap(lines)))
    return "\n".join(lines)


def blacken_mended(text: str, before: str) -> str:
    """Lay out what has changed in a text that was laid out before."""
    known = frozenset(split(before).definitions)
    parts = split(text)
    definitions = [each if each in known else blacken(each) for each in parts.definitions]
    return parts.join(blacken(parts.frame), definitions)


# Statements that are doubtful are the same in many projects, and within one.
@lru_cache(maxsize=4096)
def _condensed(text: str) -> str:
    condensed = condense(text)
    return condensed.expand(blacken(condensed.text))


@lru_cache(maxsize=4096)
def blacken(text: str) -> str:
    """Lay the code out; an empty file stays empty."""
    import black

    return black.format_str(text, mode=_mode())


@cache
def _mode() -> "Mode":
    """Make the mode once: black remembers by it, and compares what is not the same object."""
    from black.mode import Mode, TargetVersion

    return Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
