"""Dataflow and the fitted models → the variables that hold one of them, picked while it runs.

What a notebook saves, or asks for predictions, is often no variable that it has fitted:
``final = tree if better else forest``, ``best = models[name]``, ``best = search.best_estimator_``.
"""

import ast
from collections.abc import Iterable, Sequence
from itertools import chain

from mlship.ir.dataflow import Dataflow, Node
from mlship.knowledge import Knowledge
from mlship.planning.asking import PREDICTS
from mlship.planning.fitted import Fitted
from mlship.planning.holding import Held, Holders, find_holders
from mlship.planning.models import SAVES

LOOPS = (ast.For, ast.While)
ASKS = PREDICTS | {"score"}


def find_picked(
    flow: Dataflow, kept: Sequence[int], knowledge: Knowledge, fitted: Sequence[Fitted]
) -> tuple[Fitted, ...]:
    """Return what is saved, or predicts, and holds one of the models, in the notebook's order."""
    holders = find_holders(flow, kept, knowledge)
    nodes = [flow.nodes[index] for index in sorted(kept)]
    saved = set(chain.from_iterable(map(_saved, nodes)))
    asked = set(chain.from_iterable(map(_asked, nodes)))
    known = {f.name for f in fitted}
    found = [
        _picked(flow, holders, name, held)
        for name, held in holders.held.items()
        if name in saved | asked and (held.picked or _is_made_elsewhere(held, name, known))
    ]
    seen = known | holders.held.keys() | flow.imports.keys()
    found += [_unseen(nodes, name) for name in sorted((saved & asked) - seen)]
    return tuple(sorted(found, key=lambda one: one.index))


def _is_made_elsewhere(held: Held, name: str, known: set[str]) -> bool:
    """Tell whether a variable holds a model that the notebook's own function has made of it."""
    return name not in known and not held.several and not held.looped


def _saved(node: Node) -> Iterable[str]:
    """Yield the variables that are written to files as they are, or beside others."""
    for call in node.calls:
        if call.name.rsplit(".", 1)[-1] in SAVES:
            for given in call.node.args:
                yield from _given(given)


def _given(value: ast.expr) -> Iterable[str]:
    match value:
        case ast.Name(id=name):
            yield name
        case ast.Dict(values=values) | ast.List(elts=values) | ast.Tuple(elts=values):
            for inner in values:
                yield from _given(inner)


def _asked(node: Node) -> Iterable[str]:
    """Yield the variables that are asked for predictions."""
    for call in node.calls:
        match call.node.func:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if attr in ASKS:
                yield name


def _picked(flow: Dataflow, holders: Holders, name: str, held: Held) -> Fitted:
    classes = holders.classes_of(held)
    of = tuple(
        Fitted(
            name=fit.name, estimator="", index=fit.index, call=fit.call,
            repeated=isinstance(flow.nodes[fit.index].statement.node, LOOPS),
        )
        for fit in holders.fits_of(held)
    )  # fmt: skip
    return Fitted(name=name, estimator="", index=held.index, of=of, classes=classes, picked=True)


def _unseen(nodes: Sequence[Node], name: str) -> Fitted:
    """Return what predicts and is saved, though nobody sees where it is fitted."""
    binding = [n.statement.index for n in nodes if name in n.defines | n.may_define]
    return Fitted(name=name, estimator="", index=max(binding, default=-1), picked=True)
