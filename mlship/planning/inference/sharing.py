"""Stage functions → those that serving calls too, and what in them is left to training."""

import ast
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import parse
from mlship.planning.inference.slicing import Path, serving_text
from mlship.planning.inference.traces import Trace
from mlship.planning.interfaces import EXPLORE, Unit

WORK = frozenset({"train", "tune", "evaluate", "predict", "export", "load"})
SIMPLE = ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr | ast.Delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Shared = a unit (its place), the statements in it that only training does."""

    place: int
    guarded: frozenset[int]


def find_shared(
    flow: Dataflow,
    units: list[Unit],
    path: Path,
    traces: Mapping[int, Trace],
    looks: frozenset[int],
) -> tuple[Shared, ...]:
    """Find the units that serving can call as they are."""
    parts = {item.index: item.how for item in path.items}
    found: list[Shared] = []
    for place, unit in enumerate(units):
        guarded = _guarded(flow, unit, parts, traces, looks)
        if guarded is not None and set(unit.inputs) <= _available(flow, path, unit):
            found.append(Shared(place=place, guarded=guarded))
    return tuple(found)


def find_repeated(
    flow: Dataflow, units: list[Unit], training: Path, looks: frozenset[int], served: frozenset[int]
) -> tuple[int, ...]:
    """Find the units that only training needs, and can call as they are: their places."""
    parts = {item.index: item.how for item in training.items}
    return tuple(
        place
        for place, unit in enumerate(units)
        if not served & set(unit.indexes)
        and _is_whole(flow, unit, parts, looks)
        and set(unit.inputs) <= _available(flow, training, unit) - set(training.kept)
    )


def _is_whole(flow: Dataflow, unit: Unit, parts: Mapping[int, str], looks: frozenset[int]) -> bool:
    """Tell whether a unit prepares, and does little besides."""
    mine = [parts[i] for i in unit.indexes if i in parts]
    others = [i for i in unit.indexes if i not in parts and i not in looks]
    is_whole = bool(mine) and set(mine) == {"keep"} and len(others) < len(mine)
    return unit.label != EXPLORE and is_whole and not any(_does_more(flow.nodes[i]) for i in others)


def _does_more(node: Node) -> bool:
    """Tell whether a statement trains, measures or writes files: that is not preparing."""
    return node.role in WORK or any(name.startswith("file:") for name in node.writes)


def _available(flow: Dataflow, path: Path, unit: Unit) -> set[str]:
    """Return the variables that serving has when it comes to a unit."""
    found = set(path.kept)
    for item in path.items:
        if item.index < unit.indexes[0]:
            node = flow.nodes[item.index]
            names = {name for name, _ in item.pairs}
            found |= names or node.defines | node.may_define
    return found


def _guarded(
    flow: Dataflow, unit: Unit, parts: Mapping[int, str], traces: Mapping[int, Trace],
    looks: frozenset[int],
) -> frozenset[int] | None:  # fmt: skip
    """Return the statements that only training does; None if serving cannot call the unit."""
    mine = [i for i in unit.indexes if i in parts]
    if unit.label == EXPLORE or {*map(parts.get, mine)} != {"keep"}:
        return None
    stripped = {i for i in mine if traces[i].strips}
    if not all(is_noop(flow, i, traces[i]) for i in stripped):
        return None
    apart = {*unit.indexes} - parts.keys() | looks.intersection(unit.indexes)
    only = apart - _harmless(flow, unit, apart - looks, traces) | stripped
    if only.issuperset(mine) or not _gives_without(flow, unit, only):
        return None
    return frozenset(only) if all(map(partial(_can_guard, flow), only - looks)) else None


def _gives_without(flow: Dataflow, unit: Unit, only: Collection[int]) -> bool:
    """Tell whether a unit still binds all that it gives back, without some of its statements."""
    kept = (flow.nodes[i].defines for i in unit.indexes if i not in only)
    return set(unit.inputs).union(*kept).issuperset(unit.outputs)


def _harmless(
    flow: Dataflow, unit: Unit, only: Collection[int], traces: Mapping[int, Trace]
) -> set[int]:
    """Find what serving may do although it does not need it: ``y = df["price"]``.

    A function gives back all that it gives back, and a record's missing answer is filled in.
    """
    found: set[int] = set()
    needed = set(unit.outputs)
    for index in sorted(only, reverse=True):
        node = flow.nodes[index]
        if node.defines & needed and index in traces and _is_row_local(traces[index]):
            found.add(index)
            needed |= node.reads
    return found


def _is_row_local(trace: Trace) -> bool:
    learns = trace.changes or trace.strips or trace.refusals or trace.draws or trace.fits
    return bool(trace.tags) and not learns


def is_noop(flow: Dataflow, index: int, trace: Trace) -> bool:
    """Tell whether serving, which keeps every row, does nothing in a statement."""
    return serves_nothing(serving_text(flow, index, trace))


def serves_nothing(text: str) -> bool:
    """Tell whether code does nothing: ``x = x``."""
    return all(_is_nothing(tree) for tree in parse(text).body)


def _is_nothing(tree: ast.stmt) -> bool:
    match tree:
        case ast.Pass():
            return True
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.Name(id=name)):
            return target == name
    return False


def _can_guard(flow: Dataflow, index: int) -> bool:
    """Tell whether a statement's lines can be set in: no text runs over several of them."""
    tree = flow.nodes[index].statement.node
    texts = (n for n in ast.walk(tree) if isinstance(n, ast.Constant | ast.JoinedStr))
    return not any(t.lineno != t.end_lineno for t in texts)


def guarded_of(shared: Iterable[Shared]) -> frozenset[int]:
    """Return all statements that are left to training."""
    return frozenset().union(*(each.guarded for each in shared))
