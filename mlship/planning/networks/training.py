"""Events → the networks that a loop trains: by whose step, with what, against which answers."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlship.ir.trees import walk
from mlship.planning.networks.feeding import PLACES, Fed, feed, feed_all, is_feeding
from mlship.planning.networks.unfolding import INNER, TORCH, Trail

# Methods that give the network back.
SAME = PLACES | {"train", "eval", "float", "double"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """Trained = network's variable, statement, its names, features, answers, loss, place there.

    `names` are all that it goes by, inside of functions too; `loss` is the class or the function
    of what is made small, "" if that is unknown; `place` is that of the last step of its training
    among the events.
    """

    variable: str
    index: int
    names: frozenset[str]
    features: Fed
    target: Fed
    loss: str
    place: int


def find_trained(trail: Trail) -> tuple[Trained, ...]:
    """Find the networks that are trained on features with answers, in order."""
    found = (follow(trail, name, place) for (name, _), place in find_steps(trail).items())
    return tuple(sorted(filter(None, found), key=lambda each: each.place))


def find_steps(trail: Trail) -> dict[tuple[str, int], int]:
    """Return each network that is trained, by its name and where it is made: its last step."""
    steps: dict[tuple[str, int], int] = {}
    optimizers = _Names(trail, frozenset(_find_optimizers(trail)))
    for place, event in enumerate(trail.events):
        for name in filter(None, (_stepped(node) for node in walk(event.value))):
            origin = optimizers.origin(name, place)
            if origin >= 0:
                network = _parameters_of(trail.events[origin].value)
                first = _canonical(trail, network, origin)
                steps[first, trail.bound(first, origin)] = place
    return steps


def _find_optimizers(trail: Trail) -> Iterator[int]:
    """Yield the places where an optimizer is made: of the parameters of a network."""
    for place, event in enumerate(trail.events):
        is_made = isinstance(event.target, ast.Name) and isinstance(event.value, ast.Call)
        if is_made and _parameters_of(event.value) and not event.each:
            yield place


def _parameters_of(tree: ast.expr) -> str:
    """Return the network in ``Adam(net.parameters())``, "" if there is none."""
    for node in walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="parameters")):
                return name
    return ""


def _stepped(tree: ast.AST) -> str:
    """Return the optimizer in ``optimizer.step()``."""
    match tree:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="step")):
            return name
    return ""


@dataclass(frozen=True, slots=True, kw_only=False)
class _Names:
    """Names of what is made at some places, under whatever name it is used."""

    trail: Trail
    made: frozenset[int]

    def origin(self, name: str, before: int) -> int:
        """Return the place where what a name stands for was made, -1 if it is none of these."""
        place = self.trail.bound(name, before)
        while place >= 0 and place not in self.made:
            value = self.trail.events[place].value
            place = self.trail.bound(value.id, place) if isinstance(value, ast.Name) else -1
        return place


def _canonical(trail: Trail, name: str, before: int) -> str:
    """Return the first name of a network: the variable that it was made as, or came in as."""
    while (place := trail.bound(name, before)) >= 0:
        event = trail.events[place]
        inner = _same(event.value)
        if not isinstance(inner, ast.Name) or not isinstance(event.target, ast.Name):
            return name
        name, before = inner.id, place
    return name


def _same(value: ast.expr) -> ast.expr:
    """``net.to(device)`` → ``net``."""
    while isinstance(value, ast.Call):
        match value.func:
            case ast.Attribute(value=inner, attr=attr) if attr in SAME:
                value = inner
            case _:
                break
    return value


def follow(trail: Trail, name: str, place: int) -> Trained | None:
    """Say what a network is trained on; None where that is not plain."""
    names = find_names(trail, name)
    variable = next((n for n in (name, *names) if INNER not in n), "")
    index = trail.events[place].index
    asked = [k for k in range(place + 1) if trail.events[k].index == index]
    fed = [(k, call) for k in asked for call in _feedings(trail, k, names)]
    if not variable or not fed:
        return None
    at, call = fed[-1]
    features = feed_all(trail, call, at)
    measured = _measured(trail, names, asked)
    if features is None or measured is None or measured[1].variable in features.variables:
        return None
    loss, target = measured
    return Trained(
        variable=variable, index=index, names=names, features=features, target=target, loss=loss,
        place=place,
    )  # fmt: skip


def _measured(trail: Trail, names: frozenset[str], asked: Sequence[int]) -> tuple[str, Fed] | None:
    """Return the last loss that is computed of a network's answers, and what they should be."""
    outputs = _outputs(trail, names, asked)
    losses = [(k, found) for k in asked for found in _losses(trail, k, names, outputs)]
    if not losses:
        return None
    place, (loss, answers) = losses[-1]
    target = feed(trail, answers, place)
    return (loss, target) if target is not None else None


def find_names(trail: Trail, name: str) -> frozenset[str]:
    """Return every name that a network goes by, inside of functions too."""
    names = {name}
    for _ in range(2):  # what a function gives back is bound after its body
        for event in trail.events:
            inner = _same(event.value)
            if isinstance(event.target, ast.Name) and isinstance(inner, ast.Name):
                names |= {event.target.id} if inner.id in names and not event.each else set()
    return frozenset(names)


def _feedings(trail: Trail, place: int, names: frozenset[str]) -> Iterator[ast.Call]:
    for node in walk(trail.events[place].value):
        if is_feeding(node, names):
            yield node


def _outputs(trail: Trail, names: frozenset[str], places: Iterable[int]) -> frozenset[str]:
    """Return the variables that hold what a network gives, in whatever form."""
    found: set[str] = set()
    for place in places:
        event = trail.events[place]
        if isinstance(event.target, ast.Name) and _gives(trail, event.value, names, found):
            found.add(event.target.id)
    return frozenset(found)


def _gives(trail: Trail, tree: ast.expr, names: frozenset[str], known: Iterable[str]) -> bool:
    """Tell what a network gives: in the form of a vector, or of probabilities."""
    match tree:
        case ast.Name(id=name):
            return name in known
        case ast.Call() if is_feeding(tree, names):
            return True
        case ast.Call(func=func, args=[inner, *_]) if trail.qualified(func).startswith(TORCH):
            return _gives(trail, inner, names, known)
        case ast.Call(func=ast.Attribute(value=inner)) | ast.Subscript(value=inner):
            return _gives(trail, inner, names, known)
    return False


def _losses(
    trail: Trail, place: int, names: frozenset[str], outputs: frozenset[str]
) -> Iterator[tuple[str, ast.expr]]:
    """Yield what compares a network's numbers with answers, by name, and the answers."""
    for node in walk(trail.events[place].value):
        match node:
            case ast.Call(func=func, args=[given, answers]) if _gives(
                trail, given, names, outputs
            ) and not is_feeding(node, names):
                if _may_hold(answers):
                    yield _name_loss(trail, func, place), answers


def _may_hold(tree: ast.expr) -> bool:
    """Tell what may be answers from a number, such as the axis of a maximum."""
    return not isinstance(tree, ast.Constant | ast.UnaryOp)


def _name_loss(trail: Trail, func: ast.expr, place: int) -> str:
    """Name the class, or the function, that measures."""
    for _ in range(len(trail.events)):
        match func:
            case ast.Call(func=made):
                func = made
            case ast.Name(id=name) if (bound := trail.bound(name, place)) >= 0:
                func, place = trail.events[bound].value, bound
            case _:
                break
    return trail.qualified(func).rpartition(".")[2]
