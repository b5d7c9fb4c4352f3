"""A statement → the names whose values it changes, so far as serving must care."""

import ast
from collections.abc import Iterable

from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.ir.trees import children, walk

# What statements are for that may seem to change a table which they only show or save.
LOOKS = frozenset({"export", "plot", "look"})
# Methods by which an estimator learns or answers: they leave alone what they are given.
ASKED = frozenset(
    {"fit", "transform", "fit_transform", "fit_predict", "partial_fit", "predict", "predict_proba",
     "decision_function", "score", "evaluate", "inverse_transform", "fit_resample", "set_params"}
)  # fmt: skip
ESTIMATORS = "sklearn."


def find_asking(flow: Dataflow) -> frozenset[str]:
    """Name the notebook's own functions that change nothing of what they are given.

    With an estimator of a class of the notebook's own they might, by its methods alone.
    """
    return frozenset(
        f"<notebook>.{function.name}"
        for function in flow.functions
        if not (function.is_class or function.mutates or function.writes_globals)
    )


def changed_by(node: Node, asking: frozenset[str]) -> frozenset[str]:
    """Return the names that a statement binds, or whose objects it changes.

    A method of something unknown may change whatever it is given. Where it is one by which
    estimators learn or answer, it is taken to change the estimator alone: replay says if not.
    So are functions that are `asking`.
    """
    bound = node.defines | node.may_define
    if node.role in LOOKS and not any(map(_changes_its_own, node.calls)):
        return bound
    if not _is_asking(node, asking) or any(map(_changes_a_place, walk(node.statement.node))):
        return node.writes
    asks = {id(c.node) for c in node.calls if _only_asks(c) or c.name in asking}
    others = (call.node for call in node.calls if id(call.node) not in asks)
    given = {name for call in others for name in _mentioned(call, asks)}
    changed = {call.receiver for call in node.calls} | given
    return bound | (node.mutates & changed)


def _changes_its_own(call: Call) -> bool:
    """Tell whether a table's method surely changes the table: ``df.insert(0, "a", values)``."""
    fact = call.fact
    return fact is not None and fact.mutates_self is True and fact.name.startswith("pandas.")


def _is_asking(node: Node, asking: frozenset[str]) -> bool:
    return any(
        c.name in asking
        or c.name.startswith(ESTIMATORS)
        or (isinstance(c.node.func, ast.Attribute) and _only_asks(c))
        for c in node.calls
    )


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


def _mentioned(tree: ast.AST, asks: set[int]) -> Iterable[str]:
    """Yield the names in a call, but for those that only calls get which ask."""
    if isinstance(tree, ast.Name):
        yield tree.id
    for child in children(tree):
        if id(child) not in asks:
            yield from _mentioned(child, asks)
