"""A path derived of a notebook as it is → one with its functions looked into, if that is longer.

A function that reads, splits or trains is no step that serving could call. Where records would not
be rows of a table that is read, its lines are followed as if they stood where it is called.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from mlship.ir.dataflow import Dataflow
from mlship.ir.unfolding import Unfolding
from mlship.knowledge import Knowledge
from mlship.planning.fitted import Fitted, find_fitted
from mlship.planning.inference.derived import Derived
from mlship.planning.inference.deriving import Known, derive
from mlship.planning.telling import with_told_roles


class Unfold(Protocol):
    """Puts what own functions do where they are called, of `every` one that is called once."""

    def __call__(self, flow: Dataflow, /, *, every: bool, way: Collection[int]) -> Unfolding | None:
        """Return the dataflow of what is unfolded; None if nothing is of these statements."""


def leave_calls(_: Dataflow, /, *, every: bool, way: Collection[int]) -> None:
    """Unfold nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Looked = the notebook, its kept statements, what is known, what unfolds it."""

    flow: Dataflow
    kept: Sequence[int]
    known: Known
    knowledge: Knowledge
    unfold: Unfold


def derive_inside(model: Fitted | None, looked: Looked) -> Derived | None:
    """Follow the model's features back to the raw table, into functions where that gets further."""
    found = derive(looked.flow, looked.kept, model, looked.known)
    if model is None or model.picked or (found and found.is_raw):
        return found
    way = _way_to(model, looked.flow)
    for every in (False, True):  # a function that only prepares is better called as it is
        unfolding = looked.unfold(looked.flow, every=every, way=way)
        inside = _derive_unfolded(model, looked, unfolding) if unfolding else None
        found = inside if inside and _reach(inside) > _reach(found) else found
        if found and found.is_raw:
            break
    return found


def _way_to(model: Fitted, flow: Dataflow) -> frozenset[int]:
    """Return the statements that what trains the model, and what uses it then, depends on."""
    waiting = [n.statement.index for n in flow.nodes if model.index in n.depends]
    waiting.append(model.index)
    found: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index not in found:
            found.add(index)
            waiting += flow.nodes[index].depends
    return frozenset(found)


def _reach(found: Derived | None) -> int:
    """Say how far back serving starts: at a table that is read, at one that is made, later."""
    if found is None:
        return -1
    if found.reason or found.serving.blocked >= 0 or found.serving.source < 0:
        return 0
    return 2 if found.is_raw else 1


def _derive_unfolded(model: Fitted, looked: Looked, unfolding: Unfolding) -> Derived | None:
    unfolding = replace(unfolding, flow=with_told_roles(unfolding.flow))
    flow, kept = unfolding.flow, unfolding.indexes_of({*looked.kept})
    here = {place.outer: i for i, place in enumerate(unfolding.places) if not place.inner}
    functions = {
        name: replace(function, index=here[function.index])
        for name, function in looked.known.functions.items()
        if function.index in here
    }
    known = replace(looked.known, functions=functions, unfolded=unfolding)
    fitted = _find_inside(model, looked, unfolding)
    found = derive(flow, kept, fitted, known) if fitted else None
    if found is None:
        return None
    outside = found.outside
    can_learn = outside.learning <= looked.known.functions.keys()
    return found if can_learn and not outside.lost else None


def _find_inside(model: Fitted, looked: Looked, unfolding: Unfolding) -> Fitted | None:
    """Find the fit of the model where functions are unfolded, by its name if it has one there."""
    kept = unfolding.indexes_of({*looked.kept})
    fits = [
        fitted
        for fitted in find_fitted(unfolding.flow, kept, looked.knowledge)
        if unfolding.places[fitted.index].outer == model.index
        and fitted.estimator == model.estimator
    ]
    named = [fitted for fitted in fits if fitted.name == model.name]
    return next(reversed(named or fits), None)
