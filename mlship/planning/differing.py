"""The constants of alike bodies → arguments for those that differ, and how each is written."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mlship.planning.likeness import TEMPLATE, Constant

MOST_ARGUMENTS = 2
LONGEST_TEXT = 60
_WORDS = re.compile(r"\w+|\W+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """Argument = what it could be called, its annotation, its value in each of the bodies."""

    name: str
    annotation: str
    values: tuple[str | float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Spot = the place of a constant, that of the argument in it, what stands around."""

    constant: int
    argument: int
    before: str = ""
    after: str = ""

    def write(self, name: str, *, formatted: bool) -> str:
        """Write the constant with the argument, under its name, in it; in an f-string or not."""
        if not (self.before or self.after or formatted):
            return name
        parts = (ast.Constant(text) for text in (self.before, self.after))
        value = ast.FormattedValue(value=ast.Name(id=name), conversion=-1)
        before, after = parts
        return ast.unparse(ast.JoinedStr(values=[before, value, after]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """Differing = the arguments, and where they stand in the bodies."""

    arguments: tuple[Argument, ...] = ()
    spots: tuple[Spot, ...] = ()


def find_differing(rows: Sequence[Sequence[Constant]]) -> Differing | None:
    """Compare the constants of bodies of one shape; None if too much of them differs."""
    arguments: dict[tuple[str, ...], Argument] = {}
    spots: list[Spot] = []
    for number, column in enumerate(zip(*rows, strict=True)):
        values = [each.node.value for each in column]
        if len({(type(value), value) for value in values}) == 1:
            continue
        is_template = column[0].place == TEMPLATE
        before, middles, after = _taken_apart(values, whole=is_template)
        if any(_is_long(value) for value in middles):
            return None
        argument = Argument(
            name=_name(column[0]), annotation=_annotation(middles), values=tuple(middles)
        )
        key = tuple(map(repr, middles))
        arguments.setdefault(key, argument)
        place = list(arguments).index(key)
        spots.append(Spot(constant=number, argument=place, before=before, after=after))
    if len(arguments) > MOST_ARGUMENTS:
        return None
    return Differing(arguments=tuple(arguments.values()), spots=tuple(spots))


def _taken_apart(values: Sequence[object], *, whole: bool) -> tuple[str, list[str | float], str]:
    """Split texts into the words that they begin with, those that differ, those that they end with.

    What differs is given whole where one of them has nothing of its own there.
    """
    given = [value for value in values if isinstance(value, str | int | float)]
    texts = [_WORDS.findall(value) for value in values if isinstance(value, str)]
    if whole or len(texts) < len(values):
        return "", given, ""
    first = _count_alike(texts)
    last = _count_alike([text[first:][::-1] for text in texts])
    middles = ["".join(text[first : len(text) - last]) for text in texts]
    if not all(re.search(r"\w", middle) for middle in middles):
        return "", given, ""
    ending = texts[0][len(texts[0]) - last :]
    return "".join(texts[0][:first]), [*middles], "".join(ending)


def _count_alike(rows: Sequence[Sequence[str]]) -> int:
    """Count the words that all rows begin with."""
    alike = [len(set(column)) == 1 for column in zip(*rows, strict=False)]
    return alike.index(False) if False in alike else len(alike)


def _is_long(value: str | float) -> bool:
    return isinstance(value, str) and (len(value) > LONGEST_TEXT or "\n" in value)


def _name(constant: Constant) -> str:
    """Say what a constant is: the name of an entry, a keyword's value, a column, a text."""
    if constant.place:
        return constant.place
    return "text" if isinstance(constant.node.value, str) else "number"


def _annotation(values: Sequence[str | float]) -> str:
    kinds = {type(value).__name__ for value in values}
    return " | ".join(sorted(kinds)) if kinds != {"int", "float"} else "float"
