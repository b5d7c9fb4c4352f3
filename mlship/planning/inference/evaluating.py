"""Expressions → what they are to serving, and the edits that freeze what is learned in them."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from mlship.knowledge import rowwise
from mlship.planning.edits import Change, Replace, Wrap, span
from mlship.planning.inference import spots
from mlship.planning.inference.callforms import (
    class_of,
    filling,
    is_by_row,
    is_category,
    keyword,
    selects_rows,
    sums_up,
    ungrouped,
)
from mlship.planning.inference.kinds import CONSTANT, PLAIN, ROWS, Kind, is_on, join


@dataclass(slots=True, kw_only=True)
class Trace:
    """Trace = what is found in one statement.

    Attributes:
        changes: edits for training and serving alike.
        strips: edits for serving alone, which keep every row.
        guards: edits of stages that leave inner statements, the asides, to training.
        refusals: why it cannot be served.
        sources: calls that load rows.
        tags: of all rows that it reads.
        splits: target → the expression that it is a part of.
        displays: lists of tables, each with the rows that its elements are of.
        before: kinds of the names before it.
    """

    changes: list[Change] = field(default_factory=list)
    strips: list[Change] = field(default_factory=list)
    guards: list[Change] = field(default_factory=list)
    asides: list[ast.stmt] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    sources: list[ast.Call] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    splits: dict[str, ast.expr] = field(default_factory=dict)
    displays: list[tuple[ast.expr, tuple[tuple[ast.expr, Kind], ...]]] = field(default_factory=list)
    before: Mapping[str, Kind] = field(default_factory=dict)
    fits: bool = False
    resamples: bool = False


@dataclass(slots=True, kw_only=True)
class Evaluator:
    """Evaluates the expressions of one statement after the other."""

    imports: Mapping[str, str]
    loads: frozenset[int]
    learned: str
    serving: frozenset[str] | None = None
    namer: spots.Namer = field(default_factory=spots.Namer)
    env: dict[str, Kind] = field(default_factory=dict)
    trace: Trace = field(default_factory=Trace)
    source: str = ""
    index: int = 0
    loops: list[str] = field(default_factory=list)

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
                parts = [p for p in ast.iter_child_nodes(tree) if isinstance(p, ast.expr)]
                found = join(self.kind(part) for part in parts)
        return found

    # -- parts

    def _text(self, tree: ast.JoinedStr) -> Kind:
        """Nothing is edited inside of an f-string."""
        marks = len(self.trace.changes), len(self.trace.strips)
        found = join(self.kind(n) for n in ast.walk(tree) if isinstance(n, ast.Name))
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
        on = [p for p, k in zip(tree.elts, kinds, strict=True) if not self._is_off(k)]
        if 0 < len(on) < len(kinds) and all(k.is_rows for k in kinds):
            texts = ", ".join(ast.unparse(part) for part in on)
            self.trace.strips.append(Replace(tree, f"[{texts}]"))
        return join(kinds)

    def _is_off(self, kind: Kind) -> bool:
        """Tell whether these are rows that are never served."""
        known = self.serving is not None and kind.is_rows
        return known and not is_on(kind.tags, self.serving or frozenset())

    def _attribute(self, tree: ast.Attribute) -> Kind:
        base = self.kind(tree.value)
        if not base.is_rows:
            return base
        if tree.attr == "columns":
            return CONSTANT
        if rowwise.of_method(tree.attr) == "shapes":
            self._freeze(tree, tree.value, tree.attr)
            return base.learned()
        return base

    def _subscript(self, tree: ast.Subscript) -> Kind:
        base = self.kind(tree.value)
        index = self.kind(tree.slice)
        if not base.is_rows or isinstance(tree.ctx, ast.Store):
            return base
        if base.grouped:
            return base
        if selects_rows(tree, index):
            self._strip(tree)
            return Kind(level=ROWS, tags=base.tags, filtered=True)
        return base

    def _strip(self, tree: ast.Subscript) -> None:
        match tree.slice:
            case ast.Tuple(elts=[first, _]):
                self.trace.strips.append(Replace(first, ":"))
            case _:
                holder = tree.value
                if isinstance(holder, ast.Attribute) and holder.attr in {"loc", "iloc", "ix"}:
                    holder = holder.value
                self._keep_all(tree, holder)

    def _keep_all(self, tree: ast.expr, holder: ast.expr) -> None:
        start = span(self.source, holder)[1]
        end = span(self.source, tree)[1]
        self.trace.strips.append(Replace(spots.stand_in(self.source, start, end), ""))

    def _comprehension(self, tree: ast.expr) -> Kind:
        before = len(self.trace.changes)
        bound = dict(self.env)
        generators: list[ast.comprehension] = getattr(tree, "generators", [])
        over = [self._bind(g.target, self.kind(g.iter)) for g in generators]
        parts = [n for n in ast.iter_child_nodes(tree) if isinstance(n, ast.expr)]
        inner = join(self.kind(part) for part in [*parts, *(c for g in generators for c in g.ifs)])
        self.env = bound
        if any(kind.is_rows for kind in over):
            return join([*over, inner]).rows()
        if len(self.trace.changes) > before or (inner.level > PLAIN and not inner.is_rows):
            del self.trace.changes[before:]
            self._freeze(tree, tree, "chosen")
            return inner.learned()
        return inner

    def _bind(self, target: ast.expr, kind: Kind) -> Kind:
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                self.env[node.id] = kind.rows() if kind.is_rows else CONSTANT
        return kind

    # -- calls

    def _call(self, tree: ast.Call) -> Kind:
        if id(tree) in self.loads:
            self.trace.sources.append(tree)
            return Kind(level=ROWS, tags=frozenset({str(self.index)}))
        name = self.qualified(tree.func)
        if isinstance(tree.func, ast.Attribute) and not name:
            return self._method(tree, tree.func)
        return self._function(tree, name)

    def qualified(self, func: ast.expr) -> str:
        """Return the qualified name of an imported or built-in function, "" of a method."""
        parts: list[str] = []
        node = func
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or (parts and node.id not in self.imports):
            return ""
        return ".".join([self.imports.get(node.id, node.id), *reversed(parts)])

    def _arguments(self, tree: ast.Call) -> list[Kind]:
        return [self.kind(a) for a in (*tree.args, *(k.value for k in tree.keywords))]

    def _function(self, tree: ast.Call, name: str) -> Kind:
        if name == "range":
            return self._range(tree)
        kinds = self._arguments(tree)
        rows = join(kinds)
        if not rows.is_rows:
            return rows
        match rowwise.of_function(name):
            case "aggregate" if not is_by_row(tree):
                self._freeze_call(tree, rows, name)
                return rows.learned()
            case "cross":
                self._refuse(tree, rows)
            case "rows":
                return self._resampled(tree, rows)
            case "dummies":
                self._special(tree, rows, "get_dummies", "dummies")
            case "factorize":
                self._special(tree, rows, "factorize", "codes")
            case "bins" if self._is_binning(tree, name):
                self._special(tree, rows, name.rpartition(".")[2], "bins")
            case "concat" if not is_by_row(tree):
                self._concatenate(tree)
        return rows.rows()

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
        return Kind(level=ROWS, tags=frozenset().union(*(k.tags for k in given)))

    def _is_binning(self, tree: ast.Call, name: str) -> bool:
        """Tell whether bin edges come from the data: not a list of them."""
        edges = tree.args[1] if len(tree.args) > 1 else keyword(tree, "bins")
        return name.endswith("qcut") or not isinstance(edges, ast.List | ast.Name | ast.Call)

    def _concatenate(self, tree: ast.Call) -> None:
        """Of tables put below each other, records come in as the first."""
        match tree.args[:1]:
            case [ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_])]:
                self.trace.strips.append(Replace(tree, ast.unparse(first)))

    def _special(self, tree: ast.Call, rows: Kind, method: str, word: str) -> None:
        if self._is_off(rows):
            return
        first = tree.args[0] if tree.args else tree
        name = self.namer.name(first, word, self.loops)
        before = f"{self.learned}.{method}({name}, "
        self.trace.changes += spots.replace_function(tree, self.source, before)

    def _method(self, tree: ast.Call, func: ast.Attribute) -> Kind:
        base = self.kind(func.value)
        kinds = self._arguments(tree)
        given = join(kinds)
        manner = rowwise.of_method(func.attr)
        if not base.is_rows:
            return self._given_rows(tree, func, base, given, manner)
        if base.grouped:
            return self._grouped(tree, func, base)
        match manner:
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

    def _local(self, tree: ast.Call, func: ast.Attribute, base: Kind, given: Kind) -> Kind:
        if func.attr == "groupby":
            return Kind(level=ROWS, tags=base.tags, grouped=True)
        if func.attr == "drop" and not is_by_row(tree) and not keyword(tree, "columns"):
            self._keep_all(tree, func.value)
            return Kind(level=ROWS, tags=base.tags, filtered=True)
        if func.attr == "fillna" and keyword(tree, "method") is not None:
            self._refuse(tree, base)
        if func.attr == "astype" and is_category(tree) and not self._is_off(base):
            name = self.namer.name(func.value, "categories", self.loops)
            call = f"{self.learned}.categorical({name}, "
            self.trace.changes += [Wrap(func.value, call, ""), self._cut(tree, func.value, ")")]
        if func.attr in {"apply", "transform", "agg"} and not is_by_row(tree):
            self._by_column(tree, func, base)
        return (
            join([base, given]).rows()
            if given.is_rows
            else Kind(level=ROWS, tags=base.tags, filtered=base.filtered)
        )

    def _by_column(self, tree: ast.Call, func: ast.Attribute, base: Kind) -> None:
        """``frame.apply(encoder.fit_transform)``: an encoder a column."""
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
                bound = dict(self.env)
                self.env[column] = Kind(level=ROWS, tags=base.tags)
                self.loops.append(f"{column}.name")
                self.kind(body)
                self.loops.pop()
                self.env = bound

    def _cut(self, tree: ast.expr, holder: ast.expr, text: str) -> Change:
        start, end = span(self.source, holder)[1], span(self.source, tree)[1]
        return Replace(spots.stand_in(self.source, start, end), text)

    def _columns(self, tree: ast.Call, func: ast.Attribute, base: Kind) -> None:
        """Choose the columns that were chosen in training."""
        if self._is_off(base):
            return
        name = self.namer.name(func.value, f"{func.attr}_columns", self.loops)
        before = f"{ast.unparse(func.value)}[{self.learned}({name}, lambda: list("
        self.trace.changes.append(Wrap(tree, before, ".columns))]"))

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
            case "fit_transform" if not self._is_off(given):
                self.trace.fits = True
                name = self._estimator_name(tree, func)
                before = f"{self.learned}.fit_transform({name}, "
                self.trace.changes += spots.redirect(tree, self.source, before)
            case "fit_transform":
                self.trace.fits = True
            case "resample":
                self._refuse(tree, given)
        return given.rows()

    def _fit(self, tree: ast.Call, func: ast.Attribute, given: Kind) -> None:
        """Fit once."""
        if self._is_off(given):
            self._freeze(tree, tree.args[0] if tree.args else tree, class_of(func.value))
            return
        name = self._estimator_name(tree, func)
        before = f"{self.learned}.fit({name}, "
        self.trace.changes += spots.redirect(tree, self.source, before)

    def _estimator_name(self, tree: ast.Call, func: ast.Attribute) -> str:
        first = tree.args[0] if tree.args else func.value
        word = func.value.id if isinstance(func.value, ast.Name) else class_of(func.value)
        return self.namer.name(first, word, self.loops)

    def _grouped(self, tree: ast.Call, func: ast.Attribute, base: Kind) -> Kind:
        match func.attr:
            case "transform" if fill := filling(tree):
                self._fill_by_group(tree, func, fill)
                return Kind(level=ROWS, tags=base.tags)
            case "transform":
                name = self.namer.name(func.value, "by_group", self.loops)
                before = f"{self.learned}.group_transform({name}, "
                self.trace.changes += spots.redirect(tree, self.source, before)
                return Kind(level=ROWS, tags=base.tags)
            case attr if rowwise.of_method(attr) == "aggregate":
                self._freeze_call(tree, base, attr)
                return base.learned()
        self._refuse(tree, base)
        return Kind(level=ROWS, tags=base.tags)

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

    # -- learning

    def _freeze_call(self, tree: ast.Call, rows: Kind, word: str) -> None:
        """Learn the value of a call once."""
        if self._is_off(rows) and self.serving is not None:
            self._freeze(tree, tree, word)
            return
        func = tree.func
        operand = func.value if isinstance(func, ast.Attribute) else tree
        if not isinstance(func, ast.Attribute) or self.qualified(func):
            operand = tree.args[0] if tree.args else operand
        name = self.namer.name(operand, word.rpartition(".")[2], self.loops)
        self.trace.changes += spots.pass_on(tree, self.source, f"{self.learned}({name}, ")

    def _freeze(self, tree: ast.expr, operand: ast.expr, word: str) -> None:
        """Learn the value of any expression once."""
        name = self.namer.name(operand, word.rpartition(".")[2] or "fitted", self.loops)
        self.trace.changes.append(Wrap(tree, f"{self.learned}({name}, lambda: ", ")"))

    def _refuse(self, tree: ast.expr, rows: Kind) -> None:
        if not self._is_off(rows):
            self.trace.refusals.append(" ".join(ast.unparse(tree).split())[:80])
