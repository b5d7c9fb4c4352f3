"""The chosen model and its probabilities → how the notebook makes classes of them at last.

``predicted = (model.predict_proba(rows)[:, 1] > 0.8).astype(int)`` decides elsewhere than the
model's own `predict`, which does at one half. What is served decides as the notebook does, if this
is how it predicts last, and where it decides is a number in its code, a parameter, or a variable
that the run computes and keeps. Anything else is told, and not followed.
"""

import ast
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.inference import GREATEST, Decision
from mlship.ir.trees import parse, walk
from mlship.planning.fitted import Fitted

PROBABILITIES = "predict_proba"
# Of these, `predict` gives numbers; compared with one, they are probabilities of the second class.
TELLING = ("keras.", "tensorflow.", "statsmodels.", "xgboost.Booster", "lightgbm.Booster")
FORMS = frozenset({"ravel", "flatten", "squeeze", "reshape", "to_numpy"})
OPERATORS = {ast.Gt: ">", ast.GtE: ">="}
MIRRORED = {ast.Lt: ">", ast.LtE: ">="}
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Known = names of the model, other ones, of probabilities (both classes, or yes), numbers.

    `predicted`: the probability of the second class is what `predict` gives.
    """

    names: frozenset[str]
    predicted: bool = False
    aliases: set[str] = field(default_factory=set)
    both: set[str] = field(default_factory=set)
    yes: set[str] = field(default_factory=set)
    numbers: dict[str, ast.expr] = field(default_factory=dict)

    def is_asked(self, call: ast.AST, method: str) -> bool:
        """Tell a call of one of the model's methods."""
        match call:
            case ast.Call(func=ast.Attribute(value=asked, attr=attr)):
                return self.is_model(asked) and attr == method
        return False

    def is_model(self, value: ast.expr) -> bool:
        """Tell the model, under another name, and what a search has found: `best_estimator_`."""
        match value:
            case ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name), attr="best_estimator_"):
                return name in self.names | self.aliases
        return False

    def are_both(self, value: ast.expr) -> bool:
        """Tell the probabilities of both classes."""
        held = isinstance(value, ast.Name) and value.id in self.both
        return held or self.is_asked(value, PROBABILITIES)

    def are_yes(self, value: ast.expr) -> bool:
        """Tell those of the second class: ``model.predict_proba(rows)[:, 1]``."""
        if self.predicted and self.is_asked(value, "predict"):
            return True
        match value:
            case ast.Name(id=name):
                return name in self.yes
            case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in FORMS:
                return self.are_yes(inner)
            case ast.Subscript(
                value=inner,
                slice=ast.Tuple(elts=[ast.Slice(lower=None, upper=None), ast.Constant(value=0)]),
            ) if self.predicted:
                return self.are_yes(inner)
            case ast.Subscript(
                value=inner,
                slice=ast.Tuple(elts=[ast.Slice(lower=None, upper=None), ast.Constant(value=1)]),
            ):
                return self.are_both(inner)
        return False

    def valued(self, value: ast.expr) -> ast.expr:
        """Return the number that a variable holds, anything else as it is."""
        return self.numbers.get(value.id, value) if isinstance(value, ast.Name) else value

    def note(self, node: Node) -> None:
        """Remember what a statement binds."""
        self.both.difference_update(node.writes)
        self.yes.difference_update(node.writes)
        self.aliases.difference_update(node.defines)
        for name in node.writes & self.numbers.keys():
            del self.numbers[name]
        match node.statement.node:
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Constant() as value):
                self.numbers[target] = value
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                self.both.update({target} if self.are_both(value) else ())
                self.yes.update({target} if self.are_yes(value) else ())
                self.aliases.update({target} if self.is_model(value) else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writing = how statements read in the project, the name of its parameters."""

    statement: Callable[[int], str]
    params: str = ""


def find_decision(
    flow: Dataflow, kept: Sequence[int], model: Fitted, writing: Writing
) -> Decision | None:
    """Find where the notebook decides between two classes, if it does so for its last answers."""
    names = frozenset({model.name, *(one.name for one in model.of)} - {""})
    known = Known(names=names, predicted=model.estimator.startswith(TELLING))
    found: Decision | None = None
    for node in (flow.nodes[index] for index in sorted(kept)):
        if node.statement.index >= model.index:
            found = _decide_on(found, node, known, writing)
        known.note(node)
    return found


def _decide_on(
    found: Decision | None, node: Node, known: Known, writing: Writing
) -> Decision | None:
    """Say what a statement changes in what was decided before."""
    tree = node.statement.node
    if known.predicted and _takes_greatest(tree, known):
        cell = node.statement.cell
        return Decision(operator=GREATEST, limit="", cell=cell, predicted=True)
    made = _decided(writing, node, known) if isinstance(tree, ast.Assign) else None
    if made or found is None:
        return made
    if not known.predicted and any(known.is_asked(call, "predict") for call in walk(tree)):
        return None
    # Where it is bound anew, what it holds at last is something else.
    return replace(found, followed=False) if found.variable in node.writes else found


def _takes_greatest(tree: ast.AST, known: Known) -> bool:
    """Tell ``np.argmax(model.predict(rows), axis=1)``, and the same of each row by itself."""
    each = set(_each_of(tree, known))
    for node in walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=held, attr="argmax"), args=[], keywords=given):
                scores, axis = held, _axis(given)
            case ast.Call(func=ast.Attribute(attr="argmax"), args=[scores], keywords=given):
                axis = _axis(given)
            case ast.Call(func=ast.Attribute(attr="argmax"), args=[scores, ast.expr() as place]):
                axis = ast.unparse(place)
            case _:
                continue
        if axis in {"1", "-1"} and known.are_yes(scores):
            return True
        if axis == "" and _is_one_of(scores, each):
            return True
    return False


def _is_one_of(tree: ast.expr, names: Collection[str]) -> bool:
    return isinstance(tree, ast.Name) and tree.id in names


def _axis(given: Sequence[ast.keyword]) -> str:
    return next((ast.unparse(each.value) for each in given if each.arg == "axis"), "")


def find_limit(flow: Dataflow, kept: Sequence[int], model: Fitted) -> str:
    """Name the variable that decides, "" if it is none: it must outlive the run."""
    writing = Writing(statement=lambda index: flow.nodes[index].statement.source)
    found = find_decision(flow, kept, model, writing)
    return found.variable if found and found.followed else ""


def _decided(writing: Writing, node: Node, known: Known) -> Decision | None:
    """Read the one comparison that a statement makes, if it is one of probabilities."""
    if not _may_decide(node, known):
        return None
    tree = parse(writing.statement(node.statement.index))
    each = replace(known, yes=known.yes | set(_each_of(tree, known)))
    made: Decision | None = None
    match _comparisons(tree):
        case [ast.Compare(left=yes, ops=[op], comparators=[limit])] if type(
            op
        ) in OPERATORS and each.are_yes(yes):
            made = _limited_by(limit, OPERATORS[type(op)], node, known, writing)
        case [ast.Compare(left=limit, ops=[op], comparators=[yes])] if type(
            op
        ) in MIRRORED and each.are_yes(yes):
            made = _limited_by(limit, MIRRORED[type(op)], node, known, writing)
    if made and known.predicted:
        return replace(made, predicted=True)
    return None if made and made.limit == str(HALF) else made


def _may_decide(node: Node, known: Known) -> bool:
    """Tell whether a statement compares, and answers or probabilities are known to it."""
    asks = known.predicted or PROBABILITIES in node.statement.source or known.both | known.yes
    return bool(asks and _comparisons(node.statement.node))


def _comparisons(tree: ast.AST) -> list[ast.Compare]:
    return [n for n in walk(tree) if isinstance(n, ast.Compare)]


def _limited_by(
    limit: ast.expr, operator: str, node: Node, known: Known, writing: Writing
) -> Decision:
    made = Decision(operator=operator, limit=ast.unparse(limit), cell=node.statement.cell)
    return _limited(made, known.valued(limit), writing)


def _each_of(tree: ast.AST, known: Known) -> Iterable[str]:
    """Yield the variables that go through probabilities: ``[p > 0.8 for p in yes]``."""
    for node in walk(tree):
        match node:
            case ast.comprehension(target=ast.Name(id=name), iter=several):
                if known.are_yes(several):
                    yield name


def _limited(made: Decision, limit: ast.expr, writing: Writing) -> Decision:
    """Take a number, a parameter, or a variable; tell of anything else."""
    text = ast.unparse(limit)
    match limit:
        case ast.Constant(value=float() | int()):
            return replace(made, limit=text)
        case ast.Name(id=name):
            return replace(made, limit=f'self.kept["{name}"]', variable=name)
        case ast.Attribute() if writing.params and text.startswith(f"{writing.params}."):
            return replace(made, limit=f"self.params{text.removeprefix(writing.params)}")
    return replace(made, limit=text, followed=False)
