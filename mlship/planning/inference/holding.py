"""A derived path → edits by which the run holds what nothing gives back to its results.

That is what replay is compared with, where its variable changes later or is one of a function's,
and what serving takes over of a function's variables.
"""

import ast
from dataclasses import replace

from mlship.planning.edits import Change, Wrap
from mlship.planning.inference.derived import Derived
from mlship.planning.inference.fits import Goal
from mlship.planning.inference.matrices import is_rebound, names_in
from mlship.planning.inference.outside import is_inside, keep_inside


def hold(derived: Derived, learned: str, hidden: frozenset[str]) -> Derived:
    """Let the run hold what is compared and what serving needs, if they are not its results."""
    name = f"{derived.model.name}_features"
    found = _hold_fitted(derived, learned, hidden, name)
    asked = derived.prediction
    if ast.unparse(asked.features) != ast.unparse(derived.fit.features) and found.is_inside(asked):
        found = _held(
            found, asked, f"{name}_asked", _change(found, asked, learned, f"{name}_asked")
        )
    return _keep(found, learned)


def _hold_fitted(derived: Derived, learned: str, hidden: frozenset[str], name: str) -> Derived:
    """Hold what the model is fitted on, where its variable changes or a parameter chooses it."""
    flow, fit = derived.flow, derived.fit
    tree = flow.nodes[fit.index].statement.node
    if not (isinstance(tree, ast.Assign | ast.Expr) and names_in(fit)):
        return derived
    is_chosen = names_in(fit) & hidden and any(n is fit.features for n in ast.walk(tree))
    is_lost = is_rebound(flow, derived.traces.keys(), fit) or derived.is_inside(fit)
    if not is_chosen and not is_lost:
        return derived
    around = _around(fit, learned, name)
    return _held(derived, fit, name, around if is_chosen else _change(derived, fit, learned, name))


def _change(derived: Derived, goal: Goal, learned: str, name: str) -> Change:
    """Hold features in a line of its own, unless a function makes them in what it gives back."""
    tree, unfolded = derived.flow.nodes[goal.index].statement.node, derived.unfolded
    is_line = unfolded is None or not unfolded.places[goal.index].is_given_back
    if is_line and isinstance(tree, ast.Assign | ast.Expr):
        return Wrap(tree, f'{learned}.hold("{name}", {ast.unparse(goal.features)})\n', "")
    return _around(goal, learned, name)


def _around(goal: Goal, learned: str, name: str) -> Change:
    return Wrap(goal.features, f'{learned}.hold("{name}", ', ")")


def _held(derived: Derived, goal: Goal, name: str, change: Change) -> Derived:
    known = derived.insertions.get(goal.index, ())
    insertions = {**derived.insertions, goal.index: (*known, change)}
    held = {**derived.held, ast.unparse(goal.features): name}
    return replace(derived, insertions=insertions, held=held)


def _keep(derived: Derived, learned: str) -> Derived:
    """Let functions keep those of their variables that serving takes over."""
    unfolded = derived.unfolded
    if unfolded is None:
        return derived
    before = derived.prediction.index
    inside = [name for name in derived.serving.kept if is_inside(unfolded, name, before)]
    kept = keep_inside(unfolded, inside, before, learned)
    return replace(derived, inside=frozenset(inside), kept_inside=tuple(kept))
