"""A module's syntax tree → the expressions that hold metrics, followed through variables.

An expression holds a metric when it contains a call of a metric function, of `score`, of cross
validation, an attribute such as `best_score_`, a share of equal elements (`np.mean(pred == y)`), a
variable that was assigned such an expression, or a call of a function that returns one.
"""

import ast
import re

CALLED = re.compile(
    r"(_score|_error|_loss|_matrix|_deviance|^auc|^score|^cross_validate|^evaluate)$"
)
ATTRIBUTE = re.compile(r"^(best_score_|oob_score_|inertia_|loss_|best_loss_|rsquared(_adj)?)$")
# What is asked of a metric's container, not the metric: shapes, sizes, types.
ASIDE_CALLS = {"len", "type", "range", "isinstance", "enumerate", "id"}
ASIDE_ATTRIBUTES = {"shape", "size", "dtype", "columns", "index", "ndim"}
GROWING = {"append", "extend", "update", "insert", "add", "setdefault"}


class MetricNames:
    """The variables and functions seen so far whose values are metrics."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.functions: set[str] = set()

    def learn(self, tree: ast.AST) -> None:
        """Follow assignments until nothing new is found."""
        before = -1
        while before < (before := len(self.variables) + len(self.functions)):
            for node in ast.walk(tree):
                self.learn_from(node)

    def learn_from(self, node: ast.AST) -> None:
        """Take in one node: an assignment, a loop, a growing list, a function that returns."""
        match node:
            case ast.Assign(targets=targets, value=value) if self.holds(value):
                self.add(targets)
            case ast.AugAssign(target=target, value=value) if self.holds(value):
                self.add([target])
            case ast.For(target=target, iter=iterated) if self.holds(iterated):
                self.add([target])
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)):
                if attribute in GROWING and any(map(self.holds, node.args)):
                    self.variables.add(name)
            case ast.FunctionDef(name=name):
                if any(
                    isinstance(at, ast.Return) and self.holds(at.value) for at in ast.walk(node)
                ):
                    self.functions.add(name)
            case _:
                pass

    def add(self, targets: list[ast.expr]) -> None:
        """Remember the names that the targets bind or fill."""
        for target in targets:
            for node in ast.walk(target):
                if isinstance(node, ast.Name) and not is_index_of(node, target):
                    self.variables.add(node.id)

    def holds(self, node: ast.AST | None) -> bool:
        """Tell whether an expression holds a metric."""
        if node is None or is_aside(node):
            return False
        return self.is_metric(node) or any(map(self.holds, ast.iter_child_nodes(node)))

    def is_metric(self, node: ast.AST) -> bool:
        """Tell whether an expression is a metric by itself, not by its parts."""
        match node:
            case ast.Call(func=function):
                name = last_name(function)
                return bool(CALLED.search(name)) or name in self.functions or is_share(node)
            case ast.Attribute(attr=name):
                return bool(ATTRIBUTE.search(name))
            case ast.Name(id=name):
                return name in self.variables
            case _:
                return False


def is_aside(node: ast.AST) -> bool:
    """Tell whether an expression gives no metric, whatever its parts are."""
    match node:
        case ast.Lambda():
            return True
        case ast.Call(func=function):
            return last_name(function) in ASIDE_CALLS
        case ast.Attribute(attr=name):
            return name in ASIDE_ATTRIBUTES
        case _:
            return False


def is_share(call: ast.Call) -> bool:
    """Tell whether a call averages or adds up which elements are equal."""
    if last_name(call.func) not in {"mean", "sum", "average"}:
        return False
    receiver = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    return any(
        isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq)
        for node in [*receiver, *call.args[:1]]
    )


def is_index_of(name: ast.Name, target: ast.expr) -> bool:
    """Tell whether a name stands in the brackets of a target: `scores[name] = ...`."""
    return any(
        name in ast.walk(node.slice) for node in ast.walk(target) if isinstance(node, ast.Subscript)
    )


def last_name(function: ast.expr) -> str:
    """Give what is called: the last part of a dotted name."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
