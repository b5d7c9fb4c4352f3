"""Stage functions that do the same with other variables → one function, called several times.

Two units are twins if their bodies are the same but for the names of their variables, and for a
few texts and numbers: the name under which a metric is recorded, a column. What differs becomes
arguments. Each call keeps its own variables, so that its statements can be found again.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

from mlship.ir.trees import parse, walk
from mlship.planning.differing import Differing, find_differing
from mlship.planning.functions import Made, write_call
from mlship.planning.generalizing import Family, Naming, Twin, generalize
from mlship.planning.importing import loaded_names
from mlship.planning.interfaces import EXPLORE
from mlship.planning.likeness import Constant, find_shape
from mlship.planning.remarks import share_remarks
from mlship.planning.steps import stage_name

FEWEST_NODES = 6  # as many as a call of a method has


def share_twins(made: Sequence[Made], naming: Naming, cached: Callable[[Made], bool]) -> list[Made]:
    """Let units that do alike call one function; looks first, as stages call them by name."""
    found = _share(made, naming, lambda one: one.unit.label == EXPLORE or None)
    found = [_with_looks(one, made, found, naming.params) for one in found]
    return _share(found, naming, lambda one: None if one.unit.label == EXPLORE else cached(one))


def _share(made: Sequence[Made], naming: Naming, kind: Callable[[Made], bool | None]) -> list[Made]:
    """Let units of one kind that do alike call one function; those of no kind stay as they are."""
    groups: dict[Hashable, list[Twin]] = {}
    for place, one in _alike(made, kind):
        if twin := _find_twin(place, one, naming):
            groups.setdefault(_key(twin, cached=bool(kind(one))), []).append(twin)
    found = list(made)
    for group in groups.values():
        for family in _families(group, naming):
            for twin, shared in zip(family.twins, generalize(family), strict=True):
                found[twin.place] = shared
    return found


def _alike(made: Sequence[Made], kind: Callable[[Made], bool | None]) -> Iterator[tuple[int, Made]]:
    """Yield the units of a kind, with their places, that have their kinds of nodes in common."""
    groups: dict[Hashable, list[tuple[int, Made]]] = {}
    for place, one in enumerate(made):
        if kind(one) is not None:
            nodes = tuple(map(type, walk(parse(one.function.body))))
            groups.setdefault(nodes, []).append((place, one))
    yield from sorted(
        (one for group in groups.values() if len(group) > 1 for one in group), key=itemgetter(0)
    )


def _with_looks(one: Made, before: Sequence[Made], after: Sequence[Made], params: str) -> Made:
    """Call the looks inside of a stage's function by the names that they have now."""
    if one.unit.label == EXPLORE:
        return one
    lines = one.function.body.split("\n")
    for old, new in zip(before, after, strict=True):
        if new.shared and old is not new and old.unit.indexes[0] in one.unit.indexes:
            said = [f"# {line}" for line in new.shared.comment.split("\n") if line]
            lines = _replaced(lines, write_call(old, params), [*said, write_call(new, params)])
    return replace(one, function=replace(one.function, body="\n".join(lines)))


def _replaced(lines: Sequence[str], old: str, new: Sequence[str]) -> list[str]:
    """Put lines in the place of the first that says `old`, set in as that is."""
    place = next((place for place, line in enumerate(lines) if line.strip() == old), None)
    if place is None:
        return [*lines]
    margin = lines[place][: -len(old)]
    return [*lines[:place], *(margin + line for line in new), *lines[place + 1 :]]


def _find_twin(place: int, made: Made, naming: Naming) -> Twin | None:
    """Take the shape of a unit that may have a twin; None if it may not."""
    function = made.function
    if function.stops:
        return None
    names = {v.name for v in (*function.inputs, *function.outputs)}
    if naming.learned in loaded_names(function.body):
        return None
    shape = find_shape(function.body, [v.name for v in function.inputs], naming.report)
    if shape is None or not names <= set(shape.names) or len(walk(shape.tree)) < FEWEST_NODES:
        return None
    return Twin(place=place, made=made, shape=shape)


def _key(twin: Twin, *, cached: bool) -> Hashable:
    """What twins have in common."""
    given, back = ({place for place, _ in each} for each in (twin.inputs, twin.outputs))
    return stage_name(twin.made.unit), twin.shape.text, frozenset(given), frozenset(back), cached


def _families(group: Sequence[Twin], naming: Naming) -> Iterator[Family]:
    for twins, differing in _split(group):
        if len({twin.made.function.name for twin in twins}) == 1:
            continue  # looks that are one function already
        remarks = share_remarks([twin.made.function.body for twin in twins])
        given = [v.name for v in twins[0].made.function.inputs]
        shape = find_shape(remarks.body, given, naming.report) if remarks else None
        if remarks and shape:
            yield Family(
                twins=twins, differing=differing, shape=shape, remarks=remarks.own, naming=naming
            )


def _split(group: Sequence[Twin]) -> Iterator[tuple[Sequence[Twin], Differing]]:
    """Take all together; if too much differs, those with the same constants but for labels."""
    for is_fixed in (_is_nothing, _is_no_label, _is_anything):
        found = list(_parts(group, is_fixed))
        if found:
            yield from found
            return


def _is_nothing(_: Constant) -> bool:
    return False


def _is_no_label(constant: Constant) -> bool:
    return not constant.label


def _is_anything(_: Constant) -> bool:
    return True


def _parts(
    group: Sequence[Twin], is_fixed: Callable[[Constant], bool]
) -> Iterator[tuple[Sequence[Twin], Differing]]:
    """Put those together whose fixed constants are the same, if the others may be arguments."""
    parts: dict[Hashable, list[Twin]] = {}
    for twin in group:
        fixed = (repr(c.node.value) for c in twin.shape.constants if is_fixed(c))
        parts.setdefault(tuple(fixed), []).append(twin)
    for twins in parts.values():
        if len(twins) > 1 and (
            differing := find_differing([twin.shape.constants for twin in twins])
        ):
            yield twins, differing
