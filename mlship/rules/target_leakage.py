"""How X and y are made → whether y, or something made of it, stands in X."""

import ast
from collections.abc import Iterator, Sequence

from mlship.ir.dataflow import Call, Node
from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject
from mlship.rules.target_averages import find_target_averages

FRAME_SELF = frozenset({"copy", "reset_index", "dropna", "sample", "fillna"})


class TargetInFeatures(Rule):
    """The model is told what it is asked."""

    code = "MS203"
    name = "target-in-features"
    severity = "error"
    what = "The target, or a column that is made of it, stands among the features."
    why = (
        "The model reads the answer off. Scores are near perfect, and in production, where the "
        "target is unknown, there is nothing to read."
    )
    remedy = "Drop the target from X; make columns from it on the training part only."
    example = """
        X = df.drop(columns=["id"])
        y = df["churned"]
        X_train, X_test, y_train, y_test = train_test_split(X, y)
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each split or fit whose X has its y, and each column made of y before a split."""
        for node, call in _supervised(subject):
            column, frame = _target(subject, node, call)
            if column and _holds(subject, node, call.args[0], frame, column):
                yield self.at(node, f"The features still hold the target, `{column}`.", call)
        for node, split in subject.parts.splits:
            column, _ = _target(subject, node, split.node)
            for maker, part in find_target_averages(subject, node, column) if column else ():
                message = f"The features are made of the target, `{column}`, of all rows."
                yield self.at(maker, message, part)


def _supervised(subject: Subject) -> Iterator[tuple[Node, ast.Call]]:
    """Yield the calls that are given X and y; where there is a split, models see parts of them."""
    fits: Sequence[tuple[Node, Call]] = [(fit.node, fit.call) for fit in subject.fits if fit.models]
    calls = (subject.parts.splits or fits) if fits else ()
    yield from ((node, call.node) for node, call in calls if len(call.node.args) > 1)


def _target(subject: Subject, node: Node, call: ast.Call) -> tuple[str, str]:
    """Give the column that y is, and the frame that it comes from."""
    value = _resolve(subject, node, call.args[1]) if len(call.args) > 1 else None
    match value:
        case ast.Subscript(value=ast.Name(id=frame), slice=ast.Constant(value=str() as column)):
            return column, frame
        case ast.Attribute(value=ast.Name(id=frame), attr=column) if column not in FRAME_SELF:
            return column, frame
        case _:
            return "", ""


def _resolve(subject: Subject, node: Node, expression: ast.expr) -> ast.expr | None:
    """Give what a name was assigned, if once; anything else is itself."""
    if not isinstance(expression, ast.Name):
        return expression
    earlier = subject.nodes[: node.statement.index]
    writers = [each for each in earlier if expression.id in each.writes]
    tree = writers[-1].statement.node if writers else None
    only = len(writers) == 1 and isinstance(tree, ast.Assign)
    return tree.value if only and isinstance(tree, ast.Assign) else None


def _holds(subject: Subject, node: Node, x: ast.expr, frame: str, column: str) -> bool:
    """Tell whether X certainly has the column; when in doubt it has not."""
    value = _resolve(subject, node, x)
    if isinstance(x, ast.Name) and x.id == frame:
        value = x
    if value is None or _may_drop(subject, node, frame):
        return False
    return _has_column(value, frame, column)


def _has_column(value: ast.expr, frame: str, column: str) -> bool:
    match value:
        case ast.Name(id=name):
            return name == frame
        case ast.Subscript(value=inner, slice=ast.List(elts=elements)):
            return _has_column(inner, frame, column) and column in _texts(elements)
        case ast.Call(func=ast.Attribute(value=inner, attr="drop")):
            dropped = _dropped(value)
            certain = dropped is not None and column not in dropped
            return certain and _has_column(inner, frame, column)
        case ast.Call(func=ast.Attribute(value=inner, attr=method)) if method in FRAME_SELF:
            return _has_column(inner, frame, column)
        case _:
            return False


def _dropped(call: ast.Call) -> set[str] | None:
    """Give what is dropped as far as it is written out, else None."""
    named = {each.arg: each.value for each in call.keywords}
    labels = named.get("columns") or named.get("labels") or next(iter(call.args), None)
    match labels:
        case ast.Constant(value=str() as column):
            return {column}
        case ast.List(elts=elements) if all(isinstance(each, ast.Constant) for each in elements):
            return _texts(elements)
        case _:
            return None


def _texts(elements: list[ast.expr]) -> set[str]:
    return {str(each.value) for each in elements if isinstance(each, ast.Constant)}


def _may_drop(subject: Subject, node: Node, frame: str) -> bool:
    """Tell whether something before may have taken columns out of the frame."""
    texts = (
        ast.unparse(each.statement.node)
        for each in subject.nodes[: node.statement.index]
        if frame in each.writes
    )
    takes = ("drop", "pop", "del ", "iloc", "loc", "filter", "select_dtypes", "columns", "dummies")
    return any(word in text for text in texts for word in takes)
