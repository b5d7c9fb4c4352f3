"""Dataflow → a trace of each statement: what it does with rows, and how serving changes it."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter

from mlship.ir.dataflow import Dataflow, Fact, Node
from mlship.ir.trees import walk
from mlship.knowledge import rowwise
from mlship.planning.edits import Replace, Wrap, span
from mlship.planning.inference import kinds
from mlship.planning.inference.binding import Binder, root_of
from mlship.planning.inference.callforms import goes_by_row
from mlship.planning.inference.entering import (
    Entered,
    Own,
    find_refused,
    guard,
    leave_to_training,
)
from mlship.planning.inference.evaluating import Evaluator
from mlship.planning.inference.kinds import CONSTANT, Kind, join
from mlship.planning.inference.spots import stand_in
from mlship.planning.inference.traces import Trace

FRAME, DATA_SET, DATA_SETS = "pandas.DataFrame", "sklearn.utils.Bunch", "sklearn.datasets."
GENERATORS = ("numpy.random.Generator.", "numpy.random.RandomState.", "random.Random.")
MODULES = ("numpy.random.", "random.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker(Binder):
    """Walks through statements, inner ones too."""

    def walk(self, statements: Iterable[ast.stmt]) -> None:
        """Go through a block."""
        for statement in statements:
            self.statement(statement)

    def statement(self, tree: ast.stmt) -> None:
        """Go through one statement."""
        self.evaluator.namer.begin()
        trace = self.evaluator.trace
        marks, refused = len(trace.strips), len(trace.refusals)
        self._step(tree)
        if self.evaluator.entered.stack and not hasattr(tree, "body"):
            texts = trace.refusals[refused:]
            del trace.refusals[refused:]
            self._settle(tree, marks, texts)

    def _settle(self, tree: ast.stmt, marks: int, refusals: list[str]) -> None:
        """Inside of an own function, let training alone leave rows out."""
        ev = self.evaluator
        strips = ev.trace.strips[marks:]
        del ev.trace.strips[marks:]
        own = ev.own[ev.entered.stack[-1]]
        guarded = leave_to_training(own, tree, strips, ev.learned) if strips else None
        if guarded:
            ev.trace.guards.append(guarded)
            return
        refusals += [ast.unparse(tree)] if strips else []
        if refusals:
            ev.trace.doubts.append((tree, refusals))

    def enter(self, name: str, given: Mapping[str, Kind]) -> Kind | None:
        """Follow a call of an own function; None where its body does more than prepare rows."""
        ev, own = self.evaluator, self.evaluator.own[name]
        rows = join(given.values()).rows()
        if name in ev.entered.edits:
            if not own.telling:  # two calls would keep what they learn under the same names
                ev.entered.edits[name] = ()
            return rows
        outer, ev.trace = ev.trace, Trace()
        before = ev.env, ev.source, ev.loops, ev.returned
        ev.env, ev.source = {**ev.env, **given}, own.source
        ev.loops, ev.returned = [*own.telling], []
        ev.entered.stack.append(name)
        self.walk(own.tree.body)
        ev.entered.stack.pop()
        inner, ev.trace, found = ev.trace, outer, ev.returned
        ev.env, ev.source, ev.loops, ev.returned = before
        if inner.sources:
            return None  # replay says whether it can be called as it is
        inner.refusals += find_refused(own.tree, inner.doubts, inner.guards)
        inner.refusals += [f"{name}(…)"] if inner.splits else []
        self._enclose(name, inner)
        return join(found) if found else rows

    def _enclose(self, name: str, inner: Trace) -> None:
        """Let what was found in an own function count for the statement that calls it."""
        ev = self.evaluator
        ev.entered.edits[name] = (*inner.changes, *inner.guards)
        if ev.entered.stack:
            ev.entered.calls.add((ev.entered.stack[-1], name))
        ev.trace.refusals += inner.refusals
        ev.trace.lessons += inner.lessons
        ev.trace.tags |= inner.tags

    def _step(self, tree: ast.stmt) -> None:
        match tree:
            case ast.Return(value=value) if value is not None:
                self.evaluator.returned.append(self.evaluator.kind(value))
            case ast.Assign(targets=targets, value=value):
                self._assign(tree, targets, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self.bind(target, self.evaluator.kind(value))
            case ast.AugAssign(target=target, value=value):
                loaded = target if isinstance(target, ast.Name) else _loaded(target)
                found = join([self.evaluator.kind(loaded), self.evaluator.kind(value)])
                self.bind(target, found)
            case ast.Expr(value=value):
                self._expression(tree, value)
            case ast.For(target=target, iter=over, body=body, orelse=orelse):
                self._loop(target, over, [*body, *orelse])
            case ast.If(test=test, body=body, orelse=orelse) | ast.While(
                test=test, body=body, orelse=orelse
            ):
                self._branch(test, body, orelse)
            case ast.With(body=body):
                self._with(tree)
                self.walk(body)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
                caught = chain.from_iterable(map(attrgetter("body"), handlers))
                self.walk([*body, *caught, *orelse, *finalbody])

    def _with(self, tree: ast.With) -> None:
        for item in tree.items:
            found = self.evaluator.kind(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, found)

    def _assign(self, tree: ast.Assign, targets: Sequence[ast.expr], value: ast.expr) -> None:
        if isinstance(value, ast.Call) and self._set_apart(targets[0], value):
            return
        if self._each(targets[0], value):
            return
        ev = self.evaluator
        marks = len(ev.trace.strips)
        found = ev.kind(value)
        for target in targets:
            self.bind(target, found)
        if not all(isinstance(t, ast.Name) for t in targets):
            del ev.trace.strips[marks:]
        if isinstance(value, ast.Call) and ev.trace.fits:
            self.bind_fitted(value)
        self._guard_off(tree, targets)

    def _set_apart(self, target: ast.expr, call: ast.Call) -> bool:
        """Follow a call that sets rows apart, or draws other ones; tell whether it is one."""
        does = rowwise.of_function(self.evaluator.qualified(call.func))
        if does == "split" and isinstance(target, ast.Tuple):
            self.split(target, call)
        elif does == "parts" and isinstance(target, ast.Tuple):
            self.split_into_parts(target, call)
        else:
            return self.resample(target, call)
        return True

    def _each(self, target: ast.expr, value: ast.expr) -> bool:
        """``train, test = table[:80], table[80:]``: each name has a value of its own."""
        match target, value:
            case ast.Tuple(elts=names), ast.Tuple(elts=values) if (
                len(names) == len(values)
                and all(isinstance(name, ast.Name) for name in names)
                and not any(map(_fits, ast.walk(value)))
            ):
                marks = len(self.evaluator.trace.changes)
                found = [self.evaluator.kind(each) for each in values]
                for name, kind in zip(names, found, strict=True):
                    self.bind(name, kind)
                if len(self.evaluator.trace.changes) == marks:
                    self._leave_off(target, value, found)
                return True
        return False

    def _leave_off(self, target: ast.Tuple, value: ast.Tuple, kinds: Sequence[Kind]) -> None:
        """Serving has no values of rows that are never served."""
        ev = self.evaluator
        on = [not ev.is_off(kind) for kind in kinds]
        if any(on) and not all(on):
            for side in (target, value):
                texts = (ast.unparse(e) for e, is_on in zip(side.elts, on, strict=True) if is_on)
                ev.trace.strips.append(Replace(side, ", ".join(texts)))

    def _guard_off(self, tree: ast.stmt, targets: Sequence[ast.expr]) -> None:
        """Inside of a loop, leave what is done to other rows to training."""
        ev = self.evaluator
        roots = [root_of(t) for t in targets]
        off = [ev.is_off(ev.env.get(r, CONSTANT)) for r in roots if r]
        if off and all(off):
            self._guard(tree)

    def _guard(self, tree: ast.stmt) -> None:
        """Leave a statement inside of a block to training."""
        ev = self.evaluator
        if ev.entered.stack:
            return
        line = ev.source.split("\n")[tree.lineno - 1].encode()[: tree.col_offset]
        if tree.col_offset and not line.strip():
            ev.trace.guards.append(guard(tree, ev.learned))
            ev.trace.asides.append(tree)

    def _expression(self, tree: ast.stmt, value: ast.expr) -> None:
        ev = self.evaluator
        marks, edits = len(ev.trace.strips), len(ev.trace.changes)
        found = ev.kind(value)
        if isinstance(value, ast.Call) and ev.qualified(value.func) in {"print", "display"}:
            del ev.trace.strips[marks:], ev.trace.changes[edits:]
            self._guard(tree)
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
            return
        if len(ev.trace.strips) > marks and any(k.arg == "inplace" for k in value.keywords):
            del ev.trace.strips[marks:]
            start, end = span(ev.source, tree)
            ev.trace.strips.append(Replace(stand_in(ev.source, start, end), "pass"))
        self._change_receiver(tree, value, value.func, found)

    def _change_receiver(
        self, tree: ast.stmt, value: ast.Call, func: ast.Attribute, found: kinds.Kind
    ) -> None:
        ev, receiver, method = self.evaluator, func.value, func.attr
        if rowwise.of_method(method) == "fit" and found.level == kinds.STATE:
            self._fitted(tree, receiver, found)
        elif method in {"append", "extend", "update", "insert", "add"}:
            self.store(receiver, join(ev.kind(a) for a in value.args))
        self._guard_off(tree, [receiver])

    def _fitted(self, tree: ast.stmt, receiver: ast.expr, kind: Kind) -> None:
        if isinstance(receiver, ast.Name) and len(self.evaluator.trace.changes):
            self.evaluator.env[receiver.id] = kind
            self.evaluator.trace.changes.append(Wrap(tree, f"{receiver.id} = ", ""))

    def _loop(self, target: ast.expr, over: ast.expr, body: Sequence[ast.stmt]) -> None:
        ev = self.evaluator
        found = ev.kind(over)
        by_row = found.column or goes_by_row(over, self.evaluator.qualified)
        turn = found.one() if by_row else found
        self.bind(target, turn if found.is_rows else CONSTANT)
        names = [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]
        plain = names if not found.is_rows else []
        ev.loops += plain
        before = dict(ev.env)
        over_tables = found.is_rows and isinstance(over, ast.Name | ast.List | ast.Tuple)
        ev.tables += over_tables
        self.walk(body)
        ev.tables -= over_tables
        self.split_by_folds(target, over, body)
        ev.loops = ev.loops[: len(ev.loops) - len(plain)]
        self._merge(before)

    def _branch(self, test: ast.expr, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt]) -> None:
        self.evaluator.kind(test)
        before = dict(self.evaluator.env)
        self.walk([*body, *orelse])
        self._merge(before)

    def _merge(self, before: dict[str, Kind]) -> None:
        """What may have happened has happened."""
        env = self.evaluator.env
        for name, kind in before.items():
            if kind.level > env.get(name, CONSTANT).level:
                env[name] = kind


def _crossing(flow: Dataflow) -> frozenset[str]:
    """Name the notebook's functions in which a row's value depends on its neighbours."""
    trees = {f.name: flow.nodes[f.index].statement.node for f in flow.functions if not f.is_class}
    return frozenset(name for name, tree in trees.items() if _crosses(tree))


def _crosses(tree: ast.AST) -> bool:
    calls = (n.func for n in walk(tree) if isinstance(n, ast.Call))
    methods = (func.attr for func in calls if isinstance(func, ast.Attribute))
    return any(rowwise.of_method(method) == "cross" for method in methods)


def _fits(tree: ast.AST) -> bool:
    """Tell whether a node is a method that fits: what it fits is asked beside it."""
    return isinstance(tree, ast.Attribute) and rowwise.of_method(tree.attr).startswith("fit")


def _loaded(tree: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(tree), mode="eval").body


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """View = how statements are looked at.

    `serving` are the rows that will be served (None: not known yet); a variable holds rows from
    `start` on; `own` are functions of the notebook that are followed, and what is edited in these
    goes to `entered`.
    """

    learned: str
    serving: frozenset[str] | None = None
    start: tuple[int, str] | None = None
    own: Mapping[str, Own] = field(default_factory=dict)
    entered: Entered = field(default_factory=Entered)


def has_rows(flow: Dataflow, start: tuple[int, str] | None) -> bool:
    """Tell whether anything holds rows: a table is read, or a variable holds them from a start."""
    return start is not None or bool(_loads(flow))


def trace(flow: Dataflow, kept: Sequence[int], view: View) -> dict[int, Trace]:
    """Trace the kept statements, in order."""
    evaluator = Evaluator(
        imports=flow.imports, loads=_loads(flow), learned=view.learned, serving=view.serving,
        own=view.own, entered=view.entered, crossing=_crossing(flow) - view.own.keys(),
    )  # fmt: skip
    walker = Walker(evaluator=evaluator)
    evaluator.enter = walker.enter
    traces: dict[int, Trace] = {}
    for index in kept:
        statement = flow.nodes[index].statement
        evaluator.trace = Trace(before=dict(evaluator.env))
        evaluator.source, evaluator.index = statement.source, index
        walker.statement(statement.node)
        evaluator.trace.draws = _drawn(flow.nodes[index])
        traces[index] = evaluator.trace
        if view.start and view.start[0] == index:
            rows = Kind(level=kinds.ROWS, tags=frozenset({str(index)}))
            evaluator.env[view.start[1]] = rows
    return traces


def _drawn(node: Node) -> str:
    """Return the first call that draws numbers from a generator, "" if none does."""
    for call in node.calls:
        of_generator = call.name.startswith(GENERATORS)
        if of_generator or (call.name.startswith(MODULES) and call.fact and call.fact.draws):
            return ast.get_source_segment(node.statement.source, call.node) or call.name
    return ""


def _loads(flow: Dataflow) -> frozenset[int]:
    """Return the calls that read a table, or give a data set."""
    calls = (call for node in flow.nodes for call in node.calls)
    return frozenset(id(call.node) for call in calls if call.fact and _is_table(call.fact))


def _is_table(fact: Fact) -> bool:
    if fact.role != "load":
        return False
    return fact.result in {FRAME, DATA_SET} or fact.name.startswith(DATA_SETS)
