"""A goal and the traces → the statements between it and the raw table, and how each serves."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mlship.ir.dataflow import Dataflow
from mlship.ir.trees import names_in, walk
from mlship.planning.edits import Change, Replace, parses, rewrite
from mlship.planning.importing import loaded_names
from mlship.planning.inference.effects import Effects, changed_by, find_effects
from mlship.planning.inference.fits import Goal
from mlship.planning.inference.kinds import CONSTANT, Kind, is_on
from mlship.planning.inference.traces import Trace
from mlship.planning.interfaces import is_variable

How = Literal["keep", "source", "split", "cut"]
SEVERAL = "the rows come from several tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Item = statement, how it takes part, for a split or cut: (variable, expression) pairs."""

    index: int
    how: How
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Path = items in the notebook's order, names taken over from training, why it starts late.

    `source` is the statement where the records come in, `blocked` what hindered an earlier one.
    """

    items: tuple[Item, ...]
    kept: tuple[str, ...] = ()
    source: int = -1
    blocked: int = -1
    reason: str = ""
    lost: tuple[str, ...] = ()

    @property
    def indexes(self) -> frozenset[int]:
        """The statements that take part."""
        return frozenset(item.index for item in self.items)


@dataclass(slots=True, kw_only=True)
class Slicer:
    """Walks back from a goal."""

    flow: Dataflow
    traces: Mapping[int, Trace]
    hidden: frozenset[str]
    serving: frozenset[str]
    training: bool = False
    live: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    items: list[Item] = field(default_factory=list)
    earlier: list[frozenset[str]] = field(default_factory=list)
    source: int = -1
    blocked: int = -1
    reason: str = ""
    start: tuple[int, str] | None = None
    effects: Effects | None = None

    def walk(self, indexes: Sequence[int], goal: Goal, names: Iterable[str] = ()) -> Path:
        """Return the path to a goal, and to further names as they are then."""
        wanted = {*names, *_names(goal.features)}
        if self.training and goal.target is not None:
            wanted |= _names(goal.target)
        self.live = wanted - self.hidden
        for index in reversed([i for i in indexes if i < goal.index]):
            if self._changed_by(index) & self.live:
                self._take(index)
        return Path(
            items=tuple(reversed(self.items)), kept=tuple(sorted(self.kept)),
            source=self.source, blocked=self.blocked, reason=self.reason,
            lost=tuple(sorted(self.live)),
        )  # fmt: skip

    def _changed_by(self, index: int) -> frozenset[str]:
        self.effects = self.effects or find_effects(self.flow)
        return changed_by(self.flow.nodes[index], self.effects)

    def _take(self, index: int) -> None:
        """Take one statement in."""
        trace = self.traces[index]
        if name := self._begins_with(index):
            self._come_in(index, name)
        elif trace.splits and not (self.training and trace.resamples):
            self._split(index, trace)
        elif self._is_off(trace) or (trace.tags and self.source >= 0):
            self._leave_to_training(index, trace)
        elif problem := self._problem(index, trace):
            self._cut(index, problem)
        else:
            self._keep(index, trace)

    def _begins_with(self, index: int) -> str:
        """Return what a statement makes that records take the place of, "" elsewhere."""
        place, name = self.start or (-1, "")
        return name if place == index and name in self.live else ""

    def _leave_to_training(self, index: int, trace: Trace) -> None:
        changed = self._changed_by(index) & self.live
        made = {n for n in changed if not self._is_served(n, trace)}
        self.kept |= made
        self.live -= made

    def _split(self, index: int, trace: Trace) -> None:
        names = sorted(n for n in trace.splits if n in self.live)
        pairs = tuple((n, ast.unparse(trace.splits[n])) for n in names)
        self.live -= set(names)
        self.live |= {n for name in names for n in _names(trace.splits[name])} - self.hidden
        self.items.append(Item(index=index, how="split", pairs=pairs))

    def _is_off(self, trace: Trace) -> bool:
        return bool(trace.tags) and not is_on(frozenset(trace.tags), self.serving)

    def _is_served(self, name: str, trace: Trace) -> bool:
        """Tell whether a variable holds served rows, which what is done to others cannot change."""
        kind = trace.before.get(name, CONSTANT)
        return self._is_off(trace) and kind.is_rows and is_on(kind.tags, self.serving)

    def _problem(self, index: int, trace: Trace) -> str:
        node = self.flow.nodes[index]
        if trace.refusals and not self.training:
            return f"`{trace.refusals[0]}` needs other rows"
        if self._draws(index, trace):
            return f"`{trace.draws}` is drawn at random"
        if node.barrier:
            return "its effects cannot be followed"
        joined = {self._roots(n, trace) for n in self._wanted(index, trace)} - {frozenset()}
        apart = any(not (a <= b or b <= a) for a in joined for b in joined)
        return SEVERAL if apart else ""

    def _draws(self, index: int, trace: Trace) -> bool:
        """Tell whether serving would draw a number for each row."""
        if not trace.draws or not trace.tags or self.training:
            return False
        return trace.draws in serving_text(self.flow, index, trace)

    def _roots(self, name: str, trace: Trace) -> frozenset[str]:
        """Return the tables whose rows a name holds, if they are served."""
        kind = trace.before.get(name, CONSTANT)
        if not kind.is_rows or not is_on(kind.tags, self.serving):
            return frozenset()
        return frozenset(tag.partition(">")[0] for tag in kind.tags)

    def _cut(self, index: int, reason: str) -> None:
        """Let records come in after a statement that cannot be served."""
        after = self._rows_after(index)
        if not self._is_made(index) and not (reason == SEVERAL and self._joins(index)):
            self.reason, self.blocked = reason, index
        if len(after) == 1 and len(self._rows_of(index)) <= 1:
            self._come_in(index, after[0])

    def _is_made(self, index: int) -> bool:
        """Tell whether a statement goes on making the table that records are rows of."""
        trace = self.traces[index]
        return self.start is not None and self._draws(index, trace) and not trace.refusals

    def _joins(self, index: int) -> bool:
        """Tell whether a statement joins tables as they were read: that is the raw table then."""
        trace = self.traces[index]
        joined = [n for n in self._wanted(index, trace) if self._roots(n, trace)]
        makers = [[i for i in self.traces if i < index and self._makes(i, name)] for name in joined]
        return all(len(m) == 1 and self.traces[m[0]].sources for m in makers)

    def _makes(self, index: int, name: str) -> bool:
        return name in self._changed_by(index)

    def _come_in(self, index: int, name: str) -> None:
        """Let records come in as a variable."""
        self.items.append(Item(index=index, how="cut", pairs=((name, "records"),)))
        self.source = index
        self.live.discard(name)

    def _rows_after(self, index: int) -> list[str]:
        env = self._after(index)
        return sorted(n for n in self.live if env.get(n, CONSTANT).is_rows)

    def _rows_of(self, index: int) -> list[str]:
        """Return the tables that a statement makes at once: if several, it may have split one."""
        env = self._after(index)
        return [n for n in self.flow.nodes[index].defines if env.get(n, CONSTANT).is_rows]

    def _after(self, index: int) -> Mapping[str, Kind]:
        later = min((i for i in self.traces if i > index), default=-1)
        return self.traces[later].before if later in self.traces else {}

    def _keep(self, index: int, trace: Trace) -> None:
        wanted = self._wanted(index, trace)
        self.live -= self._bound(index, trace)
        self.live |= wanted
        self.items.append(Item(index=index, how="source" if trace.sources else "keep"))
        if (trace.sources and self.source >= 0) or len(trace.sources) > 1:
            self.reason, self.blocked = SEVERAL, index
        if trace.sources:
            self.source = index

    def _bound(self, index: int, trace: Trace) -> frozenset[str]:
        """Return what a statement surely binds: where a table is read, so do all that opens it."""
        node = self.flow.nodes[index]
        opens = trace.sources and isinstance(node.statement.node, ast.With)
        return node.defines | (node.may_define if opens else frozenset())

    def _wanted(self, index: int, trace: Trace) -> frozenset[str]:
        """Return the variables that a statement needs from before."""
        node = self.flow.nodes[index]
        named = _names(node.statement.node) | self.live  # others are further names of the same
        changed = (node.mutates - made_inside(node.statement.node)) & named
        wanted = node.reads | changed | ((node.may_define - self._bound(index, trace)) & self.live)
        strips = () if self.training else trace.strips
        if strips or trace.sources:
            said = loaded_names(_rewritten(self.flow, index, strips, trace.sources))
            wanted &= said | self.live
        earlier = self.written[index]
        known = {n for n in wanted if is_variable(n) and n not in self.hidden and n in earlier}
        return frozenset(n for n in known if not self._is_other(n, trace))

    def _is_other(self, name: str, trace: Trace) -> bool:
        """Tell whether a variable holds rows that are never served."""
        kind = trace.before.get(name, CONSTANT)
        return kind.is_rows and not is_on(kind.tags, self.serving)

    @property
    def written(self) -> Sequence[frozenset[str]]:
        """The names that are written before each statement."""
        if not self.earlier:
            known: frozenset[str] = frozenset()
            for node in self.flow.nodes:
                self.earlier.append(known)
                known |= node.writes
        return self.earlier


def made_inside(tree: ast.stmt) -> frozenset[str]:
    """Return the names that a loop binds in each turn before anything reads them."""
    if not isinstance(tree, ast.For):
        return frozenset()
    made, read = _names(tree.target), set[str]()
    for statement in tree.body:
        names = [n for n in walk(statement) if isinstance(n, ast.Name)]
        read |= {n.id for n in names if isinstance(n.ctx, ast.Load)} - made
        if isinstance(statement, ast.Assign):
            made |= {n.id for n in names if isinstance(n.ctx, ast.Store)} - read
    return frozenset(made)


def serving_text(flow: Dataflow, index: int, trace: Trace) -> str:
    """Return a statement as it is where every row is kept."""
    return _rewritten(flow, index, trace.strips, ())


def _rewritten(
    flow: Dataflow, index: int, strips: Iterable[Change], sources: Iterable[ast.Call]
) -> str:
    """Return a statement that leaves rows where they are, and is given what it would read."""
    statement = flow.nodes[index].statement
    changes = [*strips, *(Replace(call, "records") for call in sources)]
    text = rewrite(statement.source, statement.node, changes)
    return text if parses(text) else statement.source


def _names(tree: ast.AST) -> frozenset[str]:
    return names_in(tree)
