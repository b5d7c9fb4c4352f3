"""Which expressions are metrics, and of which model: names for entries of metrics.json."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.knowledge import Knowledge
from mlship.planning.naming import short_model

PREDICTS = frozenset({"predict", "predict_proba", "decision_function", "predict_log_proba"})
SUMMARIES = frozenset({"mean", "std", "max", "min"})
WRAPPERS = frozenset(
    {"round", "float", "numpy.sqrt", "math.sqrt", "numpy.round", "abs", "numpy.abs"}
)
MODEL_KINDS = frozenset(
    {
        "estimator",
        "estimator-classifier",
        "estimator-regressor",
        "estimator-statistical",
        "estimator-result",
        "estimator-recommender",
        "estimator-outlier",
        "cluster",
        "search",
        "pipeline",
        "network",
    }
)
MEANS = frozenset({"numpy.mean", "numpy.std", "numpy.max", "numpy.min", "max", "min"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Known = variable → label of its model, predictions → model, variables → metric name."""

    models: Mapping[str, str] = field(default_factory=dict)
    predictions: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, str] = field(default_factory=dict)


class MetricNames:
    """Names of metric expressions, statement by statement."""

    def __init__(self, flow: Dataflow, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._calls = {id(c.node): c for node in flow.nodes for c in node.calls}
        self._rebound = _rebound_models(flow, knowledge)
        self.before: list[Known] = []
        known = Known()
        for node in flow.nodes:
            self.before.append(known)
            known = self._after(node, known)

    def name(self, node: ast.expr, known: Known) -> str:  # noqa: PLR0911 - one row a form
        """Return the metric's name of an expression, "" if it is none."""
        match node:
            case ast.Call():
                return self._of_call(node, known)
            case ast.Name(id=name):
                return known.metrics.get(name, "")
            case ast.Attribute(value=ast.Name(id=owner), attr="best_score_"):
                return f"{known.models.get(owner, owner)}.best_score"
            case ast.BinOp(left=left, op=ast.Mult() | ast.Div(), right=ast.Constant()):
                return self.name(left, known)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.name(operand, known)
            case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=0.5)):
                return _root(self.name(left, known))
        return ""

    def _of_call(self, node: ast.Call, known: Known) -> str:
        call = self._calls.get(id(node))
        called = call.name if call else ast.unparse(node.func)
        if self._knowledge.is_metric(called):
            return self._metric_call(node, called, known)
        if called in WRAPPERS and node.args:
            inner = self.name(node.args[0], known)
            return _root(inner) if called.endswith("sqrt") else inner
        if called in MEANS and node.args:
            return _suffixed(self.name(node.args[0], known), called.rsplit(".", 1)[-1])
        if isinstance(node.func, ast.Attribute) and node.func.attr in SUMMARIES:
            return _suffixed(self.name(node.func.value, known), node.func.attr)
        return ""

    def _metric_call(self, node: ast.Call, called: str, known: Known) -> str:
        metric = self._knowledge.metric_name(called)
        owner = self._owner(node, known)
        texts = " ".join(ast.unparse(a) for a in [*node.args, *(k.value for k in node.keywords)])
        prefix = (
            "train_"
            if "train" in texts.lower() and "test" not in texts.lower() and "cross" not in metric
            else ""
        )
        return f"{owner}.{prefix}{metric}" if owner else f"{prefix}{metric}"

    def _owner(self, node: ast.Call, known: Known) -> str:
        """Return the label of the model that a metric call is about."""
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            owner = node.func.value.id
            if owner in known.models:
                return known.models[owner]
        for argument in [*node.args, *(k.value for k in node.keywords)]:
            if label := _mentioned(argument, known):
                return label
        return ""

    def _after(self, node: Node, known: Known) -> Known:
        tree = node.statement.node
        known = _forget(known, node.defines)
        if not (isinstance(tree, ast.Assign) and len(tree.targets) == 1):
            return self._models_in(node, known)
        target = tree.targets[0]
        known = self._models_in(node, known)
        if isinstance(target, ast.Name):
            return self._assigned(target.id, tree.value, known)
        return known

    def _assigned(self, name: str, value: ast.expr, known: Known) -> Known:
        if metric := self.name(value, known):
            return replace(known, metrics={**known.metrics, name: metric})
        if name not in known.models and (label := _mentioned(value, known)):
            return replace(known, predictions={**known.predictions, name: label})
        return known

    def _models_in(self, node: Node, known: Known) -> Known:
        found = {
            name: short_model(kind) if name in self._rebound else name
            for name, kind in node.types.items()
            if name in node.defines | node.may_define and is_model(self._knowledge, kind)
        }
        return replace(known, models={**known.models, **found}) if found else known


def is_model(knowledge: Knowledge, type_name: str) -> bool:
    """Tell whether a type is something that is trained to predict or to group."""
    return knowledge.kind(type_name) in MODEL_KINDS


def _rebound_models(flow: Dataflow, knowledge: Knowledge) -> frozenset[str]:
    kinds: dict[str, set[str]] = {}
    for node in flow.nodes:
        for name, kind in node.types.items():
            if name in node.defines and is_model(knowledge, kind):
                kinds.setdefault(name, set()).add(kind)
    return frozenset(name for name, found in kinds.items() if len(found) > 1)


def _forget(known: Known, names: frozenset[str]) -> Known:
    if not names & (known.models.keys() | known.predictions.keys() | known.metrics.keys()):
        return known
    return Known(
        models={k: v for k, v in known.models.items() if k not in names},
        predictions={k: v for k, v in known.predictions.items() if k not in names},
        metrics={k: v for k, v in known.metrics.items() if k not in names},
    )


def _mentioned(node: ast.expr, known: Known) -> str:
    """Return the model that an expression's predictions come from."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            if inner.id in known.predictions:
                return known.predictions[inner.id]
            if inner.id in known.models:
                return known.models[inner.id]
    return ""


def _root(name: str) -> str:
    return name.replace("mean_squared_error", "root_mean_squared_error")


def _suffixed(name: str, suffix: str) -> str:
    return f"{name}_{suffix}" if name else ""


def called_name(calls: tuple[Call, ...], node: ast.Call) -> str:
    """Return the qualified name of one call among those of a statement."""
    return next((c.name for c in calls if c.node is node), "")
