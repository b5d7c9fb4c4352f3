"""A command as written comes in → the Python expression of its text goes out.

IPython replaces `{expression}` and `$name` by values where it can evaluate all of them, and
leaves the whole command alone where it cannot; so does this, by looking at what is bound.
"""

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from mlship.ir.trees import walk
from mlship.parsing.meaning import Place

# The dollar of a name is only seen outside of single quotes, as in a shell.
DOLLAR = re.compile(r"\$(\$?[A-Za-z_][\w.]*)(?=(?:[^']*'[^']*')*[^']*$)")


@dataclass(frozen=True, slots=True)
class Value:
    """Value = a Python expression whose value stands in the text."""

    expression: str


Piece = str | Value


def quote(text: str) -> str:
    """Write a string as a Python literal that reads well."""
    if "\n" in text:
        return '"""' + _escaped(text, '"""') + '"""'
    mark = "'" if '"' in text and "'" not in text else '"'
    return mark + _escaped(text, mark) + mark


def python_text(command: str, place: Place) -> str:
    """Write a command as a literal, or as an f-string where values stand in it."""
    pieces = list(_pieces(command, place))
    values = "\n".join(piece.expression for piece in pieces if isinstance(piece, Value))
    if not values:
        return quote("".join(piece for piece in pieces if isinstance(piece, str)))
    mark = next((mark for mark in ('"', "'") if mark not in values), "")
    if mark and "\\" not in values:
        return f"f{mark}{''.join(_in_f_string(piece, mark) for piece in pieces)}{mark}"
    return " + ".join(map(_in_sum, pieces))


def _in_sum(piece: Piece) -> str:
    return f"str({piece.expression})" if isinstance(piece, Value) else quote(piece)


def has_values(command: str, place: Place) -> bool:
    """Say whether the notebook's values stand in the command."""
    return any(isinstance(piece, Value) for piece in _pieces(command, place))


def _in_f_string(piece: Piece, mark: str) -> str:
    if isinstance(piece, Value):
        return "{" + piece.expression + "}"
    return _escaped(piece, mark).replace("{", "{{").replace("}", "}}")


def _escaped(text: str, mark: str) -> str:
    text = text.replace("\\", "\\\\").replace("\r", "\\r").replace("\0", "\\0")
    if len(mark) == 1:
        return text.replace(mark, "\\" + mark)
    return text.replace('"""', '\\"\\"\\"') + ("" if not text.endswith('"') else "\\\n")


def _pieces(command: str, place: Place) -> Iterator[Piece]:
    try:
        fields = list(Formatter().parse(command))
    except ValueError:
        yield command
        return
    values = [":".join(filter(None, field[1:3])) for field in fields if field[1] is not None]
    if not all(_can_evaluate(value, place) for value in values):
        yield command
        return
    for text, name, spec, conversion in fields:
        yield from _dollars(text, place)
        if name is not None:
            value = ":".join(filter(None, [name, spec]))
            yield Value(value + (f"!{conversion}" if conversion else ""))


def _can_evaluate(expression: str, place: Place) -> bool:
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return False
    names = {node.id for node in walk(tree) if isinstance(node, ast.Name)}
    return bool(names) and all(hasattr(builtins, name) or place.binds(name) for name in names)


def _dollars(text: str, place: Place) -> Iterator[Piece]:
    at = 0
    for found in DOLLAR.finditer(text):
        name = found[1].rstrip(".")
        if name.startswith("$") or not place.binds(name.split(".")[0]):
            continue
        yield text[at : found.start()]
        yield Value(name)
        at = found.start() + 1 + len(name)
    if text[at:]:
        yield text[at:]
