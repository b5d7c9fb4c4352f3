"""A derived path and its bodies → what is served, and what it is compared with."""

import ast
from collections.abc import Collection, Iterable

from mlship.ir.inference import Form, Inference, Level, Matrix, Method, OwnStatistic
from mlship.planning.importing import loaded_names
from mlship.planning.inference.derived import Derived
from mlship.planning.inference.fits import Goal
from mlship.planning.inference.goals import kind_of
from mlship.planning.inference.matrices import (
    describe_held,
    describe_matrix,
    is_rebound,
    labels_beside,
)
from mlship.planning.inference.slicing import Item
from mlship.planning.inference.targets import find_target
from mlship.planning.inference.writing import Scribe
from mlship.planning.naming import class_name

# Methods that give the same answers in another form.
FORMS = frozenset({"ravel", "flatten", "squeeze", "reshape", "to_numpy", "copy"})
NOTHING_TO_COMPARE = "the run does not keep the features that it would be compared with"


def describe(
    scribe: Scribe, prepare: Method, *, fields: Collection[str], model: str, kind: str
) -> Inference:
    """Put together how a raw record becomes its prediction."""
    derived = scribe.derived
    path = derived.serving
    target = find_target(derived.flow, derived.training.items, derived.fit.target)
    matrices = tuple(_matrices(derived, fields, scribe.writer.learned))
    served: Level = "records" if path.blocked < 0 else "features"
    return Inference(
        level=served if matrices else "none",
        reason=path.reason if matrices else NOTHING_TO_COMPARE,
        cell=cell_of(derived),
        model=model,
        class_name=f"{class_name(scribe.package)}Model",
        kind=kind,
        learned=scribe.writer.learned,
        prepare=prepare,
        kept=derived.kept,
        target=target.column,
        inverses=target.inverses,
        matrices=matrices,
        origin=_origin(derived),
        served=ast.unparse(derived.prediction.features),
        form=_form(scribe),
        own=tuple(
            OwnStatistic(text=text, cell=_cell(derived, index)) for index, text in derived.own
        ),
    )


def _origin(derived: Derived) -> str:
    """Say what records are where they are no rows of a table that is read."""
    entry = next((i for i in derived.serving.items if i.how == "cut"), None)
    if entry is None or derived.serving.reason:
        return ""
    return f"rows of `{entry.pairs[0][0]}`, which cell {_cell(derived, entry.index)} makes"


def _cell(derived: Derived, index: int) -> int:
    return derived.flow.nodes[index].statement.cell


def cell_of(derived: Derived) -> int:
    """Return the cell that stands in the way, -1 if none does."""
    blocked = derived.serving.blocked
    return _cell(derived, blocked) if blocked >= 0 else -1


def describe_features(
    scribe: Scribe, *, fields: Collection[str], model: str, kind: str, reason: str
) -> Inference:
    """Put together how the model's own features become its prediction."""
    derived = scribe.derived
    matrices = tuple(_matrices(derived, fields, scribe.writer.learned))
    target = find_target(derived.flow, list(_all_before(derived)), derived.fit.target)
    return Inference(
        level="features" if matrices else "none",
        reason=reason if matrices else NOTHING_TO_COMPARE,
        cell=cell_of(derived),
        model=model,
        class_name=f"{class_name(scribe.package)}Model",
        kind=kind,
        learned=scribe.writer.learned,
        target=target.column if target.inverses else "",
        inverses=target.inverses,
        matrices=matrices,
        form=_form(scribe),
    )


def _form(scribe: Scribe) -> Form | None:
    code = scribe.derived.prediction.form
    needed = scribe.imports.needed(set(loaded_names(code)))
    return Form(code=code, imports=tuple(sorted(needed))) if code else None


def _all_before(derived: Derived) -> Iterable[Item]:
    """Yield all statements before the fit, in the notebook's order."""
    for index in sorted(i for i in derived.traces if i < derived.fit.index):
        splits = derived.traces[index].splits
        pairs = tuple((name, ast.unparse(given)) for name, given in splits.items())
        yield Item(index=index, how="split" if pairs else "keep", pairs=pairs)


def _name(tree: ast.expr | None) -> str:
    """Name the variable of answers, whatever form they are given in: ``y_train.ravel()``."""
    match tree:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr="values"):
            return _name(value)
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in FORMS:
            return _name(value)
    return ""


def _is_of_records(derived: Derived, goal: Goal) -> bool:
    """Tell whether features are made of the records that come in, as serving makes them."""
    if derived.reason or derived.serving.source < 0:
        return True
    if goal is derived.fit and goal is not derived.prediction and derived.own:
        return False
    roots = {tag.partition(">")[0] for tag in kind_of(derived.traces, goal).tags}
    found = derived.traces[derived.serving.source]
    own = {str(derived.serving.source)}
    return not found.sources or roots == own or (goal is derived.fit and own <= roots)


def _matrices(derived: Derived, fields: Collection[str], learned: str) -> Iterable[Matrix]:
    for goal in derived.compared:
        if name := derived.held_as(goal):
            if _is_of_records(derived, goal):
                yield describe_held(goal, learned, name)
            continue
        if derived.is_inside(goal) or is_rebound(derived.flow, derived.traces.keys(), goal):
            continue
        labels = _name(goal.target) or labels_beside(derived.traces, _name(goal.features))
        found = describe_matrix(goal, labels, fields)
        if found and _is_of_records(derived, goal):
            yield found
