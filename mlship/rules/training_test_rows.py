"""Fits of models → those on rows that a score is computed on afterwards."""

import ast
from collections.abc import Collection, Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.fitting import Fit
from mlship.rules.parts import NOTHING, Held, kinds
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
            held = subject.parts.of(fit.data) if fit.models and fit.data is not None else NOTHING
            tested = {part.split for part in held if part.kind in {"test", "whole"}}
            if tested and _is_scored(subject, fit, tested):
                label = ast.unparse(fit.call.node.func)
                message = f"`{label}` learns from {_words(held)}, which it is scored on afterwards."
                yield self.at(fit.node, message, fit.call.node)


def _words(held: Held) -> str:
    return "the test part" if kinds(held) == {"test"} else "all rows, the test part included"


def _is_scored(subject: Subject, fit: Fit, splits: Collection[int]) -> bool:
    """Look at the statements until the model is fitted anew or its name gets another value."""
    scores = set(_scores_on_test(subject, splits))
    learners = {fit.learner} | (fit.node.defines if fit.node.role == "train" else frozenset())
    refits = {each.index for each in subject.fits if each.learner in learners and each is not fit}
    touched = {fit.index}
    for node in subject.nodes[fit.index + 1 :]:
        if node.statement.index in refits or node.defines & learners:
            break
        if node.reads & learners or node.depends & touched:
            touched.add(node.statement.index)
    return bool(touched & scores)


def _scores_on_test(subject: Subject, splits: Collection[int]) -> Iterator[int]:
    """Yield the statements that score on the test part of one of the splits."""
    for score in find_scores(subject):
        if any(part.kind == "test" and part.split in splits for part in score.held):
            yield score.node.statement.index
