"""Expressions → what they are to serving, and the edits that freeze what is learned in them."""

import ast
from dataclasses import replace
from itertools import chain

from mlship.ir.trees import children, find, names_in
from mlship.knowledge import rowwise
from mlship.planning.edits import Replace
from mlship.planning.inference.callforms import goes_by_row, is_row_count, selects_rows
from mlship.planning.inference.kinds import CONSTANT, PLAIN, ROWS, Kind, join
from mlship.planning.inference.method_calls import MethodCalls


class Evaluator(MethodCalls):
    """Evaluates the expressions of one statement after the other."""

    __slots__ = ()

    def kind(self, tree: ast.expr | None) -> Kind:
        """Return the kind of an expression's value."""
        match tree:
            case None | ast.Constant():
                found = CONSTANT
            case ast.Name(id=name):
                found = self._name(name)
            case ast.Attribute():
                found = self._attribute(tree)
            case ast.Subscript():
                found = self._subscript(tree)
            case ast.Call():
                found = self._call(tree)
            case ast.List() | ast.Tuple() | ast.Set():
                found = self._display(tree)
            case ast.JoinedStr():
                found = self._text(tree)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                found = self._comprehension(tree)
            case _:
                found = join(map(self.kind, _parts(tree)))
        return found

    def _text(self, tree: ast.JoinedStr) -> Kind:
        """Nothing is edited inside of an f-string."""
        marks = len(self.trace.changes), len(self.trace.strips)
        found = join(map(self.kind, find(tree, ast.Name)))
        del self.trace.changes[marks[0] :], self.trace.strips[marks[1] :]
        return found

    def _name(self, name: str) -> Kind:
        found = self.env.get(name, CONSTANT)
        if found.is_rows:
            self.trace.tags |= found.tags
        return found

    def _display(self, tree: ast.List | ast.Tuple | ast.Set) -> Kind:
        kinds = [self.kind(part) for part in tree.elts]
        if kinds and all(k.is_rows for k in kinds):
            self.trace.displays.append((tree, tuple(zip(tree.elts, kinds, strict=True))))
        on = [p for p, k in zip(tree.elts, kinds, strict=True) if not self.is_off(k)]
        if 0 < len(on) < len(kinds) and all(k.is_rows for k in kinds):
            texts = ", ".join(ast.unparse(part) for part in on)
            self.trace.strips.append(Replace(tree, f"[{texts}]"))
        return join(kinds)

    def _attribute(self, tree: ast.Attribute) -> Kind:
        base = self.kind(tree.value)
        if not base.is_rows:
            return base
        manner = rowwise.of_method(tree.attr)
        if manner == "names":
            return CONSTANT
        if manner == "shapes":
            self._freeze(tree, tree.value, tree.attr)
            return base.learned()
        return base

    def _subscript(self, tree: ast.Subscript) -> Kind:
        base = self.kind(tree.value)
        index = self.kind(tree.slice)
        if is_row_count(tree):
            return base.counted()
        if not base.is_rows or isinstance(tree.ctx, ast.Store):
            return base
        if base.grouped or base.single:
            return base
        if index.single:
            return base.one()
        if selects_rows(tree, index):
            self._strip(tree)
            return Kind(level=ROWS, tags=base.tags, filtered=True, column=base.column)
        is_column = isinstance(tree.slice, ast.Constant) and isinstance(tree.slice.value, str)
        return replace(base, column=is_column or base.column)

    def _comprehension(self, tree: ast.expr) -> Kind:
        before = len(self.trace.changes)
        bound = dict(self.env)
        generators: list[ast.comprehension] = getattr(tree, "generators", [])
        over = [self._bind(g, self.kind(g.iter)) for g in generators]
        asked = chain.from_iterable(g.ifs for g in generators)
        inner = join(map(self.kind, [*_parts(tree), *asked]))
        self.env = bound
        if any(kind.is_rows for kind in over):
            return join([*over, inner]).rows()
        if len(self.trace.changes) > before or (inner.level > PLAIN and not inner.is_rows):
            del self.trace.changes[before:]
            self._freeze(tree, tree, "chosen")
            return inner.learned()
        return inner

    def _bind(self, generator: ast.comprehension, kind: Kind) -> Kind:
        by_row = kind.column or goes_by_row(generator.iter, self.qualified)
        each = kind.one() if by_row else kind.rows()
        for name in names_in(generator.target):
            self.env[name] = each if kind.is_rows else CONSTANT
        return kind

    def _call(self, tree: ast.Call) -> Kind:
        if id(tree) in self.loads:
            self.trace.sources.append(tree)
            return Kind(level=ROWS, tags=frozenset({str(self.index)}))
        name = self.qualified(tree.func)
        if isinstance(tree.func, ast.Attribute) and not name:
            return self._method(tree, tree.func)
        return self._function(tree, name)


def _parts(tree: ast.expr) -> list[ast.expr]:
    return [part for part in children(tree) if isinstance(part, ast.expr)]
