"""Files and findings → files in which each finding is excused on its line, with the reason."""

import tokenize
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import groupby
from operator import attrgetter

from mlship.formatting.linting import Files, Finding
from mlship.formatting.ruleset import LINE_LENGTH, reason_for
from mlship.formatting.shortening import wrap_comment


def suppress(files: Files, findings: Sequence[Finding]) -> Files:
    """Add ``# noqa: CODE  # reason`` to the line of each finding."""
    by_file = {name: list(group) for name, group in groupby(sorted(findings), attrgetter("file"))}
    return {
        name: _excuse_lines(text, by_file[name]) if name in by_file else text
        for name, text in files.items()
    }


def suppress_everywhere(files: Files, findings: Sequence[Finding]) -> Files:
    """Excuse in the whole file what no single line can be made to excuse."""
    by_file = {name: list(group) for name, group in groupby(sorted(findings), attrgetter("file"))}
    return {
        name: _excuse_file(by_file[name]) + text if name in by_file else text
        for name, text in files.items()
    }


def _excuse_file(findings: Iterable[Finding]) -> str:
    codes = sorted({finding.code for finding in findings})
    return "".join(f"# {reason_for(code)}\n# ruff: noqa: {code}\n" for code in codes)


def _excuse_lines(text: str, findings: Iterable[Finding]) -> str:
    lines = text.split("\n")
    comments = dict(_comments(text))
    for row, group in groupby(findings, attrgetter("row")):
        codes = sorted({finding.code for finding in group})
        lines[row - 1] = _excuse_line(lines[row - 1], codes, comments.get(row))
    return "\n".join(lines)


def _excuse_line(line: str, codes: Sequence[str], column: int | None) -> str:
    """Put the excuse behind the code and before a comment that is there already.

    The reason goes above where it would make the line too long, and the layout is fixed where
    even the codes would.
    """
    code = (line if column is None else line[:column]).rstrip()
    comment = "" if column is None else line[column:]
    if comment.startswith("# noqa: "):
        return f"{code}  # noqa: {', '.join(codes)}, {comment.removeprefix('# noqa: ')}"
    reason = "; ".join(dict.fromkeys(map(reason_for, codes)))
    noqa = f"{code}  # noqa: {', '.join(codes)}"
    tail = f"  {comment}" if comment else ""
    if len(full := f"{noqa}  # {reason}{tail}") <= LINE_LENGTH or not code:
        return full
    indent = code[: len(code) - len(code.lstrip())]
    kept = noqa if len(noqa + tail) <= LINE_LENGTH else f"{noqa}  # fmt: skip"
    return "\n".join([*wrap_comment(reason, indent), kept + tail])


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield row and column of each comment."""
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start
