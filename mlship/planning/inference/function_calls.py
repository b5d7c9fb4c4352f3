"""Calls of functions → what they do with the rows that they are given."""

import ast
from collections.abc import Sequence
from dataclasses import replace

from mlship.knowledge import rowwise
from mlship.planning.edits import Replace
from mlship.planning.inference import spots
from mlship.planning.inference.callforms import is_by_row, keyword
from mlship.planning.inference.entering import Own
from mlship.planning.inference.freezing import Freezer
from mlship.planning.inference.kinds import CONSTANT, PLAIN, ROWS, Kind, join

# Libraries whose classes are estimators, and parts of them.
LIBRARIES = ("sklearn.", "imblearn.", "xgboost.", "lightgbm.", "catboost.", "category_encoders.")


class FunctionCalls(Freezer):
    """Follows rows through calls of functions that have a qualified name."""

    __slots__ = ()

    def _arguments(self, tree: ast.Call) -> list[Kind]:
        return [self.kind(a) for a in (*tree.args, *(k.value for k in tree.keywords))]

    def _function(self, tree: ast.Call, name: str) -> Kind:
        if name == "range":
            return self._range(tree)
        kinds = self._arguments(tree)
        rows = join(kinds)
        if not rows.is_rows or rows.single:
            return rows
        found = self._own(tree, self.own[name], name, kinds) if name in self.own else None
        return found or self._of_given(tree, name, rows)

    def _of_given(self, tree: ast.Call, name: str, rows: Kind) -> Kind:
        if _is_class_of_estimators(name):
            return rows.learned()  # given columns, or an example of its data: it holds no rows
        if name in self.crossing:
            self._refuse(tree, rows)
        match rowwise.of_function(name):
            case "aggregate" if not is_by_row(tree):
                self._freeze_call(tree, rows, name)
                return rows.counted() if name == "len" else rows.learned()
            case "cross" | "split" | "parts":
                self._refuse(tree, rows)
            case "rows":
                return self._resampled(tree, rows)
            case "concat" if not is_by_row(tree):
                self._concatenate(tree)
            case manner:
                self._made_columns(tree, rows, name, manner)
        return replace(rows.rows(), column=name == "list" and rows.column)

    def _own(self, tree: ast.Call, own: Own, name: str, kinds: Sequence[Kind]) -> Kind | None:
        """Follow rows that are served into one of the notebook's own functions."""
        if self.is_off(join(kinds)) or name in self.entered.stack:
            return None
        nodes = [*tree.args, *(k.value for k in tree.keywords)]
        known = {id(node): kind for node, kind in zip(nodes, kinds, strict=True)}
        bound = own.bind(tree)
        return self.enter(name, {p: known.get(id(node), CONSTANT) for p, node in bound.items()})

    def _made_columns(self, tree: ast.Call, rows: Kind, name: str, manner: str) -> None:
        match manner:
            case "dummies":
                self._special(tree, rows, "get_dummies", "dummies")
            case "factorize":
                self._special(tree, rows, "factorize", "codes")
            case "dates" if not _tells_format(tree):
                self._read_dates(tree, rows)
            case "bins" if self._is_binning(tree, name):
                self._special(tree, rows, name.rpartition(".")[2], "bins")
            case "constant" if keyword(tree, "has_constant") is None:
                self.trace.strips.append(self._cut_end(tree, ', has_constant="add")'))

    def _read_dates(self, tree: ast.Call, rows: Kind) -> None:
        """Read texts as dates in the form that those of the training data have."""
        if not self.is_off(rows):
            name = self.namer.name(tree.args[0] if tree.args else tree, "dates", self.loops)
            before = f"{self.learned}.to_datetime({name}, "
            self.trace.changes += spots.replace_function(tree, self.source, before)

    def _resampled(self, tree: ast.Call, rows: Kind) -> Kind:
        """Rows that are shuffled or repeated: serving has those that came in."""
        if len(tree.args) == 1:
            self.trace.strips.append(Replace(tree, ast.unparse(tree.args[0])))
        else:
            self._refuse(tree, rows)
        return Kind(level=ROWS, tags=rows.tags, filtered=True)

    def _range(self, tree: ast.Call) -> Kind:
        """A loop over the numbers of rows is one over rows."""
        marks = len(self.trace.changes)
        given = self._arguments(tree)
        if all(kind.level == PLAIN for kind in given):
            return CONSTANT
        del self.trace.changes[marks:]
        return Kind(level=ROWS, tags=frozenset().union(*(k.tags for k in given)), single=True)

    def _is_binning(self, tree: ast.Call, name: str) -> bool:
        """Tell whether bin edges come from the data: not a list of them."""
        edges = tree.args[1] if len(tree.args) > 1 else keyword(tree, "bins")
        return name.endswith("qcut") or not isinstance(edges, ast.List | ast.Name | ast.Call)

    def _concatenate(self, tree: ast.Call) -> None:
        """Of tables put below each other, records come in as the first."""
        match tree.args[:1]:
            case [ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_])]:
                self.trace.strips.append(Replace(tree, ast.unparse(first)))


def _tells_format(tree: ast.Call) -> bool:
    """Tell whether a call says how dates are written, or that they are numbers."""
    return any(keyword(tree, name) is not None for name in ("format", "unit"))


def _is_class_of_estimators(name: str) -> bool:
    """Tell whether a qualified name is that of an estimator's class."""
    return name.startswith(LIBRARIES) and name.rpartition(".")[2][:1].isupper()
