"""Dataflow → Fits: the calls that learn from data, who learns and from what."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.knowledge import Knowledge

METHODS = frozenset({"fit", "fit_transform", "fit_resample", "fit_sample", "fit_predict"})
# Kinds whose fit is a step of preparing data, and those whose fit makes a model.
PREPARING = ("transformer", "sampler", "decomposition")
MODELLING = ("estimator", "pipeline", "search", "network")

# They learn nothing from the rows.
STATELESS = frozenset(
    f"sklearn.{name}"
    for name in (
        "preprocessing.PolynomialFeatures",
        "preprocessing.Normalizer",
        "preprocessing.Binarizer",
        "preprocessing.FunctionTransformer",
        "preprocessing.MultiLabelBinarizer",
        "feature_extraction.text.HashingVectorizer",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Fit = the statement, the call, who learns (variable and type), the kind of its type.

    `learner` is "" where the object has no name; `type` is "" where it is unknown.
    """

    node: Node
    call: Call
    learner: str
    type: str
    kind: str

    @property
    def data(self) -> ast.expr | None:
        """What it learns from: the first argument, or what is called X."""
        named = (each.value for each in self.call.node.keywords if each.arg in {"X", "x"})
        return next(iter(self.call.node.args), None) or next(named, None)

    @property
    def has_target(self) -> bool:
        """It is given a target to learn."""
        named = {each.arg for each in self.call.node.keywords}
        return len(self.call.node.args) > 1 or "y" in named

    @property
    def prepares(self) -> bool:
        """It learns how to transform data."""
        return self.kind.startswith(PREPARING)

    @property
    def is_stateless(self) -> bool:
        """Its fit looks at no value."""
        return self.type in STATELESS

    @property
    def models(self) -> bool:
        """It learns to predict."""
        return self.kind.startswith(MODELLING) or (not self.kind and self.has_target)

    @property
    def index(self) -> int:
        """The place of its statement in the program."""
        return self.node.statement.index


def find_fits(flow: Dataflow, knowledge: Knowledge) -> Iterator[Fit]:
    """Yield the fits in document order."""
    for node in flow.nodes:
        for call in node.calls:
            owner, _, method = call.name.rpartition(".")
            if method in METHODS and isinstance(call.node.func, ast.Attribute):
                type_name = knowledge.canonical(owner) if owner else ""
                yield Fit(
                    node=node,
                    call=call,
                    learner=call.receiver,
                    type=type_name,
                    kind=knowledge.kind(type_name) if type_name else "",
                )
