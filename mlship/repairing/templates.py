"""A rule's template and the expression that it matched → new text, and the imports it needs."""

import ast
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from mlship.repairing.edits import text_of
from mlship.repairing.naming import Reference

PLACE = re.compile(r"\{(receiver|rest|args|value|keyword|rows|\d)(?: without ([\w ]+))?\}")
NAME = re.compile(r"«([\w.]+)»")
ROWS = "rows"  # they are made of the first argument
COMMA = re.compile(r"\(\s*,\s*|,\s*(?=\))")


def fill(
    template: str,
    source: str,
    node: ast.expr,
    refer: Callable[[str], Reference],
    special: Mapping[str, str] | None = None,
) -> Reference | None:
    """Fill in the places; None if the call has not what the template asks for.

    {receiver} is what a method is called on, {0} the first positional argument, {args} all
    arguments, {rest} those that no number names, `without a 0` leaves some out; {keyword} and
    {rows} are what `special` says: the value of the rule's keyword, the first argument as a frame.
    """
    wanted = [match[1] for match in PLACE.finditer(template)]
    numbers = {int(each) for each in wanted if each.isdigit()} | ({0} if ROWS in wanted else set())
    if not _has_all(node.args if isinstance(node, ast.Call) else [], numbers):
        return None
    places = _Places(source=source, node=node, numbers=frozenset(numbers), special=special or {})
    references = {match[1]: refer(match[1]) for match in NAME.finditer(template)}
    text = PLACE.sub(places.fill, NAME.sub(lambda match: references[match[1]].text, template))
    imports = [line for reference in references.values() for line in reference.imports]
    return Reference(text=COMMA.sub(_bracket, text), imports=tuple(dict.fromkeys(imports)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """What stands at the places of a template; `numbers` are the positions that it names."""

    source: str
    node: ast.expr
    numbers: frozenset[int]
    special: Mapping[str, str]

    def fill(self, match: re.Match[str]) -> str:
        """Give the text of a place."""
        kind, call = match[1], self.node if isinstance(self.node, ast.Call) else None
        if kind in self.special:
            return self.special[kind]
        if call and kind.isdigit():
            return text_of(self.source, call.args[int(kind)])
        if kind == "value":
            return text_of(self.source, self.node)
        if kind == "receiver":
            return _receiver(self.source, call.func if call else self.node)
        skipped = self.numbers if kind == "rest" else frozenset[int]()
        return _arguments(self.source, call, skipped, frozenset((match[2] or "").split()))


def _has_all(arguments: Sequence[ast.expr], numbers: Collection[int]) -> bool:
    """Tell whether a call has an argument at each of these positions."""
    if not numbers:
        return True
    is_starred = any(isinstance(each, ast.Starred) for each in arguments)
    return max(numbers) < len(arguments) and not is_starred


def _bracket(match: re.Match[str]) -> str:
    return "(" if match[0].startswith("(") else ""


def _receiver(source: str, func: ast.expr) -> str:
    return text_of(source, func.value) if isinstance(func, ast.Attribute) else ""


def _arguments(
    source: str, call: ast.Call | None, skipped: frozenset[int], without: frozenset[str]
) -> str:
    if call is None:
        return ""
    skipped = skipped | {int(each) for each in without if each.isdigit()}
    positional = [text_of(source, a) for n, a in enumerate(call.args) if n not in skipped]
    named = [text_of(source, k) for k in call.keywords if k.arg not in without]
    return ", ".join((*positional, *named))
