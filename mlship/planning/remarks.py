"""Comments of alike bodies → those that hold for all, and those that belong to one call."""

import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_PRAGMA = re.compile(r"#\s*(type:|noqa|pragma|fmt:|pylint:)")
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """Remarks = the first body without what holds for it alone, what each call has to say."""

    body: str
    own: tuple[str, ...]


def share_remarks(bodies: Sequence[str]) -> Remarks | None:
    """Take comments apart; None if one call has more to say than stands well above it."""
    found = [list(_comments(body)) for body in bodies]
    texts = [[text for _, text in each] for each in found]
    common = set.intersection(*map(set, texts))
    if len({tuple(filter(_PRAGMA.match, each)) for each in texts}) > 1:
        return None
    own = ["\n".join(text.lstrip("# ") for text in each if text not in common) for each in texts]
    if max(map(len, own)) > LONGEST:
        return None
    gone = [place for place, text in found[0] if text not in common]
    return Remarks(body=_without(bodies[0], gone), own=tuple(own))


def _comments(body: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield where each comment begins, and its text."""
    for token in tokenize.generate_tokens(io.StringIO(body, newline="\n").readline):
        if token.type == tokenize.COMMENT:
            yield token.start, token.string.rstrip()


def _without(body: str, places: Sequence[tuple[int, int]]) -> str:
    """Take comments out, and the lines that hold nothing else."""
    lines: list[str | None] = list(body.split("\n"))
    for row, column in places:
        kept = (lines[row - 1] or "")[:column].rstrip()
        lines[row - 1] = kept or None
    return "\n".join(line for line in lines if line is not None)
