"""What a statement binds → the kind of each name: rows, parts that they are split into, state."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mlship.ir.trees import find
from mlship.knowledge import rowwise
from mlship.planning.inference import kinds
from mlship.planning.inference.evaluating import Evaluator
from mlship.planning.inference.kinds import CONSTANT, RESAMPLED, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Binder:
    """Binds names to what they hold from now on."""

    evaluator: Evaluator

    def bind(self, target: ast.expr, kind: Kind) -> None:
        """Bind what stands left of an assignment."""
        match target:
            case ast.Name(id=name):
                self.evaluator.env[name] = replace(kind, filtered=False) if kind.filtered else kind
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                for part in elts:
                    self.bind(part, kind)
            case ast.Starred(value=value):
                self.bind(value, kind)
            case ast.Subscript(value=value, slice=index):
                self.evaluator.kind(index)
                self.store(value, kind)
            case ast.Attribute(value=value):
                self.store(value, kind)

    def store(self, holder: ast.expr, kind: Kind) -> None:
        """Putting rows into a container makes it one of rows."""
        root = root_of(holder)
        known = self.evaluator.env.get(root, CONSTANT)
        self.evaluator.kind(holder)
        if root and kind.level > known.level:
            self.evaluator.env[root] = Kind(level=kind.level, tags=kind.tags)

    def split(self, target: ast.Tuple, call: ast.Call) -> None:
        """``X_train, X_test, … = train_test_split(X, …)``."""
        ev = self.evaluator
        for position, name in enumerate(target.elts):
            if position // 2 < len(call.args):
                given = call.args[position // 2]
                part = kinds.split(ev.kind(given), ev.index, "ab"[position % 2])
                self.bind(name, part)
                if isinstance(name, ast.Name):
                    ev.trace.splits[name.id] = given

    def split_into_parts(self, target: ast.Tuple, call: ast.Call) -> None:
        """``train, valid, test = np.split(table, …)``."""
        ev, given = self.evaluator, call.args[0]
        found = ev.kind(given)
        for part, name in zip("abcdefgh", target.elts, strict=False):
            self.bind(name, kinds.split(found, ev.index, part))
            if isinstance(name, ast.Name):
                ev.trace.splits[name.id] = given

    def resample(self, target: ast.expr, call: ast.Call) -> bool:
        """Rows that are made or left out for training: serving has those that came in."""
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if rowwise.of_method(method) != "resample" or not isinstance(target, ast.Tuple):
            return False
        ev = self.evaluator
        for name, given in zip(target.elts, call.args, strict=False):
            self.bind(name, kinds.split(ev.kind(given), ev.index, RESAMPLED))
            if isinstance(name, ast.Name):
                ev.trace.splits[name.id] = given
        ev.trace.resamples = True
        return True

    def split_by_folds(self, target: ast.expr, over: ast.expr, body: Sequence[ast.stmt]) -> None:
        """``for a, b in folds.split(X): X_train = X[a]``: the last turn splits."""
        match target, over:
            case ast.Tuple(elts=[ast.Name(id=one), ast.Name(id=other)]), ast.Call(
                func=ast.Attribute(attr="split")
            ):
                sides = {one: "a", other: "b"}
                for name, given in (pair for tree in body for pair in _pairs(tree)):
                    self._fold(name, given, sides)

    def _fold(self, name: ast.expr, given: ast.expr, sides: Mapping[str, str]) -> None:
        match name, given:
            case ast.Name(id=bound), ast.Subscript(value=held, slice=ast.Name(id=chosen)) if (
                chosen in sides
            ):
                if isinstance(held, ast.Attribute) and held.attr in {"loc", "iloc"}:
                    held = held.value
                ev = self.evaluator
                self.bind(name, kinds.split(ev.kind(held), ev.index, sides[chosen]))
                ev.trace.splits[bound] = held

    def bind_fitted(self, call: ast.Call) -> None:
        """What was fitted inside of an expression has learned from rows."""
        for node in find(call, ast.Attribute):
            if node.attr in {"fit", "fit_transform"} and isinstance(node.value, ast.Name):
                tags = frozenset(self.evaluator.trace.tags)
                self.evaluator.env[node.value.id] = Kind(level=kinds.STATE, tags=tags)


def _pairs(tree: ast.stmt) -> Iterable[tuple[ast.expr, ast.expr]]:
    """Yield what a statement assigns, each name with its value."""
    match tree:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            yield from zip(names, values, strict=False)
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value) for target in targets)


def root_of(tree: ast.expr) -> str:
    """Return the variable that an expression starts with, "" if it starts with none."""
    while isinstance(tree, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        tree = tree.func if isinstance(tree, ast.Call) else tree.value
    return tree.id if isinstance(tree, ast.Name) else ""
