"""Draws from generators that nobody has seeded → findings, where a result depends on them."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Call, Node
from mlship.ir.diagnostic import Diagnostic
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
        """Yield each statement that draws without a seed, and what of it does."""
        seeded: set[str] = set()
        for node in subject.nodes:
            drawn = {name for name in node.writes if name.startswith("rng:")} - _roots(seeded)
            seeds = {g for call in node.calls if call.fact for g in call.fact.seeds}
            seeded |= seeds
            if not drawn or seeds or node.role in LOOKS:
                continue
            culprit = _culprit(subject, node)
            if culprit is not None:
                what = _label(culprit)
                yield self.at(node, f"`{what}` draws from a generator without a seed.", culprit.node)


def _roots(generators: set[str]) -> set[str]:
    return {f"rng:{name}" for name in generators}


def _culprit(subject: Subject, node: Node) -> Call | None:
    """Find the call that draws, None if it is a model that draws only when told to."""
    drawing = [call for call in node.calls if call.fact and call.fact.draws]
    loud = [call for call in drawing if not _is_quiet(subject, node, call)]
    return loud[0] if loud else None


def _is_quiet(subject: Subject, node: Node, call: Call) -> bool:
    fact = call.fact
    if fact and fact.seeded_by and fact.seeded_by in _named(call.node):
        return True
    owner = subject.knowledge.canonical(call.name.rpartition(".")[0])
    if owner not in QUIET_WITHOUT:
        return False
    parameter, quiet = QUIET_WITHOUT[owner]
    given = _construction(subject, node, call).get(parameter)
    return given is None or (isinstance(given, ast.Constant) and given.value in quiet)


def _named(call: ast.Call) -> dict[str, ast.expr]:
    return {each.arg: each.value for each in call.keywords if each.arg}


def _construction(subject: Subject, node: Node, call: Call) -> dict[str, ast.expr]:
    """Give the named arguments of the last constructor that the receiver was made with."""
    owner = subject.knowledge.canonical(call.name.rpartition(".")[0])
    makers = [
        other.node
        for each in subject.nodes[: node.statement.index + 1]
        for other in each.calls
        if subject.canonical(other) == owner
    ]
    return _named(makers[-1]) if makers else {}


def _label(call: Call) -> str:
    """Name a call as the notebook does: "train_test_split", "model.fit"."""
    return ast.unparse(call.node.func).split("\n")[0]
