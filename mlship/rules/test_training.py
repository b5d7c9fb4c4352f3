"""Fits of models → those on rows that a score is computed on afterwards."""

import ast
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.fitting import Fit
from mlship.rules.rule import Rule
from mlship.rules.scores import find_scores
from mlship.rules.subject import Subject


class TrainedOnTest(Rule):
    """The exam questions were in the textbook."""

    code = "MS204"
    name = "trained-on-test"
    severity = "error"
    what = "A model is fitted on the test part, or on all rows and then scored on the test part."
    why = "It has seen the answers, so that its score says nothing of new data."
    remedy = "Fit it on the training part; fit on all rows only after the last score."
    example = """
        X_train, X_test, y_train, y_test = train_test_split(X, y)
        model.fit(X, y)
        model.score(X_test, y_test)
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each fit on rows that the same model is then scored on."""
        for fit in subject.fits:
            held = subject.parts.of(fit.data) if fit.data is not None else frozenset()
            if fit.models and held & {"test", "whole"} and _is_scored_on_test(subject, fit):
                label, where = ast.unparse(fit.call.node.func), _words(held)
                message = f"`{label}` learns from {where}, which it is scored on afterwards."
                yield self.at(fit.node, message, fit.call.node)


def _words(held: frozenset[str]) -> str:
    return "all rows, the test part included" if "whole" in held or len(held) > 1 else "the test part"


def _is_scored_on_test(subject: Subject, fit: Fit) -> bool:
    """Look at the statements until the model is fitted anew or its name gets another value."""
    learners = {fit.learner} | (fit.node.defines if fit.node.role == "train" else frozenset())
    scores = {score.node.statement.index for score in find_scores(subject) if "test" in score.held}
    refits = {
        other.index for other in subject.fits if other.learner in learners and other is not fit
    }
    touched = frozenset({fit.index})
    for node in subject.nodes[fit.index + 1 :]:
        index = node.statement.index
        if index in refits or node.defines & learners:
            return False
        if node.reads & learners or node.depends & touched:
            touched |= {index}
            if index in scores:
                return True
    return False
