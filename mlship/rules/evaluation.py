"""Scores → those on rows that the model was trained on, where there are no others."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Node
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.trees import walk
from mlship.rules.fitting import Fit
from mlship.rules.parts import arguments, kinds
from mlship.rules.rule import Rule
from mlship.rules.scores import Score, find_scores
from mlship.rules.subject import Subject
from mlship.rules.versions import Versions

PREDICTING = frozenset({"predict", "predict_proba", "decision_function"})


class ScoredOnTrainingData(Rule):
    """How well it remembers, not how well it predicts."""

    code = "MS205"
    name = "scored-on-training-data"
    severity = "warning"
    what = "Every score is computed on the rows that the model was fitted on."
    why = "A model that learns its rows by heart scores best. Nothing says how it does on new data."
    remedy = "Keep rows apart with `train_test_split`, or use `cross_val_score`."
    example = """
        model.fit(X, y)
        accuracy_score(y, model.predict(X))
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield one finding, at the first score, if all are on training rows."""
        scores = list(find_scores(subject))
        if not scores or any(score.cross for score in scores) or _validates(subject):
            return
        versions = Versions(subject.flow)
        learned = _learned(subject, versions)
        if all(kinds(s.held) == {"train"} or _remembers(s, learned, versions) for s in scores):
            first = scores[0]
            label = ast.unparse(first.call.node.func)
            message = (
                f"`{label}`, like every score here, is computed on rows the model has learned."
            )
            yield self.at(first.node, message, first.call.node)


def _validates(subject: Subject) -> bool:
    """A search cross-validates, keras takes validation rows, test rows may be used by hand."""
    on_test = any(
        kinds(subject.parts.of_call(call.node)) - {"train", "whole"} for _, call in subject.calls()
    )
    out_of_bag = any(tree.attr == "oob_score_" for _, tree in subject.find_all(ast.Attribute))
    return any(map(_validates_itself, subject.fits)) or on_test or out_of_bag


def _validates_itself(fit: Fit) -> bool:
    """Tell whether a fit searches, or is given rows to validate on."""
    names = (each.arg or "" for each in fit.call.node.keywords)
    return fit.kind == "search" or any(name.startswith(("valid", "eval_set")) for name in names)


def _learned(subject: Subject, versions: Versions) -> frozenset[str]:
    """Give the keys of what supervised models have learned from, and of predictions for it."""
    fits = (fit for fit in subject.fits if fit.models and fit.has_target and fit.data is not None)
    keys = {versions.key(fit.data, fit.node) for fit in fits if fit.data is not None} - {""}
    learned = frozenset(keys)
    predictions = {k for node in subject.nodes for k in _predictions(node, learned, versions)}
    return learned | predictions


def _predictions(node: Node, learned: frozenset[str], versions: Versions) -> Iterator[str]:
    """Yield the keys of the variables and columns that are given predictions for learned rows."""
    assigned = (tree for tree in walk(node.statement.node) if isinstance(tree, ast.Assign))
    given = (tree for tree in assigned if _is_prediction(tree.value, node, learned, versions))
    for target in (target for tree in given for target in tree.targets):
        if isinstance(target, ast.Name):
            yield versions.key_after(target.id, node)
        else:
            yield versions.key(target, node)


def _is_prediction(
    value: ast.expr, node: Node, learned: frozenset[str], versions: Versions
) -> bool:
    match value:
        case ast.Call(func=ast.Attribute(attr=attribute), args=[first, *_]):
            return attribute in PREDICTING and versions.key(first, node) in learned
        case ast.Subscript(value=inner):
            return _is_prediction(inner, node, learned, versions)
        case _:
            return False


def _remembers(score: Score, learned: frozenset[str], versions: Versions) -> bool:
    return any(
        versions.key(each, score.node) in learned
        or _is_prediction(each, score.node, learned, versions)
        for each in arguments(score.call.node)
    )
