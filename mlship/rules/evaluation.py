"""Scores → those on rows that the model was trained on, where there are no others."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Node
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.trees import walk
from mlship.rules.parts import arguments, kinds
from mlship.rules.rule import Rule
from mlship.rules.scores import Score, find_scores
from mlship.rules.subject import Subject

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
        learned = _learned(subject)
        if all(kinds(score.held) == {"train"} or _remembers(score, learned) for score in scores):
            first = scores[0]
            label = ast.unparse(first.call.node.func)
            message = (
                f"`{label}`, like every score here, is computed on rows the model has learned."
            )
            yield self.at(first.node, message, first.call.node)


def _validates(subject: Subject) -> bool:
    """A search cross-validates, keras takes validation rows, test rows may be used by hand."""
    searches = any(fit.kind == "search" for fit in subject.fits)
    on_test = any(
        kinds(subject.parts.of_call(call.node)) - {"train", "whole"} for _, call in subject.calls()
    )
    names = {each.arg or "" for fit in subject.fits for each in fit.call.node.keywords}
    return searches or on_test or any(name.startswith(("valid", "eval_set")) for name in names)


def _learned(subject: Subject) -> frozenset[str]:
    """Give the text of what supervised models have learned from, and of predictions for it.

    Names that are bound more than once may be other rows by then, and do not count.
    """
    counts: dict[str, int] = {}
    for node in subject.nodes:
        for name in node.defines | node.may_define:
            counts[name] = counts.get(name, 0) + 1
    fitted = {fit.data for fit in subject.fits if fit.models and fit.has_target}
    texts = frozenset(
        ast.unparse(data) for data in fitted if data is not None and _is_bound_once(data, counts)
    )
    predictions = {name for node in subject.nodes for name in _predictions(node, texts)}
    return texts | {name for name in predictions if counts[name] == 1}


def _is_bound_once(expression: ast.expr, counts: dict[str, int]) -> bool:
    names = [each.id for each in walk(expression) if isinstance(each, ast.Name)]
    return bool(names) and all(counts.get(name, 0) == 1 for name in names)


def _predictions(node: Node, learned: frozenset[str]) -> Iterator[str]:
    tree = node.statement.node
    if isinstance(tree, ast.Assign) and _is_prediction(tree.value, learned):
        yield from (target.id for target in tree.targets if isinstance(target, ast.Name))


def _is_prediction(value: ast.expr, learned: frozenset[str]) -> bool:
    match value:
        case ast.Call(func=ast.Attribute(attr=attribute), args=[first, *_]):
            return attribute in PREDICTING and ast.unparse(first) in learned
        case ast.Subscript(value=inner):
            return _is_prediction(inner, learned)
        case _:
            return False


def _remembers(score: Score, learned: frozenset[str]) -> bool:
    given = list(arguments(score.call.node))
    return any(ast.unparse(each) in learned or _is_prediction(each, learned) for each in given)
