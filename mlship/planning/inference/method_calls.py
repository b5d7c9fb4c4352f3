"""Calls of methods → what they do with their rows, or with those that they are given."""

import ast

from mlship.knowledge import rowwise
from mlship.planning.edits import Replace, Wrap
from mlship.planning.inference import spots
from mlship.planning.inference.callforms import (
    class_of,
    filling,
    first_dimension,
    is_by_row,
    is_category,
    keyword,
    picks_column,
    sums_up,
    ungrouped,
)
from mlship.planning.inference.function_calls import FunctionCalls
from mlship.planning.inference.kinds import ROWS, Kind, join

CHAINED = frozenset({"assign", "pipe"})  # methods that give functions the table so far


class MethodCalls(FunctionCalls):
    """Follows rows through calls of methods: a table's, a group's, an estimator's."""

    __slots__ = ()

    def _method(self, tree: ast.Call, func: ast.Attribute) -> Kind:
        base = self.kind(func.value)
        if func.attr == "reshape" and base.is_rows:
            return self._reshape(tree, func, base)
        given = join(self._given(tree, func, base))
        manner = rowwise.of_method(func.attr)
        if not base.is_rows:
            return self._given_rows(tree, func, base, given, manner)
        if base.grouped:
            return self._grouped(tree, func, base)
        if base.single:
            return base
        if func.attr in {"apply", "transform"} and not is_by_row(tree):
            found = self._by_column(tree, func, base)
            return join([found, given]).rows() if found.is_rows and given.is_rows else found
        return self._of_rows(tree, func, base, given)

    def _given(self, tree: ast.Call, func: ast.Attribute, base: Kind) -> list[Kind]:
        """Follow what is given, in a chain also the table: ``.assign(b=lambda d: d["a"] * 2)``."""
        bound = dict(self.env)
        if base.is_rows and func.attr in CHAINED:
            values = [*tree.args, *(k.value for k in tree.keywords)]
            lambdas = [v for v in values if isinstance(v, ast.Lambda)]
            self.env |= {arg.arg: base for v in lambdas for arg in v.args.args[:1]}
            self._pipe(tree, func)
        found = self._arguments(tree)
        self.env = bound
        return found

    def _pipe(self, tree: ast.Call, func: ast.Attribute) -> None:
        """``.pipe(pd.get_dummies, columns=…)`` gives the columns of the training data."""
        first = tree.args[0] if func.attr == "pipe" and tree.args else None
        if first is not None and rowwise.of_function(self.qualified(first)) == "dummies":
            name = self.namer.name(ast.Name(id="table", ctx=ast.Load()), "dummies", self.loops)
            call = f"{self.learned}.get_dummies({name}, table, **options)"
            self.trace.changes.append(Replace(first, f"lambda table, **options: {call}"))

    def _of_rows(self, tree: ast.Call, func: ast.Attribute, base: Kind, given: Kind) -> Kind:
        match rowwise.of_method(func.attr):
            case "aggregate" if not is_by_row(tree):
                self._freeze_call(tree, base, func.attr)
                return base.learned()
            case "cross":
                self._refuse(tree, base)
            case "rows" if not (func.attr == "dropna" and is_by_row(tree)):
                self._keep_all(tree, func.value)
                return Kind(level=ROWS, tags=base.tags, filtered=True)
            case "rows" | "columns":
                self._columns(tree, func, base)
        return self._local(tree, func, base, given)

    def _reshape(self, tree: ast.Call, func: ast.Attribute, base: Kind) -> Kind:
        """Of the dimensions, the number of rows is what serving has."""
        marks, first = len(self.trace.changes), first_dimension(tree)
        is_fixed = isinstance(first, ast.Constant) and first.value != 1 and not base.filtered
        count = self.kind(first).count
        if first is not None and (is_fixed or (count and isinstance(first, ast.Name))):
            self.trace.strips.append(Replace(first, f"len({ast.unparse(func.value)})"))
        elif count:
            del self.trace.changes[marks:]
        return base

    def _local(self, tree: ast.Call, func: ast.Attribute, base: Kind, given: Kind) -> Kind:
        if func.attr == "groupby":
            return Kind(level=ROWS, tags=base.tags, grouped=True)
        if func.attr == "drop" and not is_by_row(tree) and not keyword(tree, "columns"):
            self._keep_all(tree, func.value)
            return Kind(level=ROWS, tags=base.tags, filtered=True)
        if func.attr == "fillna" and keyword(tree, "method") is not None:
            self._refuse(tree, base)
        if func.attr == "astype" and is_category(tree):
            self._learn_categories(tree, func, base)
        if given.is_rows:
            return join([base, given]).rows()
        return Kind(level=ROWS, tags=base.tags, filtered=base.filtered)

    def _learn_categories(self, tree: ast.Call, func: ast.Attribute, base: Kind) -> None:
        if not self.is_off(base):
            name = self.namer.name(func.value, "categories", self.loops)
            call = f"{self.learned}.categorical({name}, "
            self.trace.changes += [Wrap(func.value, call, ""), self._cut(tree, func.value, ")")]

    def _by_column(self, tree: ast.Call, func: ast.Attribute, base: Kind) -> Kind:
        """``frame.apply(encoder.fit_transform)``: an encoder a column; or one value a column."""
        given = tree.args[0] if tree.args else None
        match given:
            case ast.Attribute(value=estimator, attr="fit_transform"):
                word = estimator.id if isinstance(estimator, ast.Name) else class_of(estimator)
                name = self.namer.name(func.value, word, ["column.name"])
                text = f"lambda column: {self.learned}.fit_transform({name}, "
                text += f"{ast.unparse(estimator)}, column)"
                self.trace.changes.append(Replace(given, text))
            case ast.Lambda(args=ast.arguments(args=[ast.arg(arg=column)]), body=body) if sums_up(
                body, column
            ):
                return self._of_column(tree, base, column, body)
            case ast.Attribute() if rowwise.of_function(self.qualified(given)) == "aggregate":
                return self._summed_up(tree, base)
        return base

    def _of_column(self, tree: ast.Call, base: Kind, column: str, body: ast.expr) -> Kind:
        """Look into ``lambda column: …``."""
        marks = len(self.trace.changes)
        found = self._inside(column, body, Kind(level=ROWS, tags=base.tags))
        if found.is_rows:
            return base
        del self.trace.changes[marks:]
        return self._summed_up(tree, base)

    def _summed_up(self, tree: ast.Call, base: Kind) -> Kind:
        """Learn one value a column."""
        self._freeze_call(tree, base, "by_column")
        return base.learned()

    def _given_rows(
        self, tree: ast.Call, func: ast.Attribute, base: Kind, given: Kind, manner: str
    ) -> Kind:
        """A method of something else that is given rows: an estimator's, mostly."""
        if not given.is_rows:
            return join([base, given])
        match manner:
            case "fit":
                self.trace.fits = True
                self._fit(tree, func, given)
                return given.learned()
            case "fit_transform" | "fit_predict":
                self.trace.fits = True
                if not self.is_off(given):
                    self._fit_and_ask(tree, func, given)
            case "resample":
                self._refuse(tree, given)
        return given.rows()

    def _fit_and_ask(self, tree: ast.Call, func: ast.Attribute, given: Kind) -> None:
        """Fit once, and ask what is fitted: ``scaler.fit_transform(X)``."""
        self._note(tree, given)
        name = self._estimator_name(tree, func)
        before = f"{self.learned}.{func.attr}({name}, "
        self.trace.changes += spots.redirect(tree, self.source, before)

    def _fit(self, tree: ast.Call, func: ast.Attribute, given: Kind) -> None:
        """Fit once."""
        if self.is_off(given):
            self._freeze(tree, tree.args[0] if tree.args else tree, class_of(func.value))
            return
        self._note(tree, given)
        name = self._estimator_name(tree, func)
        before = f"{self.learned}.fit({name}, "
        self.trace.changes += spots.redirect(tree, self.source, before)

    def _grouped(self, tree: ast.Call, func: ast.Attribute, base: Kind) -> Kind:
        match func.attr:
            case "transform" if fill := filling(tree):
                self._note(tree, base)
                self._fill_by_group(tree, func, fill)
                return Kind(level=ROWS, tags=base.tags)
            case "transform":
                if not self._varies_by_row(tree, func, base):
                    name = self.namer.name(func.value, "by_group", self.loops)
                    before = f"{self.learned}.group_transform({name}, "
                    self.trace.changes += spots.redirect(tree, self.source, before)
                self._note(tree, base)
                return Kind(level=ROWS, tags=base.tags)
            case attr if rowwise.of_method(attr) == "aggregate":
                self._freeze_call(tree, base, attr)
                return base.learned()
        self._refuse(tree, base)
        return Kind(level=ROWS, tags=base.tags)

    def _varies_by_row(self, tree: ast.Call, func: ast.Attribute, base: Kind) -> bool:
        """Tell whether rows of one group get values of their own; what the group has is frozen."""
        match tree.args[:1]:
            case [ast.Constant(value=str() as word)]:
                varies = rowwise.of_method(word) != "aggregate"
                if varies:
                    self._refuse(tree, base)
                return varies
            case [ast.Lambda(args=ast.arguments(args=[ast.arg(arg=group)]), body=body)]:
                return self._of_group(tree, func, (group, body), base)
        return False

    def _of_group(
        self, tree: ast.Call, func: ast.Attribute, given: tuple[str, ast.expr], base: Kind
    ) -> bool:
        """Look into ``lambda group: …``; a column's group is told by its name."""
        group, body = given
        marks = len(self.trace.changes)
        found = self._inside(group, body, Kind(level=ROWS, tags=base.tags))
        learns = len(self.trace.changes) > marks
        if not found.is_rows or (learns and not picks_column(func.value)):
            del self.trace.changes[marks:]
        if found.is_rows and learns and not picks_column(func.value):
            self._refuse(tree, base)
        return found.is_rows

    def _inside(self, name: str, body: ast.expr, kind: Kind) -> Kind:
        """Follow what a function is given into it: what it learns is told apart by its name."""
        bound = dict(self.env)
        self.env[name] = kind
        self.loops.append(f"{name}.name")
        found = self.kind(body)
        self.loops.pop()
        self.env = bound
        return found

    def _fill_by_group(self, tree: ast.Call, func: ast.Attribute, fill: str) -> None:
        """``groups.transform(lambda x: x.fillna(x.mean()))`` fills with the group's mean."""
        groups = ast.unparse(func.value)
        held = ungrouped(func.value)
        column = ast.unparse(held)
        if self.kind(held).grouped:  # the groups have a name of their own
            column = f"{groups}.obj"
        name = self.namer.name(func.value, f"{fill}_by_group", self.loops)
        text = f'{column}.fillna({self.learned}.group_transform({name}, {groups}, "{fill}"))'
        self.trace.changes.append(Replace(tree, text))
