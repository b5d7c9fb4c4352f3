"""What was found where own functions are unfolded → the same of the notebook as it is.

An edit of a line that stands in a function becomes an edit of its definition.
"""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Dataflow
from mlship.ir.program import Statement
from mlship.ir.trees import names_in
from mlship.ir.unfolding import Place, Unfolding
from mlship.planning.bodies import Writer
from mlship.planning.edits import Change, Replace, Wrap, parses, rewrite, span
from mlship.planning.functions import Made
from mlship.planning.inference.spots import stand_in
from mlship.planning.interfaces import Unit
from mlship.planning.naming import unique
from mlship.planning.tunables import Spot

Changes = Mapping[int, tuple[Change, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Outside = the notebook's statements that serving follows, edits of them, what serving needs.

    `learning` are functions that learn; `lost` tells that an edit has no place in the notebook.
    """

    served: frozenset[int] = frozenset()
    insertions: Changes = field(default_factory=dict)
    learning: frozenset[str] = frozenset()
    lost: bool = False


def is_inside(unfolding: Unfolding, name: str, before: int) -> bool:
    """Tell whether a variable is one of a function's, as it is before a statement."""
    writers = [i for i in range(before) if name in unfolding.flow.nodes[i].writes]
    place = unfolding.places[writers[-1]] if writers else None
    if place is None or not place.inner:
        return False
    return name not in unfolding.notebook.nodes[place.outer].defines


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Inside = statements that serving follows, edits of them, edits of definitions, learners."""

    served: frozenset[int]
    insertions: Changes
    kept: tuple[tuple[int, Change], ...]
    learning: frozenset[str]


def bring_out(unfolding: Unfolding, inside: Inside) -> Outside:
    """Say what the notebook's own statements are edited to."""
    found: dict[int, list[Change]] = {}
    lost = False
    for index, change in inside.kept:
        found.setdefault(index, []).append(change)
    for index, changes in inside.insertions.items():
        place, statement = unfolding.places[index], unfolding.flow.nodes[index].statement
        origin = unfolding.notebook.nodes[place.text].statement
        made = [_bring_out(change, statement, place, origin) for change in changes]
        found.setdefault(place.text, []).extend(change for change in made if change)
        lost |= None in made
    edits = {index: tuple(changes) for index, changes in found.items()}
    lost |= any(not _is_sound(unfolding.notebook, *each) for each in edits.items())
    return Outside(
        served=frozenset(unfolding.places[index].outer for index in inside.served),
        insertions=edits, learning=_learning(unfolding, edits, inside.learning), lost=lost,
    )  # fmt: skip


def _is_sound(flow: Dataflow, index: int, changes: Sequence[Change]) -> bool:
    statement = flow.nodes[index].statement
    return parses(rewrite(statement.source, statement.node, changes))


def _learning(unfolding: Unfolding, edits: Changes, known: frozenset[str]) -> frozenset[str]:
    """Name the functions that learn: those that are edited, and those that call such."""
    found = set(known)
    texts = unfolding.texts
    own = [f for f in unfolding.notebook.functions if f.index in texts]
    found |= {f.name for f in own if f.index in edits}
    for _ in own:
        found |= {f.name for f in own if f.calls & found}
    return frozenset(found)


def _bring_out(
    change: Change, statement: Statement, place: Place, origin: Statement
) -> Change | None:
    """Make of an edit of a line one of the text that it was taken out of."""
    if place.positions is None:
        return change
    node = _bring_node_out(change.node, statement.source, place, origin.source)
    if node is None:
        return None
    room = "\n" + " " * node.col_offset
    match change:
        case Replace(_, text):
            return Replace(node, _renamed(text, place))
        case Wrap(_, before, after):
            texts = (_renamed(text, place).replace("\n", room) for text in (before, after))
            return Wrap(node, *texts)
    return None


def _bring_node_out(node: ast.AST, source: str, place: Place, origin: str) -> ast.Name | None:
    """Return a stand-in for where a node stands in the text that it was taken out of."""
    rows = (getattr(node, "lineno", 1), getattr(node, "end_lineno", 1))
    columns = (getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 0))
    lines = source.split("\n")
    start, end = (
        (place.positions or {}).get((row, len(lines[row - 1].encode()[:column].decode())))
        for row, column in zip(rows, columns, strict=True)
    )
    if start is None or end is None:
        return None
    texts = origin.split("\n")
    return ast.Name(
        id="", lineno=start[0], col_offset=len(texts[start[0] - 1][: start[1]].encode()),
        end_lineno=end[0], end_col_offset=len(texts[end[0] - 1][: end[1]].encode()),
    )  # fmt: skip


def _renamed(text: str, place: Place) -> str:
    """Give a function's variables back their own names."""
    for new, name in place.names.items():
        text = re.sub(rf"\b{re.escape(new)}\b", name, text)
    return text


def keep_inside(
    unfolding: Unfolding, names: Iterable[str], before: int, learned: str
) -> Iterable[tuple[int, Change]]:
    """Let functions keep variables for serving, at their ends: definitions and their edits."""
    found: dict[int, list[tuple[str, Place]]] = {}
    for name in names:
        index = max(i for i in range(before) if name in unfolding.flow.nodes[i].writes)
        place = unfolding.places[index]
        found.setdefault(place.text, []).append((name, place))
    for text, kept in found.items():
        lines = [f'{learned}.keep("{n}", {place.names.get(n, n)})' for n, place in kept]
        origin = unfolding.notebook.nodes[text].statement
        at_end = any(place.is_given_back for _, place in kept)
        yield from ((text, each) for each in _at_end(origin, lines, at_end=at_end))


def _at_end(origin: Statement, lines: Sequence[str], *, at_end: bool) -> Iterable[Change]:
    """Put lines at the end of a function, if need be after what it gives back is made."""
    last = origin.node.body[-1] if isinstance(origin.node, ast.FunctionDef) else ast.Pass()
    rows = "".join(_row(last, line) for line in lines)
    if not isinstance(last, ast.Return) or last.value is None:
        yield Wrap(last, "", rows)
    elif at_end:
        result = unique("result", names_in(origin.node))
        start, end = span(origin.source, last)[0], span(origin.source, last.value)[0]
        yield Replace(stand_in(origin.source, start, end), f"{result} = ")
        yield Wrap(last, "", rows + _row(last, f"return {result}"))
    else:
        yield Wrap(last, f"{rows.lstrip()}{_row(last, '')}", "")


def _row(beside: ast.stmt, text: str) -> str:
    """Give a line of its own the room of another one."""
    return f"\n{' ' * beside.col_offset}{text}"


def bring_in(unfolding: Unfolding, units: Iterable[Unit]) -> list[Unit]:
    """Return units with the statements that theirs have become."""
    return [replace(unit, indexes=unfolding.indexes_of(unit.indexes)) for unit in units]


def made_inside(made: Iterable[Made], unfolding: Unfolding) -> list[Made]:
    """Return stage functions with the statements that theirs have become."""
    return [replace(one, unit=unit) for one in made for unit in bring_in(unfolding, [one.unit])]


def is_whole(unfolding: Unfolding, unit: Unit) -> bool:
    """Tell whether nothing of a unit is unfolded, and nothing of it is gone."""
    return bool(unit.indexes) and all(unfolding.places[i].positions is None for i in unit.indexes)


def writer_inside(writer: Writer, unfolding: Unfolding, served: frozenset[int]) -> Writer:
    """Let statements be written as they are where functions are unfolded."""
    whole = {
        place.outer: index
        for index, place in enumerate(unfolding.places)
        if place.positions is None
    }
    uses = (replace(u, index=whole[u.index]) for u in writer.data.uses if u.index in whole)
    spots = [replace(s, index=whole[s.index]) for s in writer.tunables.spots if s.index in whole]
    return replace(
        writer,
        flow=unfolding.flow,
        served=served,
        tunables=replace(writer.tunables, spots=(*spots, *_spots_given(writer, unfolding))),
        data=replace(writer.data, uses=tuple(uses)),
        recorded={whole[i]: found for i, found in writer.recorded.items() if i in whole},
        figures={whole[i]: first for i, first in writer.figures.items() if i in whole},
        titles={whole[i]: title for i, title in writer.titles.items() if i in whole},
    )


def _spots_given(writer: Writer, unfolding: Unfolding) -> Iterable[Spot]:
    """Yield the parameters that are given to functions: they are bound to names of these."""
    for spot in writer.tunables.spots:
        source = unfolding.notebook.nodes[spot.index].statement.source
        for index in unfolding.indexes_of({spot.index}):
            place = unfolding.places[index]
            if place.positions and place.text == spot.index:
                back = replace(place, positions={b: a for a, b in place.positions.items()})
                here = unfolding.flow.nodes[index].statement.source
                node = _bring_node_out(spot.node, source, back, here)
                if node is not None:
                    yield replace(spot, index=index, node=node)


def types_inside(types: Mapping[str, str], unfolding: Unfolding) -> Mapping[str, str]:
    """Return the types of variables, and those of functions' variables besides."""
    known = (pair for node in unfolding.flow.nodes for pair in node.types.items())
    return {**{name: kind for name, kind in known if kind}, **types}
