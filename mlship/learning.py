"""What statements turned out to do → facts about what they call, for the user's knowledge file."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mlship import analysis, knowledge, parsing, reader
from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.settings import Settings

GENERATOR = "rng:"
OWN = ("<", ".")  # the notebook's own functions, methods of nobody knows what


def learn(
    notebook: Path, settings: Settings, effects: Mapping[int, Sequence[str]]
) -> dict[int, str]:
    """Write the fact that explains a statement's effects; "" where no single call can be blamed.

    `effects` holds, by position of the statement, the names that it changed, and ``rng:numpy``
    and the like for the generators that it drew from.
    """
    flow = _flow(notebook, settings)
    return {index: _fact(flow.nodes[index], found) for index, found in effects.items()}


def _flow(notebook: Path, settings: Settings) -> Dataflow:
    program = parsing.take_out_secrets(parsing.parse(reader.read(notebook)))
    return analysis.analyse(program, knowledge.load(settings.knowledge))


def _fact(node: Node, effects: Sequence[str]) -> str:
    named = [call for call in node.calls if call.name and not call.name.startswith(OWN)]
    unknown = [call for call in named if call.fact is None] or named
    if len({call.name for call in unknown}) != 1:
        return ""
    call = unknown[0]
    of, _, name = call.name.rpartition(".")
    owner = [f'of = "{of}"'] if of else []
    said = list(_said(call, effects))
    return "\n".join(["[[facts]]", *owner, f'names = "{name}"', *said]) if said else ""


def _said(call: Call, effects: Sequence[str]) -> Iterator[str]:
    drawn = [name.removeprefix(GENERATOR) for name in effects if name.startswith(GENERATOR)]
    if drawn:
        yield f'draws = "{" ".join(drawn)}"'
    if call.receiver in effects:
        yield "mutates_self = true"
    changed = [place for place, given in _arguments(call.node) if given in effects]
    if changed:
        yield f'mutates = "{" ".join(changed)}"'


def _arguments(call: ast.Call) -> Iterator[tuple[str, str]]:
    """Yield position or keyword, and variable, of the arguments that are variables."""
    for position, given in enumerate(call.args):
        if isinstance(given, ast.Name):
            yield str(position), given.id
    for keyword in call.keywords:
        if isinstance(keyword.value, ast.Name) and keyword.arg:
            yield keyword.arg, keyword.value.id
