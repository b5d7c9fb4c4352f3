"""Variables that hold texts → the text that each holds at a statement: paths, and parts of them."""

import ast
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from mlship.ir.dataflow import Dataflow, Node
from mlship.planning.literals import NotLiteral, text_value

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Texts = those of variables that are bound once; the bindings of those bound several times.

    Only of the latter it matters where they are read, and nobody knows it of a function's body.
    """

    always: Mapping[str, str]
    changing: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    def at(self, node: Node) -> Mapping[str, str]:
        """Return the text of each variable that is known when a statement begins."""
        if not self.changing or isinstance(node.statement.node, DEFINITIONS):
            return self.always
        return {**self.always, **_before(self.changing, node.statement.index)}


def find_texts(flow: Dataflow, others: Mapping[str, str]) -> Texts:
    """Find the variables that hold texts, or paths made of such; `others` are known already."""
    always = {**text_constants(flow), **others}
    texts: dict[str, dict[int, str]] = defaultdict(dict)
    written = Counter(name for node in flow.nodes for name in node.writes)
    for node in flow.nodes:
        match node.statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if written[name] > 1:
                index = node.statement.index
                earlier = {n: tuple(found.items()) for n, found in texts.items()}
                try:
                    texts[name][index] = text_value(value, {**always, **_before(earlier, index)})
                except NotLiteral:
                    continue
    changing = {n: tuple(found.items()) for n, found in texts.items() if len(found) == written[n]}
    return Texts(always=always, changing=changing)


def _before(changing: Mapping[str, tuple[tuple[int, str], ...]], index: int) -> dict[str, str]:
    """Return the text that each variable was bound to last before a statement."""
    return {
        name: text for name, bindings in changing.items() for at, text in bindings if at < index
    }


def text_constants(flow: Dataflow) -> dict[str, str]:
    """Return the variables that are bound once, to a text or to a path made of such texts."""
    texts: dict[str, str] = {}
    for name, (_, value) in bound_once(flow).items():
        try:
            texts[name] = text_value(value, texts)
        except NotLiteral:
            continue
    return texts


def bound_once(flow: Dataflow) -> dict[str, tuple[int, ast.expr]]:
    """Return the variables with one single binding, ``name = value`` → statement, value."""
    written = Counter(name for node in flow.nodes for name in node.writes)
    found = {}
    for node in flow.nodes:
        match node.statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if written[name] == 1:
                found[name] = (node.statement.index, value)
    return found
