"""Assignment, augmented assignment, deletion → what is bound, and which objects change."""

import ast

from mlship.analysis.accesses import COPIES
from mlship.analysis.definitions import Definitions
from mlship.analysis.heap import IMMUTABLE, Value, merge
from mlship.analysis.state import DELETED


class Assignments(Definitions):
    """Walks what binds names and stores into objects."""

    def _expression(self, node: ast.Expr) -> None:
        self.evaluate(node.value)

    def _assign(self, node: ast.Assign) -> None:
        value = self.evaluate(node.value)
        for target in node.targets:
            self.assign(target, _counted(target, value, node.value))

    def _annotated(self, node: ast.AnnAssign) -> None:
        value = self.evaluate(node.value) if node.value else None
        self.evaluate(node.annotation)
        if value is not None:
            self.assign(node.target, value)

    def assign(self, target: ast.expr, value: Value) -> None:
        """Walk the assignment of a value to a target."""
        match target:
            case ast.Name(id=name):
                self.bind(name, value)
            case ast.Starred(value=inner):
                self.assign(inner, value)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                self._unpack(parts, value, target)
            case ast.Attribute() | ast.Subscript():
                self._store(target, value)
            case _:
                self.evaluate(target)

    def _unpack(self, parts: list[ast.expr], value: Value, target: ast.expr) -> None:
        starred = any(isinstance(part, ast.Starred) for part in parts)
        if value.items is not None and len(value.items) == len(parts) and not starred:
            for part, item in zip(parts, value.items, strict=True):
                self.assign(part, item)
            return
        element = self.element(value, target)
        for part in parts:
            if isinstance(part, ast.Starred):
                self.assign(part, self.made(part, "list", element.roots))
            else:
                self.assign(part, element)

    def _store(self, target: ast.Attribute | ast.Subscript, value: Value) -> None:
        base = self.evaluate(target.value)
        if isinstance(target, ast.Subscript):
            index = self.evaluate(target.slice)
            self.run_operators(target, base, index, value)
            value = value._replace(roots=value.roots | index.roots)
        if base.name and not base.roots:
            attribute = f".{target.attr}" if isinstance(target, ast.Attribute) else ""
            self.change_module(base.name + attribute, target)
            return
        self._run_setter(base, target, value)
        self.mutate(base.roots)
        if self.common_type(base.roots) not in COPIES:
            self.link(base.roots, value.roots)

    def _run_setter(self, base: Value, target: ast.expr, value: Value) -> None:
        if not isinstance(target, ast.Attribute) or not self.heap.classes:
            return
        setters = self.find_hooks(base, target.attr, "__setattr__", descriptor="__set__")
        if setters:
            self.run_functions(setters, self.everything_in(base, value), target)

    def _augment(self, node: ast.AugAssign) -> None:
        old = self._read_target(node.target)
        right = self.evaluate(node.value)
        new = self.combine(old, node.op, right, node)
        if old.type in IMMUTABLE or not old.roots:
            self._write_target(node.target, new)
            return
        self.mutate(old.roots)
        if self.common_type(old.roots) not in COPIES:
            self.link(old.roots, self.element(right, node).roots | right.roots)
        self._write_target(node.target, merge(old, new)._replace(items=None))

    def _read_target(self, target: ast.expr) -> Value:
        if isinstance(target, ast.Name):
            return self.read(target.id)
        return self.evaluate(target)

    def _write_target(self, target: ast.expr, value: Value) -> None:
        self.assign(target, value)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            for part in target.elts if isinstance(target, ast.Tuple | ast.List) else (target,):
                self._delete_one(part)

    def _delete_one(self, target: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.read(target.id)
            self.bind(target.id, DELETED)
        elif isinstance(target, ast.Attribute | ast.Subscript):
            self._store(target, Value())


def _counted(target: ast.expr, value: Value, source: ast.expr) -> Value:
    """Know the numbers that a shape is unpacked to: ``rows, columns = X.shape``."""
    is_shape = isinstance(source, ast.Attribute) and source.attr == "shape"
    if not (is_shape and value.type == "tuple" and value.items is None):
        return value
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else []
    return value._replace(items=(Value(type="int"),) * len(parts)) if parts else value
