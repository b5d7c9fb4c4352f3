"""Events → a network that is trained, but on what no record can be made into, and why."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mlship.ir.trees import walk
from mlship.planning.networks.feeding import feed_all, is_feeding
from mlship.planning.networks.training import find_names, find_steps, follow
from mlship.planning.networks.unfolding import INNER, Trail

TRAINERS = ("pytorch_lightning.", "lightning.")
_CALL = re.compile(rf"\b\d+\.\d+{INNER}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollowed:
    """Unfollowed = the statement that trains, why what it is given cannot be followed."""

    index: int
    reason: str


def find_unfollowed(trail: Trail) -> Unfollowed | None:
    """Find the last network that is trained, and not followed; None if there is none."""
    found = [*_in_loops(trail), *_by_trainers(trail)]
    return max(found, key=lambda each: each.index) if found else None


def _in_loops(trail: Trail) -> Iterator[Unfollowed]:
    for (name, _), place in find_steps(trail).items():
        if follow(trail, name, place) is None:
            index = trail.events[place].index
            yield Unfollowed(index=index, reason=_why(trail, name, place))


def _why(trail: Trail, name: str, last: int) -> str:
    """Say what is not followed: what it is given, or the answers."""
    names, index = find_names(trail, name), trail.events[last].index
    for place in (k for k, e in enumerate(trail.events) if e.index == index and k <= last):
        for call in _asked(trail.events[place].value, names):
            text = _CALL.sub("", ast.unparse(call))
            if not is_feeding(call, names):
                return f"the network is given more than tables in their order: `{text}`"
            if feed_all(trail, call, place) is None:
                return f"what the network is given is followed to no table: `{text}`"
    return "the answers that the network learns from are not followed"


def _asked(tree: ast.expr, names: frozenset[str]) -> Iterator[ast.Call]:
    for node in walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name), attr="forward")
            ):
                if name in names:
                    yield node


def _by_trainers(trail: Trail) -> Iterator[Unfollowed]:
    """Yield what Lightning trains: ``trainer.fit(net, loader)``."""
    for place, event in enumerate(trail.events):
        match event.value:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit")):
                bound = trail.bound(name, place)
                made = trail.events[bound].value if bound >= 0 else None
                if isinstance(made, ast.Call) and trail.qualified(made.func).startswith(TRAINERS):
                    text = _CALL.sub("", ast.unparse(event.value.func))
                    reason = f"`{text}` trains the network inside of Lightning"
                    yield Unfollowed(index=event.index, reason=reason)
