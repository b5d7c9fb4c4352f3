"""Python text → the same code as black lays it out."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mlship.formatting.condensing import condense
from mlship.formatting.doubtful import find_doubtful
from mlship.formatting.ruleset import LINE_LENGTH
from mlship.ir.trees import parse

if TYPE_CHECKING:
    from black.mode import Mode

# What stands between such comments is not laid out, wherever they stand.
SWITCH = re.compile(r"# ?(fmt: ?off|yapf:)")
# Above each definition, and below it, two rows are left.
BETWEEN = "\n\n\n"
BOUNDARY = re.compile(rf"{BETWEEN}(?=\S)")


class Part(NamedTuple):
    """Part = some top-level statements as black lays them out, how many they are."""

    text: str
    statements: int


def blacken_tidy(text: str) -> str:
    """Lay out what ruff has laid out already: only where the two might differ."""
    if SWITCH.search(text):
        return blacken(text)
    parts = _parts(text)
    if "#" in text and sum(part.statements for part in parts) <= 1:
        return blacken(text)  # else comments with nothing below them stay at the docstring
    return BETWEEN.join(part.text for part in parts)


def _parts(text: str) -> list[Part]:
    """Lay each definition out by itself: many a project has the same."""
    first, *others = BOUNDARY.split(text)
    try:
        return [_part(first, opens=True), *(_part(each, opens=False) for each in others)]
    except SyntaxError:  # a text in quotes was cut
        return [_part(text, opens=True)]


@lru_cache(maxsize=4096)
def _part(text: str, *, opens: bool) -> Part:
    """Lay out what the module begins with, if it `opens` it, or what stands between its rows."""
    lines = text.split("\n")
    for each in reversed(find_doubtful(text, opens=opens)):
        lines[each.start : each.end] = each.unwrap(_condensed(each.wrap(lines)))
    return Part("\n".join(lines), len(parse(text).body))


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
