"""Units of statements → what each is given and gives back."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import find, walk

WORLD = frozenset({"figure", "options", "warnings", "cwd", "environ"})
EXPLORE = "explore"
COMPOUND = (ast.Try, ast.TryStar, ast.For, ast.While, ast.If, ast.With)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Unit = stage label, indexes of its statements in order, names in, names out, own stage."""

    label: str
    indexes: tuple[int, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a run of statements does to names: reads from before, binds surely, writes."""

    needs: frozenset[str]
    defines: frozenset[str]
    writes: frozenset[str]


def is_variable(name: str) -> bool:
    """Tell a notebook variable from a name of the world (``rng:numpy``, ``figure``)."""
    return ":" not in name and name not in WORLD


def usage(
    nodes: Iterable[Node], hidden: frozenset[str], looks: frozenset[int] = frozenset()
) -> Usage:
    """Sum up a run of statements; `hidden` names (imports, helpers, parameters) do not count.

    Of `looks` only what they need counts: what they write stays with them, for later ones too.
    """
    needs: set[str] = set()
    defined: set[str] = set()
    shown: set[str] = set()
    written: set[str] = set()
    for node in nodes:
        caught = _caught(node)
        is_look = node.statement.index in looks
        known = defined | shown if is_look else defined
        needs |= {n for n in node.reads | node.mutates if n not in known}
        if is_look:
            shown |= node.defines - caught
        else:
            defined |= node.defines - caught
            written |= node.writes - caught
    needs, defined, written = (set(filter(is_variable, ns)) for ns in (needs, defined, written))
    return Usage(
        needs=frozenset(needs - hidden),
        defines=frozenset(defined - hidden),
        writes=frozenset(written - hidden),
    )


def _caught(node: Node) -> frozenset[str]:
    """Return the names of exceptions: each is gone when its ``except`` clause ends."""
    if not isinstance(node.statement.node, COMPOUND) or not node.writes:
        return frozenset()
    trees = list(walk(node.statement.node))
    caught = {tree.name for tree in trees if isinstance(tree, ast.ExceptHandler) and tree.name}
    if not caught:
        return frozenset()
    stored = {t.id for t in trees if isinstance(t, ast.Name) and isinstance(t.ctx, ast.Store)}
    return frozenset(caught - stored)


def connect(
    flow: Dataflow,
    units: Sequence[Unit],
    hidden: frozenset[str],
    looks: frozenset[int],
    final: frozenset[str],
) -> list[Unit]:
    """Give each unit its inputs and outputs; `final` names must survive to the end."""
    uses = [usage((flow.nodes[i] for i in unit.indexes), hidden, looks) for unit in units]
    lives = _live_after(uses, final)
    done: list[Unit] = []
    available: set[str] = set()
    order = first_seen(flow)
    for unit, use, live in zip(units, uses, lives, strict=True):
        outputs = use.writes & live
        needed = (use.needs | (outputs - use.defines)) & available
        done.append(
            replace(
                unit,
                inputs=tuple(sorted(needed, key=lambda n: order.get(n, 0))),
                outputs=tuple(sorted(outputs, key=lambda n: order.get(n, 0))),
            )
        )
        available |= outputs
    return done


def _live_after(uses: Sequence[Usage], final: frozenset[str]) -> list[frozenset[str]]:
    live, result = frozenset(final), []
    for use in reversed(uses):
        result.append(live)
        live = (live - use.defines) | use.needs
    return result[::-1]


def widths(flow: Dataflow, indexes: Sequence[int], hidden: frozenset[str]) -> list[int]:
    """Count, for the boundary before each statement, the variables that cross it."""
    uses = [usage([flow.nodes[i]], hidden) for i in indexes]
    lives = _live_after(uses, frozenset())
    written: set[str] = set()
    crossing = []
    for use, before in zip(uses, [frozenset[str](), *lives], strict=False):
        crossing.append(len(before & written))
        written |= use.writes
    return crossing


def name_crossing(
    flow: Dataflow, indexes: Sequence[int], hidden: frozenset[str]
) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Return, for each statement, what it writes and what later ones still need."""
    uses = [usage([flow.nodes[i]], hidden) for i in indexes]
    lives = _live_after(uses, frozenset())
    return [(use.writes, live) for use, live in zip(uses, lives, strict=True)]


def first_seen(flow: Dataflow) -> dict[str, int]:
    """Return for each name the order in which the notebook first writes it."""
    order: dict[str, int] = {}
    for node in flow.nodes:
        for name in _in_text_order(node):
            order.setdefault(name, len(order))
    return order


def _in_text_order(node: Node) -> list[str]:
    names = find(node.statement.node, ast.Name)
    stored = [n.id for n in names if isinstance(n.ctx, ast.Store)]
    return [*stored, *sorted(node.writes)]
