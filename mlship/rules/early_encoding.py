"""Fits of encoders → those that have seen the categories of the test rows."""

import ast
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.early_fitting import CATEGORIES, find_early_fits
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject


class EncodedBeforeSplit(Rule):
    """The encoder knows categories that new data may not have, and never meets a new one."""

    code = "MS206"
    name = "encoded-before-split"
    severity = "info"
    what = "An encoder of categories is fitted on all rows, and split afterwards."
    why = (
        "It gives no statistics away, but it hides what happens when a category comes that the "
        "training rows do not have: in production it will."
    )
    remedy = "Fit the encoder on the training part, with `handle_unknown` for new categories."
    example = """
        df["plan"] = LabelEncoder().fit_transform(df["plan"])
        train, test = train_test_split(df)
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each early fit that has learned categories."""
        for fit in find_early_fits(subject):
            if fit.type in CATEGORIES:
                label = ast.unparse(fit.call.node.func)
                yield self.at(
                    fit.node, f"`{label}` learns the categories of all rows.", fit.call.node
                )
