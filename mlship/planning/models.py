"""The models that a notebook trains → which one is *the* model, and why."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, filterfalse
from operator import attrgetter

from mlship.errors import UsageError
from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.plan import Expectation
from mlship.ir.trees import walk
from mlship.planning.asking import PREDICTS, find_asked, is_only_looked_into
from mlship.planning.figures import FIGURE
from mlship.planning.fitted import Fitted

# They fit, and say something of the same rows.
LABELS = frozenset({"fit_predict", "fit_transform"})
LOOPS = (ast.For, ast.While)
SAVES = frozenset(
    {"dump", "dumps", "save", "save_model", "save_weights", "save_pretrained", "log_model"}
)
LOWER_IS_BETTER = re.compile(r"error|loss|mse|mae|rmse|deviance|perplexity", re.IGNORECASE)
MIN_COMPARED = 2
LAST = "the last one fitted"
LAST_ASKED = f"{LAST} that is for new rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Choice = the chosen model (None: nothing is trained), the candidates, each with a reason."""

    model: Fitted | None = None
    reasons: tuple[tuple[Fitted, str], ...] = ()


def choose(
    flow: Dataflow,
    fitted: Sequence[Fitted],
    alive: frozenset[int],
    wanted: str,
    shown: Sequence[Expectation],
) -> Choice:
    """Choose the model that the notebook is for, and say why.

    What it saves, else what makes the predictions that it exports, else what it picks of several,
    else what it asks about a record written down once all are trained, else the best by the scores
    that it shows, else the last one fitted; of the last two none that only labels the rows that it
    is fitted on, or is only looked into, if there is another. `alive` are the statements whose
    model outlives its stage; `shown` are the metrics in the saved outputs.

    Raises:
        UsageError: `wanted` is no model of this notebook.
    """
    trained = list(filterfalse(attrgetter("picked"), fitted))
    candidates = _last_fits([f for f in trained if f.index in alive])
    picked = [f for f in fitted if f.picked and f.index in alive]
    known = sorted([*candidates, *picked], key=lambda f: f.index)
    if wanted:
        return _named(candidates, known, wanted)
    exported = _exported(flow, known)
    if exported is None and _saves_one_of_many(flow, candidates):
        return Choice()  # which of them it is has no name, and any other would be a wrong answer
    lasting = _asking(flow, candidates) or candidates
    scores = _compare(lasting, trained, shown)
    ways = (
        (exported, "the notebook saves it"),
        (_predicting(flow, known), "the notebook exports its predictions"),
        (next(filter(attrgetter("is_clear"), reversed(picked)), None), "the notebook picks it"),
        (_asked(flow, known), "the notebook asks it about new records"),
        (scores.best, scores.reason),
        (next(reversed(lasting or picked), None), LAST if lasting == candidates else LAST_ASKED),
    )
    for model, reason in ways:
        if model is not None:
            return _choice(candidates, model, reason, scores.said)
    return Choice()


def _asking(flow: Dataflow, candidates: Sequence[Fitted]) -> list[Fitted]:
    """Return the models that answer new rows, and not only say what they found in the old ones."""
    found = []
    for fit in candidates:
        later = (f.index for f in candidates if f.name == fit.name and f.index > fit.index)
        after = flow.nodes[fit.index + 1 : min(later, default=len(flow.nodes))]
        only_looks = _labels(flow.nodes[fit.index], fit.name, after)
        if not (fit.labels_once or only_looks or is_only_looked_into(after, fit.name)):
            found.append(fit)
    return found


def _labels(node: Node, name: str, after: Sequence[Node]) -> bool:
    """Tell whether a model is fitted for what it says of the same rows, and not used any more."""
    methods = {c.name.rpartition(".")[2] for c in node.calls if c.receiver == name}
    return not methods.isdisjoint(LABELS) and all(name not in each.reads for each in after)


def _last_fits(fitted: Sequence[Fitted]) -> list[Fitted]:
    """Of the fits of one variable and class keep the last, in the order of the notebook.

    ``b = a.fit(X)`` is one fit, called as the notebook goes on to call it.
    """
    once = {f.index: f for f in fitted}
    last = {(f.name, f.estimator, f.last_step): f for f in once.values()}
    return sorted(last.values(), key=lambda f: f.index)


def _named(candidates: Sequence[Fitted], known: Sequence[Fitted], wanted: str) -> Choice:
    by_class = {f.short: f for f in candidates}
    model = (by_class | {f.name: f for f in known}).get(wanted)
    if model is None:
        names = ", ".join(sorted({f.name for f in known})) or "none"
        raise UsageError(f"No fitted model is called {wanted!r}.", hint=f"Models found: {names}.")
    return _choice(candidates, model, "named by --model", {})


def _choice(
    candidates: Sequence[Fitted], model: Fitted, reason: str, said: Mapping[int, str]
) -> Choice:
    """Choose a model; one that was picked for certain goes by the name that it was fitted under."""
    if len(model.of) == 1 and not model.of[0].repeated:
        (fit,) = model.of
        same = (f for f in candidates if f.index == fit.index and fit.name in {f.name, ""})
        model = next(same, model)
    every = [*candidates, *([] if model in candidates else [model])]
    others = ((f, said.get(f.index, "another model")) for f in every)
    return Choice(
        model=model,
        reasons=tuple((f, reason if f is model else why) for f, why in others),
    )


def _exported(flow: Dataflow, candidates: Sequence[Fitted]) -> Fitted | None:
    """Return the model that the notebook writes to a file, the last one if it writes several."""
    saved = None
    for node in flow.nodes:
        for call in node.calls:
            if call.name.rsplit(".", 1)[-1] in SAVES:
                used = [n.id for a in call.node.args for n in walk(a) if isinstance(n, ast.Name)]
                known = [_at(candidates, n, node.statement.index) for n in [*used, call.receiver]]
                saved = next((f for f in known if f is not None), saved)
    return saved


def _stored_in(tree: ast.AST, models: Collection[str]) -> Iterator[str]:
    """Yield the collections that an assignment stores models in: ``models[name] = model``."""
    if isinstance(tree, ast.Assign) and not _names(tree.value).isdisjoint(models):
        for target in tree.targets:
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                yield target.value.id


def _saves_one_of_many(flow: Dataflow, fitted: Iterable[Fitted]) -> bool:
    """Tell whether a model is saved out of those that a loop has stored: ``dump(models[best])``."""
    models = {one.name for one in fitted}
    loops = [n.statement.node for n in flow.nodes if isinstance(n.statement.node, LOOPS)]
    stored = {name for loop in loops for tree in walk(loop) for name in _stored_in(tree, models)}
    picked = (each.value for each in _saved_by(flow) if isinstance(each, ast.Subscript))
    return any(not stored.isdisjoint(_names(value)) for value in picked)


def _saved_by(flow: Dataflow) -> Iterator[ast.expr]:
    for call in chain.from_iterable(node.calls for node in flow.nodes):
        if call.name.rsplit(".", 1)[-1] in SAVES:
            yield from call.node.args


def _names(tree: ast.AST) -> set[str]:
    return {tree.id} if isinstance(tree, ast.Name) else set()


def _at(candidates: Sequence[Fitted], name: str, index: int) -> Fitted | None:
    """Return the model that a variable holds at a statement."""
    return next((f for f in reversed(candidates) if f.name == name and f.index < index), None)


def _predicting(flow: Dataflow, candidates: Sequence[Fitted]) -> Fitted | None:
    """Return the model whose predictions go to a file at last."""
    writing = [n for n in flow.nodes if _writes_file(n) and FIGURE not in n.reads | n.writes]
    steps = (
        index
        for node in reversed(writing)
        for index in sorted(_needed(flow, node.statement.index), reverse=True)
    )
    asked = (
        _at(candidates, call.receiver, index)
        for index in steps
        for call in flow.nodes[index].calls
        if call.name.rsplit(".", 1)[-1] in PREDICTS
    )
    return next((model for model in asked if model is not None), None)


def _writes_file(node: Node) -> bool:
    return any(name.startswith("file:") for name in node.writes)


def _asked(flow: Dataflow, candidates: Sequence[Fitted]) -> Fitted | None:
    """Return the model that is asked last, below all trainings, about a record written down."""
    last = max((f.index for f in candidates), default=len(flow.nodes))
    asked = (_at(candidates, name, index) for name, index in find_asked(flow, last))
    return next((model for model in asked if model is not None), None)


def _needed(flow: Dataflow, index: int) -> set[int]:
    needed: set[int] = set()
    stack = [index]
    while stack:
        one = stack.pop()
        if one not in needed:
            needed.add(one)
            stack += flow.nodes[one].depends
    return needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Scores = the best of the models that are compared, why, and what is said of the others."""

    best: Fitted | None = None
    reason: str = ""
    said: Mapping[int, str] = field(default_factory=dict)


def _labels_of(candidates: Sequence[Fitted], fitted: Sequence[Fitted]) -> dict[str, Fitted]:
    """Map what scores may be said of to models: their variables, or kinds where these change."""
    kinds: dict[str, set[str]] = {}
    for one in fitted:
        kinds.setdefault(one.name, set()).add(one.short)
    by_fit = {f.index: f for f in candidates}
    return {
        f.name if len(kinds[f.name]) == 1 else f.short: by_fit[f.index]
        for f in fitted
        if f.index in by_fit
    }


def _compare(
    candidates: Sequence[Fitted], fitted: Sequence[Fitted], shown: Sequence[Expectation]
) -> Scores:
    """Compare models by the metric that the notebook shows for most of them."""
    labels = _labels_of(candidates, fitted)
    table: dict[str, dict[str, float]] = {}
    for seen in shown:
        owner, _, metric = seen.metric.rpartition(".")
        if owner in labels and not metric.startswith("train_"):
            table.setdefault(metric, {})[owner] = seen.value
    metric = max(table, key=lambda name: len(table[name]), default="")
    values = table.get(metric, {})
    if len(values) < MIN_COMPARED:
        return Scores()
    best = (min if LOWER_IS_BETTER.search(metric) else max)(values, key=values.__getitem__)
    plain = metric.replace("_", " ")
    return Scores(
        best=labels[best],
        reason=f"the best {plain} that the notebook shows: {values[best]:g}",
        said={labels[owner].index: f"{plain} {value:g}" for owner, value in values.items()},
    )
