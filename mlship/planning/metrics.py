"""What a metric is, whose it is, and what is known of variables when it is named."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mlship.ir.trees import walk
from mlship.knowledge import Knowledge

MODEL_KINDS = frozenset(
    {
        "estimator",
        "estimator-classifier",
        "estimator-regressor",
        "estimator-statistical",
        "estimator-result",
        "estimator-recommender",
        "estimator-outlier",
        "estimator-outlier-once",
        "cluster",
        "cluster-once",
        "search",
        "pipeline",
        "network",
    }
)
# Functions that give the metric back in another form: rounded, averaged, in a frame.
FORMS = re.compile(r"(numpy|pandas|math|statistics|functools)\.|scipy\.stats\.sem$")
BUILTIN_FORMS = frozenset(
    {"float", "int", "round", "abs", "max", "min", "sum", "sorted", "list", "tuple", "dict", "set"}
)
NAMED = re.compile(
    r"(?:^|_)(rmse|mse|mae|mape|rmsle|acc|accuracy|precision|recall|specificity|sensitivity|f1"
    r"|auc|r2|rsquared|r_squared|error_rate|silhouette)(?:_|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Owner = the label of a model; `of`: the variable that says it only while the code runs."""

    label: str
    of: str = ""


NOBODY = Owner(label="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """Metric = name, whose it is, the assignments that it was computed by; several numbers?

    `table`: it is no single number, as a confusion matrix or the scores of each fold.
    `variable`: the one that it was computed into, where that is named after a metric.
    """

    name: str
    owner: Owner = NOBODY
    origins: frozenset[int] = frozenset()
    several: bool = False
    table: bool = False
    variable: str = ""

    @property
    def label(self) -> str:
        """Its name in metrics.json, as far as it is known before the code runs."""
        return self._of_owner(self.name)

    @property
    def by_variable(self) -> str:
        """Its name where `label` would be another metric's as well; "" if there is none."""
        if self.owner.label and self.owner.label in self.variable.split("_"):
            return self.variable
        return self._of_owner(self.variable) if self.variable else ""

    def _of_owner(self, name: str) -> str:
        is_known = self.owner.label and not self.owner.of
        return f"{self.owner.label}.{name}" if is_known else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Known = whose models and predictions variables hold; metrics; functions that give some."""

    owners: Mapping[str, Owner] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    functions: Mapping[str, tuple[Metric | None, ...]] = field(default_factory=dict)

    def forget(self, names: Iterable[str]) -> "Known":
        """Drop what was known of rebound names."""
        gone = frozenset(names)
        if not gone & (self.owners.keys() | self.metrics.keys()):
            return self
        return replace(
            self,
            owners={k: v for k, v in self.owners.items() if k not in gone},
            metrics={k: v for k, v in self.metrics.items() if k not in gone},
        )


def is_model(knowledge: Knowledge, type_name: str) -> bool:
    """Tell whether a type is something that is trained to predict or to group."""
    return knowledge.kind(type_name) in MODEL_KINDS


def is_form(called: str) -> bool:
    """Tell whether a function gives back numbers that it is given in another form."""
    return called in BUILTIN_FORMS or bool(FORMS.match(called))


def is_text(node: ast.expr) -> bool:
    """Tell whether an expression builds text."""
    match node:
        case ast.JoinedStr() | ast.Constant(value=str()):
            return True
        case ast.Call(func=ast.Name(id="str" | "repr" | "format")):
            return True
        case ast.Call(func=ast.Attribute(attr="format" | "join", value=value)):
            return is_text(value)
        case ast.Call(func=ast.Attribute(attr="astype"), args=[ast.Name(id="str")]):
            return True
        case ast.BinOp(left=left, right=right, op=ast.Add() | ast.Mod() | ast.Mult()):
            return is_text(left) or is_text(right)
    return False


def dotted(node: ast.expr) -> str:
    """Return "a.b.c" for a chain of attributes, "" for the part that is no name."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            return f"{dotted(value)}.{attribute}"
    return ""


def bound_names(target: ast.AST) -> list[str]:
    """Return the names that a target binds."""
    nodes = [n for n in walk(target) if isinstance(n, ast.Name)]
    return [n.id for n in nodes if isinstance(n.ctx, ast.Store)]


def named_after(name: str) -> Metric | None:
    """Return the metric that a variable or a function says it is: ``test_rmse``."""
    return Metric(name=name) if NAMED.search(name) else None
