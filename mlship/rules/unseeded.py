"""Draws from generators that nobody has seeded → findings, where a result depends on them."""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from mlship.ir.dataflow import Call, Fact, Node
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.drawing import is_asked, told_words
from mlship.rules.ancestry import find_ancestors
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

# A sample or a plot for the eye may differ each time.
LOOKS = frozenset({"look", "plot"})
# type → the parameter without which it does not draw, and the values with which it still does not
QUIET_WITHOUT: dict[str, tuple[str, frozenset[object]]] = {
    "sklearn.linear_model.LogisticRegression": ("solver", frozenset({"lbfgs", "newton-cg"})),
    "sklearn.linear_model.LogisticRegressionCV": ("solver", frozenset({"lbfgs", "newton-cg"})),
    "sklearn.linear_model.Ridge": ("solver", frozenset({"auto", "svd", "cholesky", "lsqr"})),
    "sklearn.linear_model.Lasso": ("selection", frozenset({"cyclic"})),
    "sklearn.linear_model.ElasticNet": ("selection", frozenset({"cyclic"})),
    "sklearn.svm.SVC": ("probability", frozenset({False})),
    "sklearn.svm.LinearSVC": ("dual", frozenset({False})),
    "sklearn.decomposition.PCA": ("svd_solver", frozenset({"auto", "full"})),
}


class Unseeded(Rule):
    """Another run gives another number."""

    code = "MS105"
    name = "unseeded"
    severity = "warning"
    what = "A split, a model or data is drawn from a generator that nothing has seeded."
    why = (
        "Each run gives other rows and other numbers: nobody can tell whether a change helped, "
        "and the pipeline cannot be compared with the notebook digit by digit."
    )
    remedy = "Give it `random_state=`, or seed the generator in the first cell."
    example = """
        X_train, X_test = train_test_split(X, test_size=0.25)
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each call that draws without a seed; the same words once."""
        told: set[str] = set()
        found = list(_draws(subject))
        fitted = {subject.knowledge.canonical(c.name.rpartition(".")[0]) for _, c in found}
        for node, call in found:
            what = ast.unparse(call.node.func).split("\n")[0]
            if what not in told and subject.canonical(call) not in fitted:
                told.add(what)
                yield self.at(node, f"`{what}` draws from a generator without a seed.", call.node)


def _draws(subject: Subject) -> Iterator[tuple[Node, Call]]:
    """Yield what draws from a generator before anything seeds it, statement by statement.

    Where only what a statement is given draws, the calls that made that are meant.
    """
    seeded: set[str] = set()
    made = _makers(subject)
    for node in subject.nodes:
        seeded |= {f"rng:{name}" for call in node.calls if call.fact for name in call.fact.seeds}
        drawn = {name for name in node.writes if name.startswith("rng:")} - seeded
        if not drawn or node.role in LOOKS:
            continue
        if direct := [(node, call) for call in node.calls if _is_drawing(subject, node, call)]:
            yield from direct
            continue
        needed = made.keys() & find_ancestors(subject.flow, node.statement.index)
        yield from chain.from_iterable(made[index] for index in sorted(needed))
        yield from _unseeded_made(subject, node)


def _makers(subject: Subject) -> Mapping[int, Sequence[tuple[Node, Call]]]:
    """Map statements to the constructors in them of what draws when fitted."""
    fitting = {id(fit.node) for fit in subject.fits}
    making = (n for n in subject.nodes if n.role == "construct" or _holds_models(n, fitting))
    return {node.statement.index: tuple(_unseeded_made(subject, node)) for node in making}


def _holds_models(node: Node, fitting: Collection[int]) -> bool:
    """Tell whether a statement makes models and fits none: a list or a table of them."""
    made = any(call.fact and call.fact.role == "construct" for call in node.calls)
    return made and id(node) not in fitting


def _unseeded_made(subject: Subject, node: Node) -> Iterator[tuple[Node, Call]]:
    for call in node.calls:
        owner, told = subject.canonical(call), _named(call.node)
        fact = subject.knowledge.method(owner, "fit")
        if fact and fact.draws and fact.seeded_by and not _is_quiet(fact, owner, told):
            yield node, call


def _is_drawing(subject: Subject, node: Node, call: Call) -> bool:
    """Tell whether a call certainly draws: neither by hearsay nor through what it was given."""
    fact = call.fact
    if fact is None or not fact.draws or call.name.startswith(".") or _is_indirect(subject, call):
        return False
    owner = subject.knowledge.canonical(call.name.rpartition(".")[0])
    told = _construction(subject, node, owner) | _named(call.node)
    return not _is_quiet(fact, owner, told)


def _is_quiet(fact: Fact, owner: str, told: Mapping[str, ast.expr]) -> bool:
    """Tell whether what may draw does not, as it is told."""
    words = {word for name, value in told.items() for word in told_words(name, value)}
    waits = not is_asked(fact.draws_if, words)
    return fact.seeded_by in told or waits or _is_quiet_type(owner, told)


def _is_indirect(subject: Subject, call: Call) -> bool:
    """A search, a pipeline or cross-validation draws if what it is given does; layers later."""
    has_no_seed = not (call.fact and call.fact.seeded_by)
    is_layer = subject.knowledge.kind(call.name) == "layer"
    return is_layer or (has_no_seed and call.name.startswith("sklearn."))


def _is_quiet_type(owner: str, told: Mapping[str, ast.expr]) -> bool:
    """Tell whether an object draws only when told to, and was not."""
    parameter, quiet = QUIET_WITHOUT.get(owner, ("", frozenset()))
    given = told.get(parameter)
    is_quiet_value = isinstance(given, ast.Constant) and given.value in quiet
    return bool(parameter) and (given is None or is_quiet_value)


def _named(call: ast.Call) -> dict[str, ast.expr]:
    return {each.arg: each.value for each in call.keywords if each.arg}


def _construction(subject: Subject, node: Node, owner: str) -> dict[str, ast.expr]:
    """Give the named arguments of the last constructor of that type."""
    makers = [
        call.node
        for each in subject.nodes[: node.statement.index + 1]
        for call in each.calls
        if subject.canonical(call) == owner
    ]
    return _named(makers[-1]) if makers else {}
