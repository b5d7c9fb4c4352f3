"""Fits of transformers → those on the test rows."""

import ast
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.parts import kinds
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject


class FittedOnTest(Rule):
    """The test rows are prepared by another ruler than the training rows."""

    code = "MS202"
    name = "fitted-on-test"
    severity = "error"
    what = "A scaler, encoder or another transformer is fitted on the test part."
    why = (
        "The same raw value then means something else in training and in testing, and a single new "
        "record cannot be prepared at all. The score is that of a model that cannot be served."
    )
    remedy = "`fit_transform` the training part, `transform` the test part."
    example = """
        X_train = scaler.fit_transform(X_train)
        X_test = scaler.fit_transform(X_test)
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each preparation that learns from test rows alone."""
        for fit in subject.fits:
            held = kinds(subject.parts.of(fit.data)) if fit.data is not None else frozenset()
            if held == {"test"} and not fit.models and not fit.is_stateless:
                label = ast.unparse(fit.call.node.func)
                yield self.at(fit.node, f"`{label}` learns from the test part.", fit.call.node)
