"""Python text → the same code as black lays it out."""

from functools import lru_cache

from mlship.formatting.condensing import condense
from mlship.formatting.definitions import split
from mlship.formatting.ruleset import LINE_LENGTH


def blacken_tidy(text: str) -> str:
    """Lay out what ruff has laid out already: only where the two might differ."""
    parts = split(text)
    return parts.join(_condensed(parts.frame), [_condensed(each) for each in parts.definitions])


def blacken_mended(text: str, before: str) -> str:
    """Lay out what has changed in a text that was laid out before."""
    known = frozenset(split(before).definitions)
    parts = split(text)
    definitions = [each if each in known else blacken(each) for each in parts.definitions]
    return parts.join(blacken(parts.frame), definitions)


# Small files and functions (a package's docstring, a test) are the same in many projects.
@lru_cache(maxsize=4096)
def _condensed(text: str) -> str:
    condensed = condense(text)
    return condensed.expand(blacken(condensed.text))


@lru_cache(maxsize=4096)
def blacken(text: str) -> str:
    """Lay the code out; an empty file stays empty."""
    import black
    from black.mode import Mode, TargetVersion

    mode = Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    return black.format_str(text, mode=mode)
