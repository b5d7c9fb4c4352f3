"""Draft → what generated bodies stand in: types of parameters and of the notebook's functions."""

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from mlship.ir.dataflow import Dataflow
from mlship.planning.bindings import Surroundings
from mlship.planning.bodies import Writer
from mlship.planning.drafting import Draft
from mlship.planning.hidden_builtins import MODULE
from mlship.planning.own_calls import callables_of, find_calls
from mlship.planning.signatures import Signature, find_signatures

# Names that generated code brings itself.
GENERATED = ("partial", "os", "Any", "cast", "__name__", "__file__")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Inside = what any body stands in, types before each statement, the own functions' types."""

    around: Surroundings
    types: Sequence[Mapping[str, str]]
    signatures: Mapping[str, Signature]


def look_around(draft: Draft, writer: Writer) -> Inside:
    """Find out what a body can count on."""
    everywhere = types_along(draft.flow, frozenset())
    types = types_along(draft.flow, {*draft.sorted.looks, *draft.sorted.dropped})
    signatures = find_signatures(draft.flow, draft.hoisted, everywhere, draft.names.variables)
    calls = find_calls(draft.flow, everywhere)
    around = replace(_surroundings(draft, writer, signatures), calls=calls)
    return Inside(around=around, types=types, signatures=signatures)


def _surroundings(
    draft: Draft, writer: Writer, signatures: Mapping[str, Signature]
) -> Surroundings:
    parameters = writer.tunables.parameters
    return Surroundings(
        imports=_imports(draft),
        parameters={writer.parameter(p.section, p.name): p.annotation for p in parameters},
        own=draft.hoisted.names,
        classes=frozenset(n for n, f in draft.hoisted.functions.items() if f.is_class),
        ours=frozenset({writer.params, writer.report, writer.learned, MODULE, *GENERATED}),
        written=frozenset(name for node in draft.flow.nodes for name in node.writes),
        complete=not draft.imports.stars,
        results={**_told_results(draft), **_found_results(signatures)},
    )


def _found_results(signatures: Mapping[str, Signature]) -> dict[str, str]:
    return {name: found.result for name, found in signatures.items() if found.result}


def _told_results(draft: Draft) -> dict[str, str]:
    """Return what the notebook itself says of the results of its functions and methods."""
    return {
        name: ast.unparse(node.returns)
        for name, node in callables_of(draft.flow)
        if node.returns is not None and isinstance(node, ast.FunctionDef)
    }


def _imports(draft: Draft) -> Mapping[str, str]:
    """Return what names stand for; what a star brings is missing, so that the star is brought."""
    if not draft.imports.stars:
        return draft.flow.imports
    named = draft.imports.lines.keys() | draft.imports.blocks.keys()
    return {name: what for name, what in draft.flow.imports.items() if name in named}


def types_along(flow: Dataflow, apart: Collection[int]) -> list[Mapping[str, str]]:
    """Return the types of all names before each statement, and after the last.

    What the statements that stand `apart` bind stays with them.
    """
    known: dict[str, str] = {}
    result: list[Mapping[str, str]] = [{}]
    for node in flow.nodes:
        if node.statement.index not in apart:
            known = {**known, **dict.fromkeys(node.defines | node.may_define, ""), **node.types}
        result.append(known)
    return result
