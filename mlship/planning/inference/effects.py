"""A statement → the names whose values it changes, so far as serving must care."""

import ast
from collections.abc import Iterable

from mlship.ir.dataflow import Call, Node
from mlship.ir.trees import walk

# What statements are for that may seem to change a table which they only show or save.
LOOKS = frozenset({"export", "plot", "look"})
# Methods by which an estimator learns or answers: they leave alone what they are given.
ASKED = frozenset(
    {"fit", "transform", "fit_transform", "fit_predict", "partial_fit", "predict", "predict_proba",
     "decision_function", "score", "evaluate", "inverse_transform", "fit_resample", "set_params"}
)  # fmt: skip
ESTIMATORS = "sklearn."


def changed_by(node: Node) -> frozenset[str]:
    """Return the names that a statement binds, or whose objects it changes.

    A method of something unknown may change whatever it is given. Where it is one by which
    estimators learn or answer, it is taken to change the estimator alone: replay says if not.
    """
    bound = node.defines | node.may_define
    if node.role in LOOKS and not any(map(_changes_its_own, node.calls)):
        return bound
    if not _is_asking(node) or any(map(_changes_a_place, walk(node.statement.node))):
        return node.writes
    others = (call for call in node.calls if not _only_asks(call))
    changed = {call.receiver for call in node.calls} | set(_mentioned(others))
    return bound | (node.mutates & changed)


def _changes_its_own(call: Call) -> bool:
    """Tell whether a table's method surely changes the table: ``df.insert(0, "a", values)``."""
    fact = call.fact
    return fact is not None and fact.mutates_self is True and fact.name.startswith("pandas.")


def _is_asking(node: Node) -> bool:
    return any(isinstance(c.node.func, ast.Attribute) and _only_asks(c) for c in node.calls)


def _only_asks(call: Call) -> bool:
    func = call.node.func
    is_method = isinstance(func, ast.Attribute) and func.attr in ASKED
    return is_method or call.name.startswith(ESTIMATORS) or _is_harmless(call)


def _is_harmless(call: Call) -> bool:
    """Tell whether a function is known, and known to change nothing that it is given."""
    fact = call.fact
    inplace = any(k.arg in {"inplace", "copy", "out"} for k in call.node.keywords)
    return fact is not None and not fact.mutates and fact.mutates_self is not True and not inplace


def _changes_a_place(tree: ast.AST) -> bool:
    """Tell whether a column, an entry or an attribute is stored or deleted."""
    match tree:
        case ast.Subscript(ctx=ctx) | ast.Attribute(ctx=ctx):
            return isinstance(ctx, ast.Store | ast.Del)
        case ast.AugAssign():
            return True
    return False


def _mentioned(calls: Iterable[Call]) -> Iterable[str]:
    nodes = (n for call in calls for n in walk(call.node))
    return (n.id for n in nodes if isinstance(n, ast.Name))
