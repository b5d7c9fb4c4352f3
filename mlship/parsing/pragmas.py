"""Lines of a cell → the same without what they say to a type checker of somebody else's."""

import io
import re
import tokenize
from collections.abc import Sequence

IGNORE = re.compile(r"#\s*type:\s*ignore\b(\[[^\]]*\])?[\s.,;:-]*")


def without_type_ignores(lines: Sequence[str]) -> list[str]:
    """Take out ``# type: ignore``: it spoke of other types, and words after it are no pragma."""
    kept = list(lines)
    if not any(IGNORE.search(line) for line in lines):
        return kept
    for token in tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline):
        if token.type == tokenize.COMMENT and (found := IGNORE.match(token.string)):
            row, column = token.start
            said = token.string[found.end() :]
            told = f"# {said}" if said and not said.startswith("#") else said
            kept[row - 1] = f"{kept[row - 1][:column]}{told}".rstrip()
    return kept
