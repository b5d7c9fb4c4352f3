"""Dataflow, stages and the chosen model → the path to its features, before anything is written."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlship.ir.dataflow import Dataflow, Function
from mlship.ir.program import Statement
from mlship.ir.unfolding import Unfolding
from mlship.planning.edits import Change, Wrap, parses, rewrite
from mlship.planning.fitted import Fitted
from mlship.planning.inference.derived import Derived
from mlship.planning.inference.entering import Entered, Own, find_own
from mlship.planning.inference.fits import Goal
from mlship.planning.inference.goals import find_fit, find_prediction
from mlship.planning.inference.holding import hold
from mlship.planning.inference.kinds import CONSTANT
from mlship.planning.inference.origins import find_origins, find_split_table
from mlship.planning.inference.outside import bring_in
from mlship.planning.inference.sharing import find_repeated, find_shared
from mlship.planning.inference.slicing import Path, Slicer
from mlship.planning.inference.traces import Trace
from mlship.planning.inference.tracing import View, has_rows, trace
from mlship.planning.interfaces import EXPLORE, Unit

UNREAD = "no table is read that its features come from"
MADE = "its features are no rows of a table that is read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Known = names that need not be passed, the name of what is learned, own functions.

    Where functions are `unfolded`, statements are those that they have become.
    """

    hidden: frozenset[str]
    learned: str
    functions: Mapping[str, Function]
    unfolded: Unfolding | None = None


def derive(
    flow: Dataflow, kept: Sequence[int], model: Fitted | None, known: Known
) -> Derived | None:
    """Follow the features of a model that has answers for new rows back to the raw table."""
    fit = find_fit(flow, model) if model else None
    if model is None or fit is None or model.labels_once:
        return None
    learned, own = known.learned, find_own(flow, kept, known.functions)
    problem = Problem(
        flow=flow, kept=tuple(kept), model=model, fit=fit, hidden=known.hidden, own=own,
        unfolded=known.unfolded,
    )  # fmt: skip
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
    unfolded: Unfolding | None = None


def _is_served_unread(made: Derived, flow: Dataflow, *, reads: bool) -> bool:
    """Tell whether nothing stands in the way of serving, and training loads nothing."""
    is_raw = not reads or len(made.serving.items) > 1  # else records would be features
    loads = any(flow.nodes[i].role == "load" for i in made.training.indexes)
    return is_raw and not made.reason and made.serving.blocked < 0 and not loads


def _of_made(problem: Problem, learned: str, found: Derived) -> Derived:
    """Where no table is read, let records be rows of what is made, else of what is split."""
    flow, kept, fit = problem.flow, problem.kept, problem.fit
    is_plain = not (problem.own or has_rows(flow, None))
    traces = found.traces if is_plain else trace(flow, kept, View(learned=learned))
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
    view = View(learned=learned, start=start, own=problem.own)
    first = traces = trace(flow, kept, view)
    prediction = find_prediction(flow, kept, problem.model, fit, first)
    goal_tags = _tags(first, prediction)
    if has_rows(flow, start):  # without any none are left out
        view = replace(view, serving=goal_tags, entered=Entered())
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
        traces=traces, insertions=_insertions(problem, serving, traces, learned),
        unfolded=problem.unfolded,
    )  # fmt: skip
    derived = _with_trained(derived, learned)
    derived = _with_own(derived, view.entered, problem.own)
    reason = _why_not(flow, derived)
    if reason:
        derived = replace(derived, reason=reason, insertions={}, learning=frozenset())
    return hold(derived, learned, problem.hidden)


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
    problem: Problem, path: Path, traces: Mapping[int, Trace], learned: str
) -> dict[int, tuple[Change, ...]]:
    """Return the edits by which training keeps what serving needs.

    A function that is unfolded is called in training alone: nothing in it need be left to that.
    """
    flow, unfolded = problem.flow, problem.unfolded
    found: dict[int, tuple[Change, ...]] = {}
    for item in path.items:
        found_here = traces[item.index]
        is_whole = item.how != "split" or isinstance(
            flow.nodes[item.index].statement.node, ast.Assign
        )
        followed = item.how != "cut" and is_whole  # of a loop that splits, only the split counts
        is_inner = unfolded is not None and unfolded.places[item.index].inner
        guards = [] if is_inner else found_here.guards
        changes = [*found_here.changes, *guards] if followed else []
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
    """Find the stage functions that serving calls: those that call what is unfolded are none."""
    if derived.reason:
        return replace(derived, units=tuple(units))
    if (unfolded := derived.unfolded) is not None:
        flow, units = unfolded.flow, bring_in(unfolded, units)
        looks = frozenset(unfolded.indexes_of(looks))
    whole = [unit if derived.is_whole(unit) else replace(unit, label=EXPLORE) for unit in units]
    found = find_shared(flow, whole, derived.serving, derived.traces, looks)
    served = derived.serving.indexes
    repeated = find_repeated(flow, whole, derived.training, looks, served)
    return replace(derived, units=tuple(units), shared=found, repeated=repeated)
