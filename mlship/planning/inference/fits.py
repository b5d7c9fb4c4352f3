"""A statement that trains → the features and the target that it is given, however it says so.

``fit(X, y)`` is given them; ``OLS(y, X).fit()`` was when it was made, ``ols("y ~ x", table).fit()``
chooses them of a table, and ``train(params, DMatrix(X, label=y))`` gets them in a container.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mlship.ir.dataflow import Dataflow
from mlship.planning.fitted import TRAINS

STATSMODELS = "statsmodels."
DMATRIX = "DMatrix"
# What holds features beside their target; a model asks for none but the first when it answers.
CONTAINERS = (DMATRIX, "Dataset", "Pool")
LIBRARIES = ("xgboost.", "lightgbm.", "catboost.")
CONSTANT = "add_constant"
# A column in a formula: no function, no module, no attribute.
COLUMN = re.compile(r"(?<![\w.'\"])([A-Za-z_]\w*)(?![\w(.'\"]|\s*\()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Goal = statement, expression of the features there, of the target (None: there is none).

    `form` is how the model is asked, code with ``features`` in it, "" where these are taken as
    they are; `formula` the text that chooses them of a table, "" if none does.
    """

    index: int
    features: ast.expr
    target: ast.expr | None = None
    form: str = ""
    formula: str = ""


def find_given(flow: Dataflow, index: int, nodes: Iterable[ast.AST], estimator: str) -> Goal | None:
    """Find what the first call that trains is given; None if no call says."""
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr=attr) as func) if attr.startswith(
                ("fit", "partial_fit")
            ):
                if given := _given_to_fit(node):
                    target = given[1] if given[1:] else None
                    return unpack(flow, Goal(index=index, features=given[0], target=target))
                if not node.args and estimator.startswith(STATSMODELS):
                    return _of_statsmodels(flow, index, func.value)
            case ast.Call() if _name(flow, index, node) in TRAINS:
                data = [a.value for a in node.keywords if a.arg in {"dtrain", "train_set", "pool"}]
                for held in [*node.args[1:2], *data]:
                    return unpack(flow, Goal(index=index, features=held))
    return None


def _given_to_fit(call: ast.Call) -> list[ast.expr]:
    """Return the features and the target that a call of ``fit`` is given."""
    named = {k.arg: k.value for k in call.keywords}
    features = [named[n] for n in ("X", "x", "X_train") if n in named]
    target = [named[n] for n in ("y", "Y") if n in named]
    return [*([] if call.args else features), *call.args[:2], *target][:2]


def _of_statsmodels(flow: Dataflow, index: int, model: ast.expr) -> Goal | None:
    """``OLS(answers, features)``, ``ols("y ~ x", table)``, made on the spot or before."""
    if isinstance(model, ast.Name):
        made = _made(flow, index, model.id)
        return _of_statsmodels(flow, *made) if made else None
    match model:
        case ast.Call(func=ast.Attribute(attr=attr) | ast.Name(id=attr)):
            named = {k.arg: k.value for k in model.keywords}
            if attr.islower():
                return _of_formula(flow, index, model.args, named)
            given = dict(zip(("endog", "exog"), model.args, strict=False)) | named
            if "endog" in given and "exog" in given:
                found = Goal(index=index, features=given["exog"], target=given["endog"])
                return unpack(flow, found)
    return None


def _of_formula(
    flow: Dataflow, index: int, args: list[ast.expr], named: Mapping[str | None, ast.expr]
) -> Goal | None:
    """``ols("price ~ size + rooms", table)``: columns of a table, which the text names."""
    given = dict(zip(("formula", "data"), args, strict=False)) | dict(named)
    formula, table = given.get("formula"), given.get("data")
    if isinstance(formula, ast.Name):
        made = _made(flow, index, formula.id)
        formula = made[1] if made else None
    match formula:
        case ast.Constant(value=str() as text) if table is not None and text.count("~") == 1:
            answer, columns = map(str.strip, text.split("~"))
            features, target = choose_columns(table, columns), _column(table, answer)
            return Goal(index=index, features=features, target=target, formula=columns)
    return None


def choose_columns(table: ast.expr, formula: str) -> ast.expr:
    """``size + np.log(rooms)`` → ``table[["size", "rooms"]]``."""
    names = list(dict.fromkeys(COLUMN.findall(formula)))
    return ast.parse(f"{ast.unparse(table)}[{names!r}]", mode="eval").body


def _column(table: ast.expr, text: str) -> ast.expr | None:
    """``np.log(price)`` → ``np.log(table["price"])``; None if the text is no Python."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    names = COLUMN.findall(text)
    return _Columns(table, frozenset(names)).visit(tree) if names else None


class _Columns(ast.NodeTransformer):
    """Takes columns out of a table."""

    def __init__(self, table: ast.expr, names: frozenset[str]) -> None:
        self.table, self.names = table, names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """``price`` → ``table["price"]``."""
        if node.id not in self.names:
            return node
        return ast.Subscript(value=self.table, slice=ast.Constant(value=node.id), ctx=ast.Load())


def unpack(flow: Dataflow, given: Goal) -> Goal:
    """Find the features in what a model is given: in a container, or beside a constant."""
    index, features = given.index, given.features
    if isinstance(features, ast.Name):
        made = _made(flow, index, features.id)
        if made is None or not _is_container(_name(flow, *made)):
            return given
        index, features = made
    match features:
        case ast.Call():
            name = _name(flow, index, features)
            if name.startswith(STATSMODELS) and name.endswith(f".{CONSTANT}") and features.args:
                form = f'{ast.unparse(features.func)}(features, has_constant="add")'
                return replace(given, features=features.args[0], form=form)
            if _is_container(name):
                return _contained(replace(given, index=index), features, name)
    return given


def _contained(given: Goal, call: ast.Call, name: str) -> Goal:
    named = {k.arg: k.value for k in call.keywords}
    data = [*call.args[:1], *(named[n] for n in ("data",) if n in named)]
    label = [*call.args[1:2], *(named[n] for n in ("label",) if n in named)]
    if not data:
        return given
    form = f"{ast.unparse(call.func)}(features)" if name.endswith(DMATRIX) else ""
    target = given.target or next(iter(label), None)
    return replace(given, features=data[0], target=target, form=form)


def _is_container(name: str) -> bool:
    return name.startswith(LIBRARIES) and name.endswith(CONTAINERS)


def _made(flow: Dataflow, before: int, name: str) -> tuple[int, ast.expr] | None:
    """Return the statement that bound a variable last, if it is an assignment, and its value."""
    for node in reversed(flow.nodes[:before]):
        if name in node.defines | node.may_define:
            match node.statement.node:
                case ast.Assign(targets=[ast.Name()], value=value):
                    return node.statement.index, value
            return None
    return None


def _name(flow: Dataflow, index: int, tree: ast.AST) -> str:
    """Return the qualified name of what is called, "" if it is unknown, or no call."""
    calls = (call for call in flow.nodes[index].calls if call.node is tree)
    return next((call.name for call in calls), "")
