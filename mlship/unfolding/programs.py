"""Dataflow → the program in which calls of own functions have become their lines.

``X, y = load("a.csv")`` becomes what `load` does, with what it is given and gives back bound to
names. A function is unfolded if it is called once: what is learned in it is learned once, too.
"""

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from mlship.ir.dataflow import Dataflow
from mlship.ir.program import Statement
from mlship.ir.trees import find, names_in, walk
from mlship.ir.unfolding import Place, Unfolded
from mlship.unfolding.callees import Called, Callee, find_called, find_callees
from mlship.unfolding.naming import choose_names, find_needed, pair_results
from mlship.unfolding.splitting import follow, split_call
from mlship.unfolding.texts import Text, comments_above, take_out

MOST = 30  # functions that are unfolded: more are no way from a table to a model
Line = tuple[Statement, Place]


def unfold(
    flow: Dataflow, way: Collection[int] | None = None, *, every: bool = False
) -> Unfolded | None:
    """Unfold the calls of functions that read, split or train; None if there are no such.

    With `every` those that only prepare become their lines, too. Where a `way` is asked about, one
    of its statements has such a call.
    """
    callees = find_callees(flow, every=every)
    lines = [(s, Place(outer=s.index, text=s.index)) for s in flow.program.statements]
    always = frozenset(flow.imports).union(*(f.reads for f in flow.functions), _constants(flow))
    unfolder, found = _Unfolder(callees=callees, always=always), 0
    while callees and found < MOST and (longer := unfolder.step(lines)):
        lines, found = longer, found + 1
    unfolded = {place.outer for _, place in lines if place.inner}
    if not found or (way is not None and unfolded.isdisjoint(way)):
        return None
    statements = tuple(replace(s, index=index) for index, (s, _) in enumerate(lines))
    program = replace(flow.program, statements=statements)
    return Unfolded(program=program, places=tuple(place for _, place in lines))


def _constants(flow: Dataflow) -> Iterator[str]:
    """Yield the variables that are given a literal: a parameter may come to stand for them."""
    for statement in flow.program.statements:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not isinstance(
                value, ast.Name | ast.Call | ast.Subscript
            ):
                yield name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unfolder:
    """Unfolds one call after the other; what is in `always` is needed throughout."""

    callees: Mapping[str, Callee]
    always: frozenset[str]

    def step(self, lines: Sequence[Line]) -> list[Line] | None:
        """Unfold the first call that can be; None if there is none."""
        trees = (statement.node for statement, _ in lines)
        uses = Counter(chain.from_iterable((n.id for n in find(t, ast.Name)) for t in trees))
        once = {name for name in self.callees if uses[name] == 1}
        for number, line in enumerate(lines):
            before, later = lines[:number], lines[number + 1 :]
            if (parts := split_call(line, self.callees, once)) is not None:
                return [*before, *parts, *later]
            called = find_called(line[0], self.callees, once)
            inside = self._inside(called, later, *line) if called else None
            if called and inside is not None:
                rest = [*before, *inside, *later]
                return [line for line in rest if not _defines(line, called.callee)]
        return None

    def _inside(
        self, called: Called, later: Sequence[Line], statement: Statement, place: Place
    ) -> list[Line] | None:
        """Return the lines that a call stands for; None if its variables cannot be called anew."""
        needed = find_needed([s for s, _ in later], self.always) - {*called.targets}
        names = choose_names(called, needed)
        if names is None:
            return None
        writer = _Writer(called=called, names=names, statement=statement, place=place)
        return list(writer.lines())


def _defines(line: Line, callee: Callee) -> bool:
    return line[0].node is callee.tree


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes the lines that a call stands for."""

    called: Called
    names: Mapping[str, str]
    statement: Statement
    place: Place

    def lines(self) -> Iterator[Line]:
        """Yield what binds the parameters, the body, and what binds the result."""
        for parameter, value in self.called.given.items():
            name = self.names.get(parameter, parameter)
            if not (isinstance(value, ast.Name) and value.id == name):
                yield self._bound(f"{name} = ", value)
        callee = self.called.callee
        for tree in callee.body:
            if not isinstance(tree, ast.Pass):
                found = take_out(callee.source, tree, self.names)
                yield self._line(found, comments_above(callee.source, tree))
        yield from self._results()

    def _bound(self, before: str, value: ast.expr) -> Line:
        """Bind a parameter to what the caller gives, or to its default."""
        if value not in walk(self.called.call):
            return self._line(take_out(self.called.callee.source, value, {}, before=before))
        return self._as_given(take_out(self.statement.source, value, {}, before=before))

    def _as_given(self, found: Text) -> Line:
        """Make a line of what the caller says: what it is made of may be made of something else."""
        positions = follow(self.place, found.positions)
        return _statement(found, self.statement), replace(self.place, positions=positions)

    def _results(self) -> Iterator[Line]:
        """Bind what is given back, each value by itself unless one reads what another binds."""
        called, result = self.called, self.called.callee.result
        if result is None or not called.targets:
            return
        pairs = [(t, v) for v, t in pair_results(called) if self._renamed(v) != t]
        if not pairs and pair_results(called):
            return
        if not pairs or _meet(pairs, self.names):
            pairs = [(f"{', '.join(called.targets)}{',' * called.is_single}", result)]
        for target, value in pairs:
            found = take_out(called.callee.source, value, self.names, before=f"{target} = ")
            yield self._line(found)

    def _renamed(self, value: ast.expr) -> str:
        """Return what a variable is called here, "" if it is anything else."""
        return self.names.get(value.id, value.id) if isinstance(value, ast.Name) else ""

    def _line(self, found: Text, comments: tuple[str, ...] = ()) -> Line:
        callee = self.called.callee
        names = {new: name for name, new in self.names.items()}
        place = Place(
            outer=self.place.outer, text=callee.statement.index, positions=found.positions,
            names=names, inner=True,
        )  # fmt: skip
        return _statement(found, callee.statement, comments), place


def _statement(found: Text, origin: Statement, comments: tuple[str, ...] = ()) -> Statement:
    """Make a statement of what is in another one; its index is given at the end."""
    node = ast.parse(found.code).body[0]
    return replace(origin, source=found.code, node=node, comments=comments, shown=False, magic="")


def _meet(pairs: Sequence[tuple[str, ast.expr]], names: Mapping[str, str]) -> bool:
    """Tell whether a value reads what an earlier one is bound to."""
    bound: set[str] = set()
    for target, value in pairs:
        if not bound.isdisjoint(names.get(name, name) for name in names_in(value)):
            return True
        bound.add(target)
    return False
