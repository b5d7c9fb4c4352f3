"""Dataflow, stages and the chosen model → the path to its features, before anything is written."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Dataflow, Function
from mlship.ir.program import Statement
from mlship.planning.edits import Change, Wrap, parses, rewrite
from mlship.planning.inference.deciding import find_limit
from mlship.planning.inference.entering import Entered, Own, find_own
from mlship.planning.inference.fits import Goal
from mlship.planning.inference.goals import find_fit, find_prediction, kind_of
from mlship.planning.inference.kinds import CONSTANT, is_on
from mlship.planning.inference.matrices import find_compared, is_rebound, names_in
from mlship.planning.inference.origins import find_origins, find_split_table
from mlship.planning.inference.sharing import Shared, find_repeated, find_shared, guarded_of
from mlship.planning.inference.slicing import Path, Slicer
from mlship.planning.inference.traces import Lesson, Trace
from mlship.planning.inference.tracing import View, trace
from mlship.planning.interfaces import Unit
from mlship.planning.models import Fitted

UNREAD = "no table is read that its features come from"
MADE = "its features are no rows of a table that is read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Derived = the two paths, the traces, what is shared, what must come out of the stages.

    `trained` are the rows that the model is fitted on, `insertions` edits of statements for
    training, `guarded` statements that serving leaves out; `shared` are units that serving calls,
    `repeated` places of those that only training anew calls, `learning` functions of the notebook
    that learn. `held` names the features that the run holds because their variable means
    something else by its end.
    """

    flow: Dataflow
    model: Fitted
    fit: Goal
    prediction: Goal
    serving: Path
    training: Path
    trained: frozenset[str]
    traces: Mapping[int, Trace]
    units: tuple[Unit, ...] = ()
    shared: tuple[Shared, ...] = ()
    repeated: tuple[int, ...] = ()
    insertions: Mapping[int, tuple[Change, ...]] = field(default_factory=dict)
    learning: frozenset[str] = frozenset()
    reason: str = ""
    held: str = ""

    @property
    def guarded(self) -> frozenset[int]:
        """Statements that only training does, inside of functions that serving calls."""
        return guarded_of(self.shared)

    @property
    def wanted(self) -> frozenset[str]:
        """Variables that must survive to the end of the run."""
        names = {n for goal in self.compared for n in names_in(goal)}
        targets = {g.target.id for g in self.compared if isinstance(g.target, ast.Name)}
        limit = find_limit(self.flow, sorted(self.traces), self.model)
        return frozenset(self.serving.kept) | names | targets | ({limit} - {""})

    @property
    def compared(self) -> list[Goal]:
        """The features that replay is compared with."""
        return find_compared(self.traces, self.fit, self.prediction)

    @property
    def own(self) -> tuple[tuple[int, str], ...]:
        """What serving learns from other rows than the model was trained on: statement, text."""
        return tuple(
            (index, lesson.text)
            for index in sorted(self.serving.indexes)
            for lesson in self.traces[index].lessons
            if self._is_own(lesson)
        )

    def _is_own(self, lesson: Lesson) -> bool:
        """Tell whether no row that the model is trained on is learned from, or each table apart."""
        trained = is_on(lesson.tags, self.trained)
        apart = lesson.apart and not is_on(self.trained, self.served)
        return bool(self.trained) and (not trained or apart)

    @property
    def served(self) -> frozenset[str]:
        """The rows that are predicted for."""
        return kind_of(self.traces, self.prediction).tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Known = names that need not be passed, the name of what is learned, own functions."""

    hidden: frozenset[str]
    learned: str
    functions: Mapping[str, Function]


def derive(
    flow: Dataflow, kept: Sequence[int], model: Fitted | None, known: Known
) -> Derived | None:
    """Follow the model's features back to the raw table; None if no model is fitted on any."""
    fit = find_fit(flow, model) if model else None
    if model is None or fit is None:
        return None
    learned, own = known.learned, find_own(flow, kept, known.functions)
    problem = Problem(
        flow=flow, kept=tuple(kept), model=model, fit=fit, hidden=known.hidden, own=own
    )
    found = _solve(problem, learned, None)
    return found if found.serving.source >= 0 else _of_made(problem, learned, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Problem = what is known before records have been followed."""

    flow: Dataflow
    kept: tuple[int, ...]
    model: Fitted
    fit: Goal
    hidden: frozenset[str]
    own: Mapping[str, Own]


def _is_served_unread(made: Derived, flow: Dataflow, *, reads: bool) -> bool:
    """Tell whether nothing stands in the way of serving, and training loads nothing."""
    is_raw = not reads or len(made.serving.items) > 1  # else records would be features
    loads = any(flow.nodes[i].role == "load" for i in made.training.indexes)
    return is_raw and not made.reason and made.serving.blocked < 0 and not loads


def _of_made(problem: Problem, learned: str, found: Derived) -> Derived:
    """Where no table is read, let records be rows of what is made, else of what is split."""
    flow, kept, fit = problem.flow, problem.kept, problem.fit
    traces = trace(flow, kept, View(learned=learned))
    reads = any(each.sources for each in traces.values())
    for origin in find_origins(kept, flow, traces, fit):
        made = _solve(problem, learned, origin)
        if _is_served_unread(made, flow, reads=reads):
            return made
    if (start := find_split_table(kept, flow, traces, fit.index)) is not None:
        later = _solve(problem, learned, start)
        why = MADE if reads else UNREAD
        path = replace(later.serving, reason=why, blocked=later.serving.source)
        if not later.reason:
            return replace(later, serving=path)
    return replace(found, reason=MADE) if reads and found.reason == UNREAD else found


def _solve(problem: Problem, learned: str, start: tuple[int, str] | None) -> Derived:
    """Follow the features back, to a table that is read or to where records start."""
    flow, kept, fit = problem.flow, problem.kept, problem.fit
    first = trace(flow, kept, View(learned=learned, start=start, own=problem.own))
    prediction = find_prediction(flow, kept, problem.model, fit, first)
    goal_tags = _tags(first, prediction)
    entered = Entered()
    view = View(learned=learned, serving=goal_tags, start=start, own=problem.own, entered=entered)
    traces = trace(flow, kept, view)
    to_serve = Slicer(
        flow=flow, traces=traces, hidden=problem.hidden, serving=goal_tags, start=start
    )
    serving = to_serve.walk(kept, prediction)
    trained = _tags(first, fit)
    to_train = Slicer(
        flow=flow, traces=traces, hidden=problem.hidden, serving=trained, training=True,
        start=_entry(serving),
    )  # fmt: skip
    training = to_train.walk(kept, fit, serving.kept)
    model = problem.model
    derived = Derived(
        flow=flow, model=model, fit=fit, prediction=prediction, serving=serving, training=training,
        trained=trained,
        traces=traces, insertions=_insertions(flow, serving, traces, learned),
    )  # fmt: skip
    derived = _with_trained(derived, learned)
    derived = _with_own(derived, entered, problem.own)
    reason = _why_not(flow, derived)
    if reason:
        derived = replace(derived, reason=reason, insertions={}, learning=frozenset())
    return _hold(derived, learned, problem.hidden)


def _with_trained(derived: Derived, learned: str) -> Derived:
    """Keep the table that the model is trained on where another one is served."""
    source = derived.training.source
    calls = derived.traces[source].sources if source in derived.traces else []
    if len(calls) != 1 or source in derived.serving.indexes or derived.serving.source < 0:
        return derived
    known = derived.insertions.get(source, ())
    wrap = Wrap(calls[0], f"{learned}.observe_trained(", ")")
    return replace(derived, insertions={**derived.insertions, source: (*known, wrap)})


def _with_own(derived: Derived, entered: Entered, own: Mapping[str, Own]) -> Derived:
    """Let the notebook's own functions on the path learn once."""
    used = {name for i in derived.serving.indexes for name in derived.flow.nodes[i].reads}
    named = entered.reached_from(used & own.keys())
    edits = {
        own[n].index: changes for n, changes in entered.edits.items() if changes and n in named
    }
    return replace(
        derived,
        insertions={**derived.insertions, **edits},
        learning=entered.learning() & named,
    )


def _hold(derived: Derived, learned: str, hidden: frozenset[str]) -> Derived:
    """Let the run hold the features that the model is fitted on, if they are not among its results.

    That is so where their variable changes, and where a parameter chooses them.
    """
    flow, fit = derived.flow, derived.fit
    tree = flow.nodes[fit.index].statement.node
    is_simple = isinstance(tree, ast.Assign | ast.Expr) and names_in(fit)
    is_chosen = names_in(fit) & hidden and any(n is fit.features for n in ast.walk(tree))
    if not is_simple or not (is_chosen or is_rebound(flow, derived.traces.keys(), fit)):
        return derived
    name = f"{derived.model.name}_features"
    line = f'{learned}.hold("{name}", {ast.unparse(fit.features)})\n'
    hold = Wrap(tree, line, "")
    if is_chosen:
        hold = Wrap(fit.features, f'{learned}.hold("{name}", ', ")")
    known = derived.insertions.get(fit.index, ())
    insertions = {**derived.insertions, fit.index: (*known, hold)}
    return replace(derived, insertions=insertions, held=name)


def _entry(path: Path) -> tuple[int, str] | None:
    """Return where records come in as a variable."""
    return next(((i.index, i.pairs[0][0]) for i in path.items if i.how == "cut"), None)


def _why_not(flow: Dataflow, derived: Derived) -> str:
    """Say why records cannot come in before the model's own features, "" if they can."""
    serving = derived.serving
    if serving.source < 0:
        return serving.reason or UNREAD
    written = {n for node in flow.nodes for n in node.writes}
    lost = sorted(n for n in serving.lost if n in written)
    if lost:
        return f"`{lost[0]}` is not there when serving"
    for index, changes in derived.insertions.items():
        if not _is_sound(flow.nodes[index].statement, changes):
            return "its statements cannot be changed"
    return ""


def _is_sound(statement: Statement, changes: Sequence[Change]) -> bool:
    """Tell whether a statement is still Python once it is changed."""
    try:
        return parses(rewrite(statement.source, statement.node, changes))
    except SyntaxError:
        return False


def _tags(traces: Mapping[int, Trace], goal: Goal) -> frozenset[str]:
    """Return the rows that a goal's features are made of."""
    before = traces[goal.index].before
    names = [n.id for n in ast.walk(goal.features) if isinstance(n, ast.Name)]
    kinds = [before.get(name, CONSTANT) for name in names]
    return frozenset().union(*(kind.tags for kind in kinds if kind.is_rows))


def _insertions(
    flow: Dataflow, path: Path, traces: Mapping[int, Trace], learned: str
) -> dict[int, tuple[Change, ...]]:
    """Return the edits by which training keeps what serving needs."""
    found: dict[int, tuple[Change, ...]] = {}
    for item in path.items:
        found_here = traces[item.index]
        is_whole = item.how != "split" or isinstance(
            flow.nodes[item.index].statement.node, ast.Assign
        )
        followed = item.how != "cut" and is_whole  # of a loop that splits, only the split counts
        changes = [*found_here.changes, *found_here.guards] if followed else []
        if item.index == path.source:
            changes += _observed(flow, item.index, traces[item.index], item.pairs, learned)
        if changes:
            found[item.index] = tuple(changes)
    return found


def _observed(
    flow: Dataflow, index: int, found: Trace, pairs: tuple[tuple[str, str], ...], learned: str
) -> list[Change]:
    """Keep the raw table as it comes in."""
    if pairs:
        name = pairs[0][0]
        tree = flow.nodes[index].statement.node
        return [Wrap(tree, "", f"\n{name} = {learned}.observe({name})")]
    return [Wrap(call, f"{learned}.observe(", ")") for call in found.sources[:1]]


def share(derived: Derived, flow: Dataflow, units: list[Unit], looks: frozenset[int]) -> Derived:
    """Find the stage functions that serving calls."""
    if derived.reason:
        return replace(derived, units=tuple(units))
    found = find_shared(flow, units, derived.serving, derived.traces, looks)
    served = derived.serving.indexes
    repeated = find_repeated(flow, units, derived.training, looks, served)
    return replace(derived, units=tuple(units), shared=found, repeated=repeated)
