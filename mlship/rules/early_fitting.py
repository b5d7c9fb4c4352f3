"""Fits of transformers → those that have seen the rows which a later split tests on."""

import ast
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.trees import walk
from mlship.rules.ancestry import find_ancestors
from mlship.rules.fitting import Fit
from mlship.rules.parts import kinds
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

# They learn which categories there are, no statistics; see EncodedBeforeSplit.
CATEGORIES = frozenset(
    f"sklearn.preprocessing.{name}"
    for name in ("LabelEncoder", "OrdinalEncoder", "OneHotEncoder", "LabelBinarizer")
)


class FittedBeforeSplit(Rule):
    """The test rows have helped to prepare the training rows."""

    code = "MS201"
    name = "fitted-before-split"
    severity = "warning"
    what = "A scaler, imputer, sampler or selection is fitted on all rows, and split afterwards."
    why = (
        "Means, variances, synthetic rows or chosen columns then contain the test rows. The score "
        "is better than it will be on new data; with SMOTE or feature selection by a lot."
    )
    remedy = (
        "Split first; `fit` on the training part, `transform` both. A Pipeline does it for you."
    )
    example = """
        X = StandardScaler().fit_transform(X)
        X_train, X_test, y_train, y_test = train_test_split(X, y)
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each early fit that has learned statistics, the same words once."""
        found: dict[str, list[Fit]] = {}
        for fit in find_early_fits(subject):
            if fit.type not in CATEGORIES:
                found.setdefault(_label(fit), []).append(fit)
        for label, (first, *others) in found.items():
            more = f" (and {len(others)} more like it)" if others else ""
            message = f"`{label}` learns from all rows, those that are tested on included{more}."
            yield self.at(first.node, message, first.call.node)


def find_early_fits(subject: Subject) -> Iterator[Fit]:
    """Yield the fits of preparations on rows that only a later statement splits."""
    before = frozenset[int]().union(
        *(find_ancestors(subject.flow, node.statement.index) for node, _ in subject.parts.splits)
    )
    for fit in subject.fits:
        learns = fit.index in before and fit.prepares and not fit.is_stateless
        if learns and not _is_part(subject, fit) and not _is_target(subject, fit):
            yield fit


def _is_part(subject: Subject, fit: Fit) -> bool:
    """A part may be split again for validation; one made by hand is known by its name."""
    if fit.data is None:
        return False
    names = (each.id.lower() for each in walk(fit.data) if isinstance(each, ast.Name))
    is_named = any("train" in name for name in names)
    return is_named or bool(kinds(subject.parts.of(fit.data)) & {"train", "test", "aside"})


def _is_target(subject: Subject, fit: Fit) -> bool:
    """Encoding the labels gives nothing away."""
    if fit.data is None:
        return False
    targets = {name for _, call in subject.parts.splits for name in _names(call.node.args[1:2])}
    fitted = {_column(fit.data), *_names([fit.data])} - {""}
    columns = {_column(value) for name in targets for value in _values(subject, name)}
    return bool(fitted & (targets | columns - {""}))


def _names(expressions: list[ast.expr]) -> set[str]:
    return {each.id for each in expressions if isinstance(each, ast.Name)}


def _column(expression: ast.expr) -> str:
    match expression:
        case ast.Attribute(value=inner, attr="values" | "array" | "T"):
            return _column(inner)
        case ast.Subscript(slice=ast.Constant(value=str() as column)) | ast.Attribute(attr=column):
            return column
        case ast.Subscript(value=inner):
            return _column(inner)
        case ast.Call(func=ast.Attribute(value=inner)):
            return _column(inner)
        case _:
            return ""


def _values(subject: Subject, name: str) -> Iterator[ast.expr]:
    """Yield what a variable is assigned."""
    for node in subject.nodes:
        tree = node.statement.node
        if isinstance(tree, ast.Assign) and name in _names(tree.targets):
            yield tree.value


def _label(fit: Fit) -> str:
    return ast.unparse(fit.call.node.func)
