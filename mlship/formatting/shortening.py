"""Python text → the same program with long comments and long strings broken at their spaces."""

import ast
import re
import textwrap
import tokenize
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from mlship.formatting.chunks import tokens_around
from mlship.formatting.ruleset import LINE_LENGTH

# Tools read these comments; moving one would change what it says.
PRAGMA = re.compile(r"#\s*(noqa|type:|fmt:|pragma|pylint:|ruff:|isort:)|#!")
STRING = re.compile(r"""(?P<prefix>[a-zA-Z]*)(?P<quote>['"])(?P<body>.*)(?P=quote)""")
COMMENTED = re.compile("#")
QUOTED = re.compile("['\"]")
WORDS = re.compile(r"\S*\s+|\S+")
# Pieces shorter than this make a ladder, not a text.
NARROWEST = 30
OPENING = frozenset("([{")
CLOSING = frozenset(")]}")
LAYOUT = (tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edit:
    """Edit = row (from 0), columns from and to, the text that takes their place."""

    row: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Place = a token with what stands around it, and the row where its statement begins."""

    token: tokenize.TokenInfo
    before: str
    after: str
    depth: int
    statement_row: int

    @property
    def row(self) -> int:
        """The row from 0, as lists count."""
        return self.token.start[0] - 1

    @property
    def is_alone(self) -> bool:
        """Whether nothing else stands between the brackets or commas around it."""
        return self.before in "([{," and self.after in ")]}," and self.depth > 0

    @property
    def beside_another(self) -> bool:
        """Whether a string stands before or behind it, and they are one."""
        return "STRING" in (self.before, self.after)


def shorten_comments(text: str) -> str:
    """Wrap long comments, so that code is not broken for the sake of the comment behind it."""
    return _change(text, _edit_comment, tokenize.COMMENT, COMMENTED)


def shorten_strings(text: str) -> str:
    """Break long strings where the code is laid out already and can get no shorter."""
    return _change(text, _edit_string, tokenize.STRING, QUOTED)


def join_strings(text: str) -> str:
    """Bring each string that goes on behind a backslash into one row.

    Rows in the middle of such a string have no room for a comment, and no other way to get shorter.
    """
    lines = text.split("\n")
    rows = frozenset(row for row, line in enumerate(lines) if line.endswith("\\"))
    tokens = chain.from_iterable(tokens_around(text, rows))
    broken = [token for token in tokens if _goes_on(token)]
    for token in reversed(broken):
        (first, start), (last, end) = token.start, token.end
        joined = token.string.replace("\\\n", "")
        lines[first - 1 : last] = [lines[first - 1][:start] + joined + lines[last - 1][end:]]
    joined_text = "\n".join(lines)
    return joined_text if broken and _means_the_same(text, joined_text) else text


def _change(
    text: str,
    edits: Callable[[Place, Sequence[str]], Iterator[Edit]],
    kind: int,
    mark: re.Pattern[str],
) -> str:
    """Apply the edits to the tokens of a kind in long lines that have its mark."""
    lines = text.split("\n")
    long = frozenset(
        k for k, row in enumerate(lines) if len(row) > LINE_LENGTH and mark.search(row)
    )
    around = tokens_around(text, long)
    places = [place for tokens in around for place in _places(tokens) if place.row in long]
    changes = [each for place in places if place.token.type == kind for each in edits(place, lines)]
    for edit in sorted(changes, reverse=True):
        line = lines[edit.row]
        lines[edit.row] = line[: edit.start] + edit.text + line[edit.end :]
    return "\n".join(lines)


def wrap_comment(comment: str, indent: str) -> list[str]:
    """Lay a comment out in rows that are not too long."""
    return textwrap.wrap(
        comment.lstrip("#").strip(),
        LINE_LENGTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _edit_comment(place: Place, lines: Sequence[str]) -> Iterator[Edit]:
    """Wrap a comment; one that stands behind code goes above its statement."""
    line, statement = lines[place.row], lines[place.statement_row]
    column = place.token.start[1]
    if PRAGMA.match(place.token.string):
        return
    if not line[:column].strip():
        wrapped = wrap_comment(place.token.string, line[:column])
        yield Edit(row=place.row, start=0, end=len(line), text="\n".join(wrapped))
        return
    wrapped = wrap_comment(
        place.token.string, statement[: len(statement) - len(statement.lstrip())]
    )
    yield Edit(row=place.row, start=len(line[:column].rstrip()), end=len(line), text="")
    above = "".join(f"{each}\n" for each in wrapped)
    yield Edit(row=place.statement_row, start=0, end=0, text=above)


def _edit_string(place: Place, lines: Sequence[str]) -> Iterator[Edit]:
    """Break a string into a column of pieces, in brackets of its own where it stands in none."""
    line = lines[place.row]
    if place.token.end[1] < LINE_LENGTH - 1 or (place.beside_another and place.depth == 0):
        return
    bare = place.is_alone or place.beside_another
    indent = len(line) - len(line.lstrip()) + (0 if bare else 4)
    pieces = _pieces(place.token.string, LINE_LENGTH - 1 - indent)
    if pieces in ([], [place.token.string]) or not _same(place.token.string, pieces):
        return
    column = "\n".join(pieces)
    start, end = place.token.start[1], place.token.end[1]
    yield Edit(row=place.row, start=start, end=end, text=column if bare else f"(\n{column}\n)")


def _pieces(literal: str, width: int) -> list[str]:
    """Cut a string literal after spaces into literals of at most `width` columns."""
    parts = STRING.fullmatch(literal)
    if parts is None or width < NARROWEST:
        return []
    around = len(parts["prefix"] + parts["quote"] * 2)
    return [
        f"{parts['prefix']}{parts['quote']}{body}{parts['quote']}"
        for body in _fill(_words(parts["body"]), width - around)
    ]


def _words(body: str) -> Iterator[str]:
    """Yield words with the spaces behind them; what stands in braces stays whole."""
    word = ""
    for part in WORDS.findall(body):
        word += part
        if word.count("{") == word.count("}"):
            yield word
            word = ""
    if word:
        yield word


def _fill(words: Iterator[str], width: int) -> list[str]:
    rows: list[str] = []
    for word in words:
        if rows and len(rows[-1]) + len(word) <= width:
            rows[-1] += word
        else:
            rows.append(word)
    return rows


def _goes_on(token: tokenize.TokenInfo) -> bool:
    """Tell whether a string of a single quote, in which a backslash ends the row, has more rows."""
    literal = STRING.fullmatch(token.string.replace("\\\n", ""))
    return (
        token.type == tokenize.STRING
        and "\\\n" in token.string
        and literal is not None
        and "r" not in literal["prefix"].lower()
        and not literal["body"].startswith(literal["quote"] * 2)
    )


def _means_the_same(before: str, after: str) -> bool:
    try:
        return ast.dump(ast.parse(before)) == ast.dump(ast.parse(after))
    except SyntaxError:
        return False


def _same(literal: str, pieces: Sequence[str]) -> bool:
    try:
        joined = ast.parse(f"({' '.join(pieces)})", mode="eval")
    except SyntaxError:
        return False
    return ast.dump(joined) == ast.dump(ast.parse(literal, mode="eval"))


def _places(tokens: Sequence[tokenize.TokenInfo]) -> Iterator[Place]:
    """Yield each comment, and each string that is part of an expression."""
    solid = [token for token in tokens if token.type not in LAYOUT]
    beginnings = dict(_beginnings(tokens))
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row = beginnings.get(token.start[0], token.start[0])
            yield Place(token=token, before="", after="", depth=0, statement_row=row - 1)
    depth = 0
    for before, token, after in zip(solid, solid[1:], solid[2:], strict=False):
        depth += (before.string in OPENING) - (before.string in CLOSING)
        around = _spelling(before), _spelling(after)
        if token.type == tokenize.STRING and around != ("\n", "\n"):
            yield Place(
                token=token,
                before=around[0],
                after=around[1],
                depth=depth,
                statement_row=beginnings[token.start[0]] - 1,
            )


def _beginnings(tokens: Sequence[tokenize.TokenInfo]) -> Iterator[tuple[int, int]]:
    """Pair each row of a statement with the row where the statement begins."""
    first = 0
    for token in tokens:
        if token.type not in LAYOUT:
            first = first or token.start[0]
            yield from ((row, first) for row in range(token.start[0], token.end[0] + 1))
        if token.type == tokenize.NEWLINE:
            first = 0


def _spelling(token: tokenize.TokenInfo) -> str:
    """How a neighbour counts: any string as STRING, the end of a statement as a line end."""
    if token.type == tokenize.STRING:
        return "STRING"
    return "\n" if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER) else token.string
