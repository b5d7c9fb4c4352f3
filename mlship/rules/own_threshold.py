"""Comparisons → those that make classes of probabilities at another place than a model does."""

import ast
from collections.abc import Iterator, Mapping

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

PROBABILITIES = "predict_proba"
# Where the classifiers of scikit-learn decide between two classes.
MIDDLE = 0.5


class OwnThreshold(Rule):
    """The metrics speak of one decision, the model's own `predict` makes another."""

    code = "MS207"
    name = "own-threshold"
    severity = "warning"
    what = "Probabilities are turned into classes at a threshold of the notebook's own."
    why = "A model's own `predict` decides at 0.5, wherever else it is used."
    remedy = (
        "Where the model's last answers are made so, the service decides as the notebook does:"
        " `decide` in `inference.py`. Elsewhere clients decide by the probabilities;"
        " scikit-learn's `FixedThresholdClassifier` puts it into the model."
    )
    example = """
        proba = model.predict_proba(X_test)[:, 1]
        predicted = (proba > 0.8).astype(int)
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each comparison of probabilities with one number that is not the middle."""
        assigned: dict[str, list[ast.expr]] = {}
        for _, assign in subject.find_all(ast.Assign):
            for target in assign.targets:
                if isinstance(target, ast.Name):
                    assigned.setdefault(target.id, []).append(assign.value)
        for node, compare in subject.find_all(ast.Compare):
            sides = [compare.left, *compare.comparators]
            limits = [side for side in sides if _is_limit(side, assigned)]
            if limits and any(_are_probabilities(side, assigned) for side in sides):
                limit = ast.unparse(limits[0])
                message = (
                    f"Classes are told apart at `{limit}`; the model's `predict` decides at 0.5."
                )
                yield self.at(node, message, compare)


def _is_limit(side: ast.expr, assigned: Mapping[str, list[ast.expr]]) -> bool:
    """Tell whether it is one number of the notebook's; those of a loop only try some."""
    if isinstance(side, ast.Name):
        return any(_is_limit(value, {}) for value in assigned.get(side.id, ()))
    return isinstance(side, ast.Constant) and isinstance(side.value, float) and side.value != MIDDLE


def _are_probabilities(side: ast.expr, assigned: Mapping[str, list[ast.expr]]) -> bool:
    """Tell whether it is what `predict_proba` gave, or a part of it."""
    while isinstance(side, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(side, ast.Attribute) and side.attr == PROBABILITIES:
            return True
        side = side.func if isinstance(side, ast.Call) else side.value
    values = assigned.get(side.id, ()) if isinstance(side, ast.Name) else ()
    return any(_are_probabilities(value, {}) for value in values)
