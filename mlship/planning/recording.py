"""Dataflow → the expressions that the report records: metrics and reports that are shown."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mlship.ir.dataflow import Dataflow, Node
from mlship.knowledge import Knowledge
from mlship.planning.belonging import Belonging
from mlship.planning.entries import (
    Recorded,
    distinct,
    make_recorded,
    own_calls,
    rebound_models,
    renamed,
    told_apart,
    value_children,
)
from mlship.planning.labels import label_arguments, label_loop, settle
from mlship.planning.measuring import FINDS, MetricNames
from mlship.planning.metrics import (
    NAMED,
    Known,
    Metric,
    Owner,
    bound_names,
    dotted,
    is_form,
    is_model,
    is_text,
    named_after,
)
from mlship.planning.naming import short_model
from mlship.planning.pipelines import find_last_steps

PRINTS = frozenset({"print", "pprint", "display"})
GROWING = frozenset({"append", "extend", "update", "insert", "add", "setdefault"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Place = where the walk is: statement, in a loop or function, on every path."""

    index: int
    repeated: bool = False
    sure: bool = True


def find_recorded(flow: Dataflow, knowledge: Knowledge) -> Mapping[int, tuple[Recorded, ...]]:
    """Return what each statement records."""
    walk = _Walk(flow, knowledge)
    for node in flow.nodes:
        walk.top_level(node)
    return walk.results()


class _Walk:
    """Goes through the program in order, and remembers what variables hold."""

    def __init__(self, flow: Dataflow, knowledge: Knowledge) -> None:
        self._names = MetricNames(flow, knowledge)
        self._knowledge = knowledge
        self._rebound = rebound_models(flow, knowledge)
        self._last_steps = find_last_steps(flow)
        self._known = Known()
        self._found: dict[int, list[Recorded]] = {}
        self._waiting: dict[int, tuple[int, Recorded]] = {}
        self._returned: list[ast.expr] = []
        self._belonging = Belonging(flow, knowledge, self._names)
        self._own = {function.name: function for function in flow.functions}
        self._definitions: dict[str, tuple[ast.FunctionDef | ast.AsyncFunctionDef, Place]] = {}
        # Variable → the text that it holds, made where, with what was known then.
        self._texts: dict[str, tuple[ast.expr, Place, Known]] = {}

    def results(self) -> Mapping[int, tuple[Recorded, ...]]:
        """Return what was found; a metric that nothing shows is recorded where it is computed."""
        for index, recorded in self._waiting.values():
            self._found.setdefault(index, []).append(recorded)
        return told_apart({index: distinct(found) for index, found in self._found.items()})

    def top_level(self, node: Node) -> None:
        """Take in one statement of the program."""
        tree, place = node.statement.node, Place(index=node.statement.index)
        if isinstance(tree, ast.Expr) and node.statement.shown:
            self._show(tree.value, place)
        if not isinstance(tree, ast.Assign | ast.AnnAssign):
            self._learn_models(node)
        self._statement(tree, place)
        self._learn_models(node)

    def _learn_models(self, node: Node) -> None:
        lasts = self._last_steps.get(node.statement.index, {})
        found = {
            name: Owner(label=short_model(lasts.get(name, kind)) if name in self._rebound else name)
            for name, kind in node.types.items()
            if name in node.defines | node.may_define and is_model(self._knowledge, kind)
        }
        if found:
            self._known = replace(self._known, owners={**self._known.owners, **found})

    # Statements

    def _block(self, body: Sequence[ast.stmt], place: Place) -> None:
        for statement in body:
            self._statement(statement, place)

    def _statement(self, tree: ast.stmt, place: Place) -> None:
        match tree:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(tree, place)
            case ast.ClassDef(body=body):
                self._block(body, replace(place, repeated=True, sure=False))
            case ast.For() | ast.AsyncFor():
                self._loop(tree, place)
            case ast.Assign(targets=targets, value=value):
                self._header(tree, place)
                self._assign(targets, value, place)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._header(tree, place)
                self._assign([target], value, place)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                self._header(tree, place)
                self._add(name, self._names.measure(value, self._known))
            case ast.Return(value=ast.expr() as value):
                self._header(tree, place)
                self._returned.append(value)
            case _:
                self._header(tree, place)
                self._inner(tree, place)

    def _inner(self, tree: ast.stmt, place: Place) -> None:
        """Walk the blocks of a compound statement."""
        if not (hasattr(tree, "body") or hasattr(tree, "cases")):
            return
        repeated = place.repeated or isinstance(tree, ast.While)
        sure = place.sure and isinstance(tree, ast.With)
        inside = replace(place, repeated=repeated, sure=sure)
        for name in ("body", "orelse", "finalbody"):
            self._block(getattr(tree, name, []), inside)
        for handler in [*getattr(tree, "handlers", []), *getattr(tree, "cases", [])]:
            self._block(handler.body, inside)

    def _header(self, tree: ast.stmt, place: Place) -> None:
        """Look at the expressions of one statement, those of its blocks apart."""
        for call in own_calls(tree):
            name = self._names.called(call)
            if name.rsplit(".", 1)[-1] in PRINTS:
                for argument in call.args:
                    self._show(argument, place)
            elif isinstance(call.func, ast.Attribute) and call.func.attr in GROWING:
                self._grow(call, call.func)
            elif dotted(call.func) in self._definitions:
                self._pass_on(call)
        if isinstance(tree, ast.Expr) and not place.repeated and place.sure:
            self._wait_inside(tree.value, place)

    def _grow(self, call: ast.Call, func: ast.Attribute) -> None:
        root = func.value
        while isinstance(root, ast.Subscript | ast.Attribute):
            root = root.value
        found = (self._names.measure(a, self._known) for a in call.args)
        if isinstance(root, ast.Name):
            self._add(root.id, next(filter(None, found), None))

    def _add(self, name: str, metric: Metric | None) -> None:
        """Remember that a variable holds metrics among others."""
        if metric:
            known = self._known.metrics.get(name) or Metric(name=name, several=True)
            grown = replace(known, origins=known.origins | metric.origins)
            self._known = replace(self._known, metrics={**self._known.metrics, name: grown})

    def _assign(self, targets: Sequence[ast.expr], value: ast.expr, place: Place) -> None:
        metrics = self._values(targets, value)
        owner = self._owned(value)
        self._remember_text(targets, value, place)
        self._known = self._known.forget(n for t in targets for n in bound_names(t))
        for target in targets:
            names = bound_names(target)
            if isinstance(target, ast.Subscript | ast.Attribute):
                root = dotted(target.value).split(".")[0]
                self._add(root, self._names.measure(value, self._known))
            for name, metric in zip(names, metrics, strict=False):
                whole = value if isinstance(target, ast.Name) else None
                self._bind(name, metric, owner, whole, place)

    def _remember_text(self, targets: Sequence[ast.expr], value: ast.expr, place: Place) -> None:
        """Remember what a text is made of: what it tells is shown where the variable is."""
        for name in (name for target in targets for name in bound_names(target)):
            self._texts.pop(name, None)
            if is_text(value) and isinstance(targets[0], ast.Name):
                self._texts[name] = (value, place, self._known)

    def _owned(self, value: ast.expr) -> Owner | None:
        """Say whose a value is: what a model predicts is its own, what it transforms is not."""
        match value:
            case ast.Call(func=ast.Attribute(attr="transform" | "fit_transform")):
                return None
        return self._names.mentioned(value, self._known)

    def _values(self, targets: Sequence[ast.expr], value: ast.expr) -> list[Metric | None]:
        """Return the metric of each name that an assignment binds."""
        names = bound_names(targets[0]) if len(targets) == 1 else ["", *targets[1:]]
        if isinstance(targets[0], ast.Tuple | ast.List):
            return self._each_of(names, value)
        return [self._names.measure(value, self._known)] * len(names)

    def _each_of(self, names: Sequence[object], value: ast.expr) -> list[Metric | None]:
        """Return the metrics that are bound at once: ``loss, accuracy = model.evaluate(…)``."""
        if isinstance(value, ast.Tuple | ast.List):
            return [self._names.measure(v, self._known) for v in value.elts]
        if isinstance(value, ast.Call):
            given = self._known.functions.get(dotted(value.func), ())
            if len(given) == len(names):
                owner = self._names.owner(value, self._known)
                return [replace(m, owner=owner) if m else None for m in given]
        found = self._names.measure(value, self._known)
        return [replace(found, name=str(name)) if found else None for name in names]

    def _bind(
        self,
        name: str,
        metric: Metric | None,
        owner: Owner | None,
        value: ast.expr | None,
        place: Place,
    ) -> None:
        """Remember what a variable holds; `value` is all that it was given, None if a part."""
        if metric and value:
            metric = renamed(metric, name, value, once=not place.repeated)
            metric = self._wait(metric, value, place)
        if metric is None and self._is_computed(value):
            metric = named_after(name)
        if metric:
            self._known = replace(self._known, metrics={**self._known.metrics, name: metric})
        elif owner := self._belonging.owner_of(name, value, owner):
            self._known = replace(self._known, owners={**self._known.owners, name: owner})

    def _is_computed(self, value: ast.expr | None) -> bool:
        """Tell whether a value is arithmetic: what its variable is called says what it is."""
        if isinstance(value, ast.Call):
            return is_form(self._names.called(value)) and bool(value.args)
        return isinstance(value, ast.BinOp) and not is_text(value)

    def _wait(self, metric: Metric, value: ast.expr, place: Place) -> Metric:
        """Record a metric where it is computed, unless something shows it later."""
        if place.repeated or not isinstance(value, ast.Call | ast.BinOp | ast.Attribute):
            return metric
        if not metric.origins:
            recorded = make_recorded(value, metric, sure=place.sure)
            self._waiting[id(value)] = (place.index, recorded)
        return replace(metric, origins=metric.origins | {id(value)})

    def _wait_inside(self, value: ast.expr, place: Place) -> None:
        """Record the metrics among the arguments of a call: ``heatmap(confusion_matrix(…))``."""
        for node, metric in self._outermost(value):
            if not metric.origins and not isinstance(node, ast.Name):
                self._waiting[id(node)] = (
                    place.index,
                    make_recorded(node, metric, sure=place.sure),
                )

    # Loops and functions

    def _loop(self, tree: ast.For | ast.AsyncFor, place: Place) -> None:
        self._header(tree, place)
        self._known = self._names.looped(tree.target, tree.iter, self._known)
        self._known = label_loop(tree, self._known)
        inside = replace(place, repeated=True, sure=False)
        with self._belonging.inside(tree):
            self._block(tree.body, inside)
        self._known = settle(self._known)
        self._block(tree.orelse, inside)

    def _pass_on(self, call: ast.Call) -> None:
        """Walk a function of the notebook again that is given metrics."""
        tree, place = self._definitions[dotted(call.func)]
        names = [argument.arg for argument in (*tree.args.posonlyargs, *tree.args.args)]
        given = [*zip(names, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]
        metrics = {
            name: Metric(name=found.name)
            for name, value in given
            if name and (found := self._names.measure(value, self._known))
        }
        if metrics:
            del self._definitions[tree.name]  # once, also where it calls itself
            self._function(tree, place, metrics)

    def _function(
        self,
        tree: ast.FunctionDef | ast.AsyncFunctionDef,
        place: Place,
        metrics: Mapping[str, Metric] | None = None,
    ) -> None:
        """Walk a function's body, whose arguments may be metrics."""
        if metrics is None:
            self._definitions[tree.name] = (tree, place)
        outside, returned = self._known, self._returned
        inside = label_arguments(tree, outside)
        self._known = replace(inside, metrics={**inside.metrics, **(metrics or {})})
        self._returned = []
        self._block(tree.body, replace(place, repeated=True, sure=False))
        given = self._given(tree.name)
        functions = {**outside.functions, **({tree.name: given} if any(given) else {})}
        grown = self._grown_outside(tree.name)
        self._known = replace(outside, functions=functions, metrics={**outside.metrics, **grown})
        self._returned = returned

    def _grown_outside(self, name: str) -> dict[str, Metric]:
        """Return the collections of the notebook that a function of its own puts metrics into."""
        own = self._own.get(name)
        changed = own.writes_globals if own else frozenset()
        return {n: m for n, m in self._known.metrics.items() if n in changed and m.several}

    def _given(self, name: str) -> tuple[Metric | None, ...]:
        """Return the metrics that a function gives back."""
        for value in reversed(self._returned):
            parts = value.elts if isinstance(value, ast.Tuple) else [value]
            given = tuple(self._bare(part) for part in parts)
            if len(given) == 1:
                given = (self._named_result(given[0], value, name),)
            if any(given):
                return given
        return ()

    def _named_result(self, given: Metric | None, value: ast.expr, name: str) -> Metric | None:
        """Call what a function gives back alone as the function is, where that says more."""
        if given is None:
            return named_after(name) if self._is_computed(value) else None
        return replace(given, name=name) if NAMED.search(name) else given

    def _bare(self, value: ast.expr) -> Metric | None:
        found = self._names.measure(value, self._known)
        return Metric(name=found.name, several=found.several) if found else None

    # What is shown

    def _show(self, value: ast.expr, place: Place) -> None:
        if isinstance(value, ast.Name) and value.id in self._texts:
            known = self._known
            text, made, self._known = self._texts.pop(value.id)
            self._show(text, made)
            self._known = known
            return
        for node, metric in self._outermost(value):
            for origin in metric.origins:
                self._waiting.pop(origin, None)
            self._note(make_recorded(node, metric, sure=place.sure), place)
        if isinstance(value, ast.Call) and (title := self._names.text_report(value, self._known)):
            self._note(Recorded(node=value, name=title, kind="text"), place)

    def _note(self, recorded: Recorded, place: Place) -> None:
        self._found.setdefault(place.index, []).append(recorded)

    def _outermost(
        self, node: ast.expr, *, drawn: bool = False
    ) -> Iterable[tuple[ast.expr, Metric]]:
        """Find the metrics in an expression, in the texts that it builds, in its arguments.

        Variables that are only `drawn` are recorded where they are computed.
        """
        is_split = isinstance(node, ast.Tuple | ast.Starred) or is_text(node)
        metric = None if is_split else self._names.measure(node, self._known)
        if metric and not (drawn and isinstance(node, ast.Name)):
            yield node, metric
        elif not isinstance(node, ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.DictComp):
            drawn = drawn or (isinstance(node, ast.Call) and self._draws(node))
            for child in value_children(node):
                yield from self._outermost(child, drawn=drawn)

    def _draws(self, node: ast.Call) -> bool:
        """Tell whether a call shows no numbers: it draws, or says where they stand.

        One of a function of the notebook is looked into by itself.
        """
        is_growing = isinstance(node.func, ast.Attribute) and node.func.attr in GROWING
        finds = FINDS.match(self._names.called(node).rsplit(".", 1)[-1])
        if is_growing or finds or dotted(node.func) in self._own:
            return True
        fact = self._knowledge.fact(self._names.called(node))
        return fact is not None and (fact.role == "plot" or fact.draws_figure)
