"""An expression, and what is known so far → the metric that it is, named after its model."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlship.ir.dataflow import Dataflow
from mlship.ir.trees import children, walk
from mlship.knowledge import Knowledge
from mlship.planning.metrics import (
    NOBODY,
    Known,
    Metric,
    Owner,
    bound_names,
    dotted,
    is_form,
    is_model,
    is_text,
)
from mlship.planning.naming import short_model

SUMMARIES = frozenset({"mean", "std", "max", "min", "median", "sum", "var", "average"})
# What is asked of a metric's container is no metric: where the best is, how many there are.
ASIDE = re.compile(
    r"^(arg(max|min|sort)|idx(max|min)|index|keys|len|items|plot\w*|hist|boxplot|append|extend"
    r"|insert|update|add|setdefault|pop|remove|clear|sort|to_\w+|info|save\w*|dump\w*)$"
)
# Where in a container something stands, or how much there is: the numbers in it are not shown.
FINDS = re.compile(r"^(arg(max|min|sort)|idx(max|min)|index|len)$")
GREATEST = {"argmax": "max", "idxmax": "max", "argmin": "min", "idxmin": "min"}
ASIDE_ATTRIBUTES = frozenset(
    {"shape", "size", "dtype", "dtypes", "columns", "index", "ndim", "plot", "hist"}
)
KEYED = frozenset({"cross_validate", "history", "cv"})
CALLED_ONLY = frozenset({".score", ".evaluate", ".evaluate_generator"})
PREDICTED = re.compile(r"pred|hat\b|guess", re.IGNORECASE)
VALIDATION = re.compile(r"(?<![a-z])(val|valid|validation|dev)(?![a-z])")
COMPLEMENTS = {"accuracy": "error", "acc": "error", "error": "accuracy", "r2": "one_minus_r2"}
OPPOSITES = {"accuracy": "error", "correct": "misclassified"}
# A place that was chosen, not one that a loop runs through: ``scores[best]``.
CHOSEN = re.compile(r"(best|top|winner|chosen|selected|optimal|final)(_|$)", re.IGNORECASE)
PERCENT = 100
TABLES = frozenset({"numpy.ndarray", "pandas.DataFrame", "tuple", "dict"})
BETWEEN = {ast.Sub: "difference", ast.Div: "ratio", ast.Add: "sum", ast.Mult: "product"}


class MetricNames:
    """Tells of expressions whether they are metrics, and names them."""

    def __init__(self, flow: Dataflow, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._imports = flow.imports
        self._calls = {id(c.node): c.name for node in flow.nodes for c in node.calls if c.name}

    def measure(self, node: ast.expr | None, known: Known) -> Metric | None:
        """Return the metric that an expression is, None if it is none."""
        match node:
            case ast.Name(id=name):
                return known.metrics.get(name)
            case ast.Call(func=ast.Name(id="dict"), args=[]):
                return self._container(node, known)
            case ast.Call():
                return self._call(node, known)
            case ast.Attribute(value=value, attr=attribute):
                return self._attribute(value, attribute, known)
            case ast.Subscript(value=value, slice=part):
                return _part(self.measure(value, known), part)
        return self._composed(node, known)

    def _composed(self, node: ast.expr | None, known: Known) -> Metric | None:
        """Return the metric that an expression of several parts is."""
        match node:
            case ast.BinOp():
                return self._arithmetic(node, known)
            case ast.UnaryOp(operand=inner) | ast.Starred(value=inner) | ast.Await(value=inner):
                return None if _is_not(node) else self.measure(inner, known)
            case ast.IfExp(body=body, orelse=other):
                return self.measure(body, known) or self.measure(other, known)
            case ast.Dict() | ast.List() | ast.Tuple() | ast.Set():
                return self._container(node, known)
            case ast.ListComp(elt=inner) | ast.GeneratorExp(elt=inner) | ast.SetComp(elt=inner):
                return _anonymous(self.measure(inner, self._inside(node.generators, known)))
            case ast.DictComp(value=inner):
                return _anonymous(self.measure(inner, self._inside(node.generators, known)))
        return None

    def called(self, node: ast.Call) -> str:
        """Return the qualified name of what is called, as far as it is known."""
        if id(node) in self._calls:
            return self._calls[id(node)]
        text = dotted(node.func)
        root, dot, rest = text.partition(".")
        return f"{self._imports.get(root, root)}{dot}{rest}"

    def text_report(self, node: ast.Call, known: Known) -> str:
        """Return the title of a report for people: "forest classification report"."""
        called = self.called(node)
        if self._knowledge.report_kind(called) != "text":
            return ""
        owner = self.owner(node, known)
        label = "" if owner.of else owner.label
        return " ".join(filter(None, (label, _last(called)))).replace("_", " ")

    def owner(self, node: ast.Call, known: Known) -> Owner:
        """Return the model that a call is about."""
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        if receiver is not None and (found := self._mentioned(receiver, known)):
            return found
        for argument in _arguments(node):
            if found := self._mentioned(argument, known):
                return found
        is_variable = isinstance(receiver, ast.Name) and receiver.id not in self._imports
        return Owner(label=receiver.id if is_variable and isinstance(receiver, ast.Name) else "")

    def mentioned(self, node: ast.expr, known: Known) -> Owner | None:
        """Return the model whose output an expression is made of."""
        return self._mentioned(node, known)

    def _mentioned(self, node: ast.expr, known: Known) -> Owner | None:
        """Say whose an expression is: where several models enter it is none of theirs."""
        owners = list(dict.fromkeys(self._owners(node, known)))
        return (owners[0] if len(owners) == 1 else NOBODY) if owners else None

    def _owners(self, node: ast.AST, known: Known) -> Iterator[Owner]:
        """Yield the models that enter: ``model.predict(scale.transform(X))`` is one model's."""
        match node:
            case ast.Name(id=name):
                if name in known.owners:
                    yield known.owners[name]
                return
            case ast.Call(func=ast.Attribute(value=receiver)):
                if found := list(self._owners(receiver, known)):
                    yield from found
                    return
        if isinstance(node, ast.Call) and is_model(self._knowledge, self.called(node)):
            yield Owner(label=short_model(self.called(node)))
            return
        for child in children(node):
            yield from self._owners(child, known)

    def _call(self, node: ast.Call, known: Known) -> Metric | None:
        called = self.called(node)
        name = _last(called) or _last(dotted(node.func))
        if ASIDE.match(name):
            return None
        if found := self._own_function(node, called, known) or self._library(node, called, known):
            return found
        if self._counts_equal(node, known):
            share = "correct" if name in {"sum", "count_nonzero"} else "accuracy"
            return self._by_hand(node, share, known)
        return self._form(node, called, name, known)

    def _own_function(self, node: ast.Call, called: str, known: Known) -> Metric | None:
        name = called.removeprefix("<notebook>.")
        given = [metric for metric in known.functions.get(name, ()) if metric]
        return replace(given[0], owner=self.owner(node, known)) if given else None

    def _library(self, node: ast.Call, called: str, known: Known) -> Metric | None:
        name = self._knowledge.metric_name(called)
        is_table = self._knowledge.report_kind(called) == "table"
        if not name and is_table and ".metrics." in f".{called}":
            name = _last(called)
        if not name:
            return None
        full = f"{_prefix(node, name)}{name}{_average(node)}"
        fact = self._knowledge.fact(called)
        table = is_table or (fact is not None and fact.result in TABLES)
        return Metric(name=full, owner=self.owner(node, known), table=table)

    def _form(self, node: ast.Call, called: str, name: str, known: Known) -> Metric | None:
        """Follow a metric through what rounds, sums up or converts it."""
        if name in {"format", "join"} or any(keyword.arg == "key" for keyword in node.keywords):
            return None  # the largest by some measure is whatever is measured
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        given = (receiver, *(_arguments(node) if is_form(called) else ()))
        measured = (self.measure(each, known) for each in given)
        inner = next(filter(None, measured), None)
        if inner is None:
            return None
        if name == "sqrt":
            return _root(inner)
        return _suffixed(replace(inner, table=False), name) if name in SUMMARIES else inner

    def _attribute(self, value: ast.expr, attribute: str, known: Known) -> Metric | None:
        if attribute in ASIDE_ATTRIBUTES:
            return None
        if inner := self.measure(value, known):
            return inner
        if not isinstance(value, ast.Name | ast.Call):
            return None
        owner = self._mentioned(value, known)
        if attribute == "history":
            return Metric(name="history", owner=owner) if owner else None
        return self._of_fitted(value, attribute, owner)

    def _of_fitted(
        self, value: ast.Name | ast.Call, attribute: str, owner: Owner | None
    ) -> Metric | None:
        """Return the metric that a fitted model holds: ``search.best_score_``."""
        name = self._knowledge.metric_name(f".{attribute}")
        if not name or f".{attribute}" in CALLED_ONLY:
            return None
        fallback = Owner(label=value.id if isinstance(value, ast.Name) else "")
        is_fitted = attribute.endswith("_") or owner is not None
        return Metric(name=name, owner=owner or fallback) if is_fitted else None

    def _arithmetic(self, node: ast.BinOp, known: Known) -> Metric | None:
        if is_text(node):
            return None
        if isinstance(node.op, ast.Div) and self._counts_equal(node.left, known):
            return self._by_hand(node.left, "accuracy", known)
        left, right = self.measure(node.left, known), self.measure(node.right, known)
        if left and right:
            return _suffixed(_joined(left, right), BETWEEN.get(type(node.op), ""))
        found = left or right
        return _computed(found, node) if found else None

    def _counts_equal(self, node: ast.expr, known: Known) -> bool:
        """Tell whether an expression counts or averages where predictions are (not) right."""
        match node:
            case ast.Call(func=ast.Attribute(value=compared, attr="mean" | "sum"), args=[]):
                return self._is_comparison(compared, known)
            case ast.Call(args=[compared, *_]) if _last(self.called(node)) in {
                "mean", "sum", "average", "count_nonzero", "float", "int",
            }:  # fmt: skip
                return self._is_comparison(compared, known) or self._counts_equal(compared, known)
        return False

    def _is_comparison(self, node: ast.expr, known: Known) -> bool:
        match node:
            case ast.Compare(ops=[ast.Eq() | ast.NotEq()], left=left, comparators=[right]):
                sides = (left, right)
                named = any(PREDICTED.search(ast.unparse(side)) for side in sides)
                return named or any(self._mentioned(side, known) for side in sides)
            case ast.Call(func=ast.Attribute(value=inner, attr="astype")):
                return self._is_comparison(inner, known)
            case ast.ListComp(elt=inner) | ast.GeneratorExp(elt=inner):
                return self._is_comparison(inner, self._inside(node.generators, known))
        return False

    def _by_hand(self, node: ast.expr, name: str, known: Known) -> Metric:
        differs = any(isinstance(n, ast.NotEq) for n in walk(node))
        owner = self._mentioned(node, known) or Owner(label="")
        return Metric(name=OPPOSITES[name] if differs else name, owner=owner)

    def _container(self, node: ast.expr, known: Known) -> Metric | None:
        found = [m for v in _elements(node) if (m := self.measure(v, known))]
        if not found:
            return None
        names = {metric.name for metric in found}
        origins = frozenset(o for metric in found for o in metric.origins)
        name = found[0].name if len(names) == 1 else "scores"
        return Metric(name=name, origins=origins, several=True)

    def _inside(self, generators: Sequence[ast.comprehension], known: Known) -> Known:
        """Bind what a comprehension loops over."""
        for generator in generators:
            known = self.looped(generator.target, generator.iter, known)
        return known

    def looped(self, target: ast.expr, iterated: ast.expr, known: Known) -> Known:
        """Bind the targets of a loop to the metrics and models that it runs over."""
        match target, iterated:
            case ast.Tuple(elts=[_, inner]), ast.Call(
                func=ast.Name(id="enumerate"), args=[over, *_]
            ):
                return self.looped(inner, over, known)
            case ast.Tuple(elts=targets), ast.Call(func=ast.Name(id="zip"), args=over):
                for one, source in zip(targets, over, strict=False):
                    known = self.looped(one, source, known)
                return known
            case ast.Tuple(elts=[_, ast.Name(id=name)]), ast.Call(
                func=ast.Attribute(value=over, attr="items")
            ):
                return self._bound(name, self.measure(over, known), over, known)
            case ast.Name(id=name), _:
                return self._bound(name, self.measure(iterated, known), iterated, known)
        return known.forget(bound_names(target))

    def _bound(self, name: str, metric: Metric | None, source: ast.expr, known: Known) -> Known:
        owner = self._mentioned(source, known)
        known = known.forget([name])
        if metric:
            return replace(known, metrics={**known.metrics, name: metric})
        return replace(known, owners={**known.owners, name: owner}) if owner else known


def _arguments(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(k.value for k in node.keywords)]


def _elements(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.Dict(values=values):
            return values
        case ast.Call(keywords=keywords):
            return [keyword.value for keyword in keywords]
    return list(getattr(node, "elts", []))


def _last(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _prefix(node: ast.Call, metric: str) -> str:
    """Mark the scores on the rows that the model was trained on, and on those to choose it by."""
    texts = " ".join(map(ast.unparse, _arguments(node))).lower()
    if "test" in texts or "cross" in metric:
        return ""
    if "train" in texts:
        return "train_"
    return "validation_" if VALIDATION.search(texts) else ""


def _rows_of(name: str) -> tuple[str, str]:
    """Split a name into the rows that it is about and what it says of them."""
    rows = next((part for part in ("train_", "validation_") if name.startswith(part)), "")
    return rows, name.removeprefix(rows)


def _average(node: ast.Call) -> str:
    """Say how the scores of classes become one, as scikit-learn's scorers do: ``f1_macro``."""
    given = (k.value for k in node.keywords if k.arg == "average")
    for value in given:
        match value:
            case ast.Constant(value="micro" | "macro" | "weighted" | "samples" as how):
                return f"_{how}"
    return ""


def _part(metric: Metric | None, part: ast.expr) -> Metric | None:
    """Name one entry of what holds several: ``history["val_loss"]``, ``scores["f1"]``."""
    if metric and not isinstance(part, ast.Slice):
        metric = replace(metric, table=False)
    match part:
        case ast.Constant(value=str() as key) if metric and metric.name in KEYED:
            return replace(metric, name=key)
        case ast.Constant(value=str() as key) if metric:
            return replace(metric, name=f"{metric.name}.{key}")
        case ast.Constant(value=int() as place) if metric and metric.name == "evaluate":
            return replace(metric, name=f"evaluate_{place}" if place else "loss")
        case ast.Name(id=name) if metric and CHOSEN.match(name):
            return replace(metric, name=f"{metric.name}.{name}")
        case ast.Call() if metric and (found := GREATEST.get(_last(dotted(part.func)))):
            return _suffixed(metric, found)
    return metric


def _anonymous(metric: Metric | None) -> Metric | None:
    return replace(metric, owner=Owner(label="")) if metric else None


def _joined(one: Metric, other: Metric) -> Metric:
    return replace(one, origins=one.origins | other.origins)


def _computed(found: Metric, node: ast.BinOp) -> Metric:
    """Return the metric that one and a number make: its root, its complement, its multiple."""
    match node:
        case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=0.5)):
            return _root(found)
        case ast.BinOp(op=ast.Sub(), left=ast.Constant()):
            rows, base = _rows_of(found.name)
            other = COMPLEMENTS.get(base, f"{base}_complement")
            return replace(found, name=f"{rows}{other}")
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            return _suffixed(found, _times(left) or _times(right))
    return found


def _root(metric: Metric) -> Metric:
    name = metric.name.replace("mean_squared", "root_mean_squared")
    return metric if "root_" in metric.name else replace(metric, name=name)


def _times(node: ast.expr) -> str:
    """Say by what a metric is multiplied, unless that makes it a percentage or turns its sign."""
    match node:
        case ast.Constant(value=int() | float() as factor) if abs(factor) not in {1, PERCENT}:
            return f"times_{factor:g}".replace(".", "_")
    return ""


def _suffixed(metric: Metric, suffix: str) -> Metric:
    return replace(metric, name=f"{metric.name}_{suffix}") if suffix else metric
