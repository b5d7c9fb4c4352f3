"""A statement → the names whose values it changes, so far as serving must care."""

import ast
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.ir.trees import children, names_in, walk
from mlship.planning.inference.binding import root_of

# What statements are for that may seem to change a table which they only show or save.
LOOKS = frozenset({"export", "plot", "look"})
# Methods by which an estimator learns or answers: they leave alone what they are given.
ASKED = frozenset(
    {"fit", "transform", "fit_transform", "fit_predict", "partial_fit", "predict", "predict_proba",
     "decision_function", "score", "evaluate", "inverse_transform", "fit_resample", "set_params"}
)  # fmt: skip
ESTIMATORS = "sklearn."
# What is fed with data, or made of it, and leaves it alone: networks, losses, optimizers, loaders.
FED = ("torch.nn.", "torch.optim.", "torch.utils.data.")


def find_effects(flow: Dataflow) -> "Effects":
    """Say what in a notebook is taken to leave alone what it is given."""
    has_torch = any(map(_is_torch, flow.imports.values()))
    return Effects(asking=find_asking(flow), fed=frozenset(_find_fed(flow) if has_torch else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Effects = own functions that change nothing they are given, variables that are fed."""

    asking: frozenset[str] = frozenset()
    fed: frozenset[str] = frozenset()


def find_asking(flow: Dataflow) -> frozenset[str]:
    """Name the notebook's own functions that change nothing of what they are given.

    With an estimator of a class of the notebook's own they might, by its methods alone.
    """
    return frozenset(
        f"<notebook>.{function.name}"
        for function in flow.functions
        if not (function.is_class or function.mutates or function.writes_globals)
    )


def _classes_of_torch(flow: Dataflow) -> Iterator[str]:
    for tree in (node.statement.node for node in flow.nodes):
        if isinstance(tree, ast.ClassDef) and any(_is_of_torch(base, flow) for base in tree.bases):
            yield tree.name


def _find_fed(flow: Dataflow) -> Iterable[str]:
    """Yield the variables that hold something of PyTorch that is fed, by type or by use."""
    own = {f"<notebook>.{name}" for name in _classes_of_torch(flow)}
    for node in flow.nodes:
        yield from (n for n, kind in node.types.items() if kind.startswith(FED) or kind in own)
        for call in node.calls:
            if call.name.endswith(".parameters") and call.receiver:
                yield call.receiver


def _is_of_torch(base: ast.expr, flow: Dataflow) -> bool:
    """Tell a base class of PyTorch: ``nn.Module``."""
    return _is_torch(flow.imports.get(root_of(base), ""))


def _is_torch(name: str) -> bool:
    return name.partition(".")[0] == "torch"


def changed_by(node: Node, effects: Effects) -> frozenset[str]:
    """Return the names that a statement binds, or whose objects it changes.

    A method of something unknown may change whatever it is given. Where it is one by which
    estimators learn or answer, it is taken to change the estimator alone: replay says if not.
    So are own functions that are `asking`, and what is `fed`.
    """
    bound, asking = node.defines | node.may_define, effects.asking
    if not effects.fed.isdisjoint(names_in(node.statement.node)):
        return bound | (node.mutates & (effects.fed | _changed_in_place(node)))
    if node.role in LOOKS and not any(map(_changes_its_own, node.calls)):
        return bound
    if not _is_asking(node, asking) or any(map(_changes_a_place, walk(node.statement.node))):
        return node.writes
    return bound | (node.mutates & _changed_by_others(node, asking))


def _changed_by_others(node: Node, asking: Collection[str]) -> set[str]:
    """Return what calls that only ask leave: receivers, and what is given to other calls."""
    asks = {id(c.node) for c in node.calls if _only_asks(c) or c.name in asking}
    others = (call.node for call in node.calls if id(call.node) not in asks)
    given = {name for call in others for name in _mentioned(call, asks)}
    return {call.receiver for call in node.calls} | given


def _changed_in_place(node: Node) -> frozenset[str]:
    """Return the variables whose entries a statement stores, or whose methods change them."""
    trees = walk(node.statement.node)
    stored = (n for n in trees if isinstance(n, ast.Subscript | ast.Attribute))
    roots = {root_of(n) for n in stored if not isinstance(n.ctx, ast.Load)}
    added = {root_of(n.target) for n in trees if isinstance(n, ast.AugAssign)}
    called = (c for c in node.calls if c.fact is not None and c.fact.mutates_self is True)
    return frozenset({*roots, *added, *(c.receiver for c in called)})


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
