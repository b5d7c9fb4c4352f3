"""Python text → the same code as black lays it out."""

from functools import lru_cache

from mlship.formatting.condensing import condense
from mlship.formatting.ruleset import LINE_LENGTH


def blacken_tidy(text: str) -> str:
    """Lay out what ruff has laid out already: only where the two might differ."""
    condensed = condense(text)
    return condensed.expand(blacken(condensed.text))


# Small files (a package's docstring, a test's fixtures) are the same in many projects.
@lru_cache(maxsize=4096)
def blacken(text: str) -> str:
    """Lay the code out; an empty file stays empty."""
    import black
    from black.mode import Mode, TargetVersion

    mode = Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    return black.format_str(text, mode=mode)
