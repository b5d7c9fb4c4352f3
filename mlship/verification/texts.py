"""Two printed texts → a verdict; numbers may be a little apart, all else is the same or not."""

import math
import re

# As for floats elsewhere.
TOLERANCE = 1e-9
NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?")
# What a text says of where things lie in memory is never the same twice.
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
SHOWN = 60  # characters of a line


def compare_texts(notebook: str, pipeline: str) -> dict[str, str]:
    """Compare line by line; the first that differs is explained."""
    ours, theirs = split_lines(notebook), split_lines(pipeline)
    worst = 0.0
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), start=1):
        gap = _gap(one, other)
        if gap > TOLERANCE:
            return _differs(
                f"line {number}: {_cut(one)} in the notebook, {_cut(other)} in the pipeline"
            )
        worst = max(worst, gap)
    if len(ours) != len(theirs):
        longer, place = (ours, "notebook") if len(ours) > len(theirs) else (theirs, "pipeline")
        first = longer[min(len(ours), len(theirs))]
        return _differs(f"only in the {place}: {_cut(first)}")
    if worst:
        return {"verdict": "within tolerance", "detail": f"relatively {worst:.1e} apart at most"}
    return {"verdict": "identical", "detail": ""}


def split_lines(text: str) -> list[str]:
    """Give the lines of a text, without what is never the same twice."""
    return ADDRESS.sub("0x…", text).splitlines()


def is_alike(one: str, other: str) -> bool:
    """Tell whether two lines say the same, numbers but for rounding."""
    return _gap(ADDRESS.sub("0x…", one), ADDRESS.sub("0x…", other)) <= TOLERANCE


def _differs(detail: str) -> dict[str, str]:
    return {"verdict": "differs", "detail": detail}


def _cut(line: str) -> str:
    return repr(line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…")


def _gap(one: str, other: str) -> float:
    """Compute the largest relative difference of the numbers in two lines of the same words."""
    if one == other:
        return 0.0
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return math.inf
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return max((_relative(float(a), float(b)) for a, b in pairs), default=0.0)


def _relative(one: float, other: float) -> float:
    return 0.0 if one == other else abs(one - other) / max(abs(one), abs(other))
