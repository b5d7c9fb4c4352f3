"""Calls that learn from many rows → edits that let them be learned once, and their names."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mlship.planning.edits import Change, Replace, Wrap, span
from mlship.planning.naming import slug, unique

# Asked twice, these do not answer twice the same.
DRAWING = re.compile(r"sample|random|choice|shuffle|permut|next|pop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Namer:
    """Gives each learned value a name: what it is made of, and what is made of it.

    `said` are the names of the statement that is looked at, by what they are names of.
    """

    taken: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a statement: what it computes twice has one name, what others compute another."""
        self.said.clear()

    def name_once(self, value: ast.expr, tree: ast.expr, word: str, loops: Sequence[str]) -> str:
        """Return the name of a value, the same one for all that is computed alike."""
        text = ast.unparse(value)
        if text not in self.said or DRAWING.search(text):
            self.said[text] = self.name(tree, word, loops)
        return self.said[text]

    def name(self, tree: ast.expr, word: str, loops: Sequence[str]) -> str:
        """Return the name as Python text: a string, or an f-string of the loop's variables."""
        words = _words(tree, loops)
        inside = [w for w in words if w in loops]
        inside += [loop for loop in loops if loop not in inside]
        fixed = [w for w in words if w not in loops][-2:]
        text = "_".join(filter(None, [*(slug(w) for w in fixed), slug(word)])) or "value"
        text = unique("_".join([*(f"{{{n}}}" for n in dict.fromkeys(inside)), text]), self.taken)
        self.taken.add(text)
        return f'f"{text}"' if inside else f'"{text}"'


def _words(tree: ast.expr, loops: Sequence[str]) -> list[str]:
    """Return the columns that an expression names, else its variable."""
    found: list[str] = []
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str() as column)):
                found.append(column)
            case ast.Name(id=name) if name in loops:
                found.append(name)
    if found:
        return list(dict.fromkeys(found))[:3]
    attributes = [n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)]
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name)]
    return [*names[:1], *attributes[-1:]] if len(attributes) == 1 else names[:1]


def pass_on(call: ast.Call, source: str, before: str) -> list[Change]:
    """``f(x)`` → ``before f, x)``: the function becomes the first argument of what is called."""
    return [Wrap(call.func, before, ""), Replace(_opening(call, call.func, source), _comma(call))]


def redirect(call: ast.Call, source: str, before: str) -> list[Change]:
    """``a.m(x)`` → ``before a, x)``: the receiver becomes the first argument."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    return [Wrap(receiver, before, ""), Replace(_opening(call, receiver, source), _comma(call))]


def replace_function(call: ast.Call, source: str, before: str) -> list[Change]:
    """``f(x)`` → ``before x)``."""
    start = span(source, call.func)[0]
    end = source.index("(", span(source, call.func)[1]) + 1
    return [Replace(stand_in(source, start, end), before)]


def _comma(call: ast.Call) -> str:
    return ", " if call.args or call.keywords else ""


def _opening(call: ast.Call, before: ast.expr, source: str) -> ast.AST:
    """Return a stand-in for what lies between `before` and the arguments of `call`."""
    start = span(source, before)[1]
    end = source.index("(", span(source, call.func)[1]) + 1
    return stand_in(source, start, end)


def stand_in(source: str, start: int, end: int) -> ast.AST:
    """Return a node that covers these characters of the source."""
    (row, column), (end_row, end_column) = (_place(source, offset) for offset in (start, end))
    return ast.Pass(lineno=row, col_offset=column, end_lineno=end_row, end_col_offset=end_column)


def _place(source: str, offset: int) -> tuple[int, int]:
    before = source[:offset].split("\n")
    return len(before), len(before[-1].encode())
