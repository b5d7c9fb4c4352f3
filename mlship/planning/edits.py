"""Changes of expressions → new source text: everything that is not changed stays as written."""

import ast
import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mlship.ir.trees import children, find, parse, walk


@dataclass(frozen=True, slots=True)
class Replace:
    """Put `text` in the place of `node`."""

    node: ast.AST
    text: str


@dataclass(frozen=True, slots=True)
class Wrap:
    """Put `before` and `after` around `node`."""

    node: ast.AST
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AddKeywords:
    """Give the call `node` more arguments: (name, value) pairs."""

    node: ast.Call
    given: tuple[tuple[str, str], ...]


Change = Replace | Wrap | AddKeywords
Patch = tuple[int, int, int, str]


def rewrite(source: str, root: ast.AST, changes: Sequence[Change]) -> str:
    """Apply `changes` to `source`, whose syntax tree is `root`."""
    if not changes:
        return source
    lines = _line_starts(source)
    patches = [
        patch
        for change in _outside_fstrings(root, changes)
        for patch in _patches(change, source, lines)
    ]
    return _apply(source, patches)


def parses(source: str) -> bool:
    """Tell whether text is Python."""
    try:
        parse(source)
    except SyntaxError:
        return False
    return True


def span(source: str, node: ast.AST) -> tuple[int, int]:
    """Return the first and the last + 1 character offset of `node` in `source`."""
    return _span(node, source, _line_starts(source))


def _line_starts(source: str) -> list[int]:
    starts, offset = [], 0
    for line in source.split("\n"):
        starts.append(offset)
        offset += len(line) + 1
    return starts


def _span(node: ast.AST, source: str, lines: list[int]) -> tuple[int, int]:
    place = (
        (getattr(node, "lineno", 1), getattr(node, "col_offset", 0)),
        (getattr(node, "end_lineno", 1), getattr(node, "end_col_offset", 0)),
    )
    start, end = (_offset(source, lines, line, column) for line, column in place)
    return start, end


def _offset(source: str, lines: list[int], line: int, column: int) -> int:
    start = lines[line - 1]
    if source.isascii():
        return start + column
    text = source[start:].split("\n", 1)[0]
    return start + len(text.encode()[:column].decode(errors="ignore"))


def _patches(change: Change, source: str, lines: list[int]) -> list[Patch]:
    start, end = _span(change.node, source, lines)
    match change:
        case Replace(_, text):
            return [(start, end, 0, text)]
        case Wrap(_, before, after):
            return [(start, start, -(end - start), before), (end, end, end - start, after)]
        case AddKeywords(node, given):
            text = ", ".join(f"{name}={value}" for name, value in given)
            return [_keyword_patch(node, source[start:end], end, text)]


def _keyword_patch(node: ast.Call, text: str, end: int, argument: str) -> Patch:
    inside = text[:-1].rstrip()
    given = bool(node.args or node.keywords)
    comma = ", " if given and not inside.endswith(",") else " " if given else ""
    return (end - 1, end - 1, 0, comma + argument)


def _apply(source: str, patches: list[Patch]) -> str:
    replaced = [(start, end) for start, end, _, _ in patches if end > start]
    kept = [patch for patch in patches if not _is_inside(patch, replaced)]
    pieces, position = [], 0
    for start, end, _, text in sorted(kept, key=lambda patch: (patch[0], patch[1], patch[2])):
        pieces += [source[position:start], text]
        position = max(position, end)
    return "".join(pieces) + source[position:]


def _is_inside(patch: Patch, replaced: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a larger replacement makes this patch void."""
    start, end = patch[:2]
    return any(
        s <= start and end <= e and (s < start < e or (end - start < e - s and s < end < e))
        for s, e in replaced
    )


def _outside_fstrings(root: ast.AST, changes: Sequence[Change]) -> Iterable[Change]:
    """Turn changes inside f-strings into a replacement of the whole f-string.

    Before Python 3.12 nodes inside an f-string have no usable positions.
    """
    by_node = {id(change.node): change for change in changes}
    inside: set[int] = set()
    for string in _outermost_fstrings(root):
        touched = {id(n) for n in walk(string)} & by_node.keys()
        if touched:
            inside |= touched
            yield Replace(
                string, ast.unparse(_Rewriter({k: by_node[k] for k in touched}).apply(string))
            )
    yield from (change for change in changes if id(change.node) not in inside)


def _outermost_fstrings(root: ast.AST) -> Iterable[ast.JoinedStr]:
    stack: list[ast.AST] = [root] if find(root, ast.JoinedStr) else []
    while stack:
        node = stack.pop()
        if isinstance(node, ast.JoinedStr):
            yield node
        else:
            stack.extend(children(node))


class _Rewriter(ast.NodeTransformer):
    """Apply changes on the syntax tree."""

    def __init__(self, changes: dict[int, Change]) -> None:
        self._changes = changes

    def apply(self, node: ast.expr) -> ast.expr:
        memo: dict[int, object] = {}
        twin: ast.expr = copy.deepcopy(node, memo)
        self._changes = {
            id(memo[key]): change for key, change in self._changes.items() if key in memo
        }
        changed = self.visit(twin)
        return changed if isinstance(changed, ast.expr) else twin

    def visit(self, node: ast.AST) -> ast.AST:
        change = self._changes.get(id(node))
        self.generic_visit(node)
        return node if change is None else _changed(node, change)


def _changed(node: ast.AST, change: Change) -> ast.AST:
    match change:
        case Replace(_, text):
            return ast.parse(text, mode="eval").body
        case Wrap(_, before, after):
            return ast.parse(before + ast.unparse(node) + after, mode="eval").body
        case AddKeywords(_, given) if isinstance(node, ast.Call):
            more = [ast.keyword(name, ast.parse(value, mode="eval").body) for name, value in given]
            return ast.Call(func=node.func, args=node.args, keywords=[*node.keywords, *more])
    return node
