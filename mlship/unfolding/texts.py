"""A part of a statement's text → text of its own with other names, and where each token stood."""

import ast
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from mlship.ir.trees import find, names_in, walk
from mlship.ir.unfolding import Position

SILENT = frozenset(
    {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT,
     tokenize.ENDMARKER}
)  # fmt: skip
Positions = Mapping[Position, Position]
Span = tuple[Position, Position]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Text = code, where its tokens start and end → where these do in what it is taken out of."""

    code: str
    positions: Positions


def take_out(
    source: str, tree: ast.stmt | ast.expr, names: Mapping[str, str], *, before: str = ""
) -> Text:
    """Take a node's text out, with other names; `before` is put in front of it."""
    segment = _dedented(source, tree)
    if isinstance(tree, ast.expr) and "\n" in segment:  # parentheses around it are no part of it
        before, segment = f"{before}(", f"{segment})"
    renamed = _renamed(before + segment, names)
    return Text(code=renamed, positions=_positions(source, tree, renamed, before))


def put_in_place(source: str, tree: ast.expr, name: str) -> Text:
    """Put a name in the place of an expression of a statement."""
    lines = source.split("\n")
    start, end = _span(lines, tree)
    before = "\n".join([*lines[: start[0] - 1], lines[start[0] - 1][: start[1]]])
    after = "\n".join([lines[end[0] - 1][end[1] :], *lines[end[0] :]])
    code = f"{before}{name}{after}"
    there = [t for t in _tokens(source) if t[1] <= start or t[0] >= end]
    here = [t for t in _tokens(code) if t[0] != start]
    return Text(code=code, positions=_pairs(here, there))


def comments_above(source: str, tree: ast.stmt) -> tuple[str, ...]:
    """Return the comment lines that stand directly above a statement."""
    found: list[str] = []
    for line in reversed(source.split("\n")[: tree.lineno - 1]):
        if not line.strip().startswith("#"):
            break
        found.append(line.strip())
    return tuple(reversed(found))


def _dedented(source: str, tree: ast.stmt | ast.expr) -> str:
    segment = ast.get_source_segment(source, tree) or ""
    rows = segment.split("\n")
    inside = {
        row - tree.lineno
        for n in walk(tree)
        if isinstance(n, ast.Constant | ast.JoinedStr)
        for row in range(n.lineno + 1, (n.end_lineno or n.lineno) + 1)
    }
    room = tree.col_offset if isinstance(tree, ast.stmt) else 0
    rest = [
        line if row in inside or line[:room].strip() else line[room:]
        for row, line in enumerate(rows[1:], start=1)
    ]
    return "\n".join([rows[0], *rest])


def _renamed(code: str, names: Mapping[str, str]) -> str:
    """Give variables other names; what is inside of an f-string has no place of its own."""
    if not names:
        return code
    tree = ast.parse(code)
    if any(names_in(text) & names.keys() for text in find(tree, ast.JoinedStr)):
        return ast.unparse(_Renaming(names).visit(tree))
    lines = code.split("\n")
    nodes = [n for n in find(tree, ast.Name) if n.id in names]
    for node in sorted(nodes, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        raw = lines[node.lineno - 1].encode()
        text = raw[: node.col_offset] + names[node.id].encode() + raw[node.end_col_offset :]
        lines[node.lineno - 1] = text.decode()
    return "\n".join(lines)


class _Renaming(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Give a variable its other name."""
        return ast.Name(id=self.names.get(node.id, node.id), ctx=node.ctx)


def _positions(source: str, tree: ast.stmt | ast.expr, code: str, before: str) -> Positions:
    """Pair the tokens of both texts: there are as many, in the same order."""
    start, end = _span(source.split("\n"), tree)
    there = [t for t in _tokens(source) if start <= t[0] and t[1] <= end]
    here = [t for t in _tokens(code) if t[0][0] > 1 or t[0][1] >= len(before)]
    return {} if len(there) > len(here) else _pairs(here, there)  # an f-string was written anew


def _span(lines: Sequence[str], tree: ast.stmt | ast.expr) -> Span:
    last = tree.end_lineno or tree.lineno
    start = (tree.lineno, _character(lines, tree.lineno, tree.col_offset))
    return start, (last, _character(lines, last, tree.end_col_offset or 0))


def _pairs(here: Sequence[Span], there: Sequence[Span]) -> Positions:
    pairs = zip(here, there, strict=False)
    return {mine[k]: other[k] for mine, other in pairs for k in (0, 1)}


def _character(lines: Sequence[str], row: int, column: int) -> int:
    return len(lines[row - 1].encode()[:column].decode(errors="ignore"))


def _tokens(code: str) -> list[Span]:
    return [(t.start, t.end) for t in _tokenized(code) if t.type not in SILENT]


def _tokenized(code: str) -> Iterable[tokenize.TokenInfo]:
    return tokenize.generate_tokens(StringIO(code).readline)
