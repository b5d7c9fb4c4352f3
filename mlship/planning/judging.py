"""A body that trains in a loop → the statements in there that only judge what was trained.

A run of statements in one suite is set apart as it stands, and called in its place: so nothing
changes its order, and all that counts is which names go in and out.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from typing import Literal

from mlship.ir.trees import walk
from mlship.knowledge import Knowledge
from mlship.planning.lifetimes import (
    NOTHING,
    in_order,
    loaded,
    needed,
    stored,
    surely_bound,
)
from mlship.planning.metrics import dotted

Part = Literal["", "ask", "judge", "derive", "show", "hand"]

BEGINS: frozenset[Part] = frozenset({"ask", "judge", "hand"})
MOST_GIVEN, MOST_BACK = 5, 5
ASKS = frozenset({"predict", "predict_proba", "predict_log_proba", "decision_function"})
SCORES = frozenset({"score", "evaluate"})
TRAINS = ("fit", "partial_fit", "train", "backward", "step", "learn", "compile", "update")
# What finds variables by their names, or waits for a person.
REFUSED_CALLS = frozenset({"locals", "globals", "vars", "dir", "eval", "exec", "query", "input"})
REFUSED = (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await)
# Calls that only pass a value on, or write it down.
PASSES_ON = frozenset({"metric", "text", "print", "round", "float", "str", "append", "format"})
# What is put together of values; the loop says more of them than the score does.
DISPLAYS = (ast.Tuple, ast.List, ast.Dict)
DRAWS = ("matplotlib", "seaborn", "pylab")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Judgement = statements in a row, names that they are given and give back, metrics.

    `value` is all that is judged of the last one, as in ``scores[k] = accuracy_score(y, pred)``;
    None if the whole of it is. `asked` are the variables that are asked for answers, `folds` says
    that the loop runs through parts of the data.
    """

    statements: tuple[ast.stmt, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    value: ast.expr | None
    metrics: tuple[str, ...]
    asked: tuple[str, ...]
    folds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Place = names known before a suite, names needed after it, in a loop, over folds, tried."""

    known: frozenset[str]
    after: frozenset[str]
    loop: bool = False
    folds: bool = False
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Run = statements of a suite that follow each other, and what is judged of them."""

    statements: tuple[ast.stmt, ...]
    value: ast.expr | None = None

    @property
    def judged(self) -> tuple[ast.AST, ...]:
        """What would be set apart."""
        return (*self.statements[:-1], self.value or self.statements[-1])

    @property
    def calls(self) -> list[ast.Call]:
        """All calls in it."""
        return [call for tree in self.judged for call in walk(tree) if isinstance(call, ast.Call)]

    @property
    def made(self) -> tuple[str, ...]:
        """The names that it binds, in order."""
        return tuple(dict.fromkeys(name for tree in self.judged for name in sorted(stored(tree))))

    @property
    def asked(self) -> tuple[str, ...]:
        """The variables that are asked for answers or scores."""
        called = (call.func for call in self.calls if _name(call) in ASKS | SCORES)
        owners = (each.value for each in called if isinstance(each, ast.Attribute))
        return tuple(dict.fromkeys(each.id for each in owners if isinstance(each, ast.Name)))

    def given(self) -> tuple[str, ...]:
        """The names that it reads from before, what is asked first."""
        bound: set[str] = set()
        found: list[str] = []
        for tree in self.judged:
            found += (name for name in in_order(tree) if name not in bound)
            bound |= stored(tree)
        return tuple(dict.fromkeys([*(n for n in self.asked if n in found), *found]))

    def around(self) -> frozenset[str]:
        """Return the names that stay behind with the last statement."""
        if self.value is None:
            return NOTHING
        inside = {id(each) for each in walk(self.value)}
        names = (n for n in walk(self.statements[-1]) if isinstance(n, ast.Name))
        return frozenset(n.id for n in names if id(n) not in inside)

    def says_more(self) -> bool:
        """Tell whether it is more than one call of a library with what is there."""
        computed = [call for call in self.calls if _name(call) not in PASSES_ON]
        sums = any(isinstance(n, ast.BinOp) for tree in self.judged for n in walk(tree))
        return len(computed) > 1 or sums or len(self.statements) > len(("score", "append"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Knows what calls do: what imports stand for, variables of the body, names not to pass."""

    knowledge: Knowledge
    imports: Mapping[str, str]
    params: str
    report: str
    variables: frozenset[str] = NOTHING
    refused: frozenset[str] = field(default=NOTHING)

    def find(self, suite: Sequence[ast.stmt], place: Place) -> Iterator[Judgement]:
        """Yield what can be set apart: the most of each suite, and of those inside of it."""
        runs = self._runs(suite) if place.loop else ()
        ways = (self._longest(suite, start, run, place) for start, run in runs)
        best = max(filter(None, ways), key=lambda each: len(each.statements), default=None)
        taken = best.statements if best else ()
        if best:
            yield best
        for at, tree in enumerate(suite):
            known = place.known | surely_bound(suite[:at])
            after = needed(suite[at + 1 :]) | place.after
            where = replace(place, known=known, after=after)
            for inner, there in _suites(tree, where) if tree not in taken else ():
                yield from self.find(inner, there)

    def _runs(self, suite: Sequence[ast.stmt]) -> Iterator[tuple[int, Run]]:
        """Yield what judges in a row, and where it starts."""
        start = 0
        while start < len(suite):
            parts = self._parts(suite[start:])
            last = max((k for k, part in enumerate(parts) if part in {"judge", "hand"}), default=-1)
            if last >= 0:
                shown = [*takewhile(lambda part: part == "show", parts[last + 1 :])]
                value = _handed(suite[start + last]) if parts[last] == "hand" else None
                yield start, Run(tuple(suite[start : start + last + 1 + len(shown)]), value)
            start += max(len(parts), 1)

    def _parts(self, suite: Sequence[ast.stmt]) -> list[Part]:
        """Say what each statement is, up to the first that is no part of a judgement."""
        parts: list[Part] = []
        made = NOTHING
        for tree in suite:
            part = self._part(tree, made)
            if not part:
                break
            parts.append(part)
            made |= stored(tree)
            if part == "hand":
                break
        return parts

    def _part(self, tree: ast.stmt, made: frozenset[str]) -> Part:
        """Say what a statement is to a judgement, if all before it has bound `made`."""
        if self._is_refused(tree):
            return ""
        judges = self._judges(tree)
        match tree:
            case ast.Assign(targets=[target]) | ast.AnnAssign(
                target=target, value=ast.expr()
            ) if _is_named(target):
                return "judge" if judges else self._binding(tree, made)
            case ast.Expr(value=ast.Call() as call) if self._shows(call):
                return "judge" if judges else "show"
        value = _handed(tree)
        if value is None:
            return ""
        shows_made = not isinstance(value, DISPLAYS) and not made.isdisjoint(loaded(value))
        return "hand" if judges or shows_made else ""

    def _judges(self, tree: ast.stmt) -> bool:
        return any(self._metric(call) for call in walk(tree) if isinstance(call, ast.Call))

    def _binding(self, tree: ast.Assign | ast.AnnAssign, made: frozenset[str]) -> Part:
        if any(_name(call) in ASKS for call in walk(tree) if isinstance(call, ast.Call)):
            return "ask"
        return "derive" if made & loaded(tree) else ""

    def _is_refused(self, tree: ast.stmt) -> bool:
        """Tell whether a statement trains, or cannot be moved into a function."""
        nodes = walk(tree)
        called = {_name(call) for call in nodes if isinstance(call, ast.Call)}
        return (
            any(isinstance(node, REFUSED) or _has_line_end(node) for node in nodes)
            or bool(called & REFUSED_CALLS)
            or any(name.split("_")[0] in TRAINS for name in called)
            or bool(self.refused & {n.id for n in nodes if isinstance(n, ast.Name)})
        )

    def _metric(self, call: ast.Call) -> str:
        """Return the name of the metric that a call gives, "" if it gives none."""
        called = dotted(call.func)
        if called in {f"{self.report}.metric", f"{self.report}.text"}:
            inner = (node for given in call.args for node in walk(given))
            computed = (node for node in inner if isinstance(node, ast.Call))
            return "score" if any(_name(each) not in PASSES_ON for each in computed) else ""
        root, dot, rest = called.partition(".")
        known = self.knowledge.metric_name(f"{self.imports.get(root, root)}{dot}{rest}")
        if known:
            return known
        return "score" if _name(call) in SCORES and isinstance(call.func, ast.Attribute) else ""

    def _shows(self, call: ast.Call) -> bool:
        """Tell whether a call prints, reports or draws something."""
        root = dotted(call.func).partition(".")[0]
        return root in {"print", self.report} or self.imports.get(root, "").startswith(DRAWS)

    def _longest(
        self, suite: Sequence[ast.stmt], start: int, run: Run, place: Place
    ) -> Judgement | None:
        """Set apart as much of a run as goes, best with the value that it hands on."""
        tries = (
            self._try(suite, start + first, part, place)
            for first in range(len(run.statements))
            for part in _ways(run, first)
        )
        return next(filter(None, tries), None)

    def _try(
        self, suite: Sequence[ast.stmt], start: int, part: Run, place: Place
    ) -> Judgement | None:
        end = start + len(part.statements)
        begins = self._part(part.statements[0], NOTHING)
        if begins not in BEGINS or not _stands_alone(suite, start, end):
            return None
        known = place.known | surely_bound(suite[:start])
        return self._take(part, replace(place, known=known), needed(suite[end:]))

    def _take(self, run: Run, place: Place, rest: frozenset[str]) -> Judgement | None:
        """Say what goes in and out, None if that is too much, or not sure.

        What is tried may stop half-way: then nothing may be asked of it behind the suite.
        """
        given = tuple(name for name in run.given() if name in self.variables)
        live = rest | place.after
        outputs = tuple(name for name in run.made if name in live)
        asks = self.params in run.given()
        is_short = len(given) + asks <= MOST_GIVEN and len(outputs) <= MOST_BACK
        said = tuple(dict.fromkeys(filter(None, map(self._metric, run.calls))))
        if not (said and is_short and run.says_more() and _is_sound(run, place, given, outputs)):
            return None
        return Judgement(
            statements=run.statements, inputs=given, outputs=outputs, value=run.value,
            metrics=said, asked=run.asked, folds=place.folds,
        )  # fmt: skip


def _is_sound(run: Run, place: Place, given: Collection[str], outputs: Collection[str]) -> bool:
    """Tell whether what goes in is surely there, and nothing is missed behind the suite."""
    if not place.known.issuperset(given) or (place.tried and not place.after.isdisjoint(outputs)):
        return False
    return run.value is None or not (outputs or run.around().intersection(run.made))


def _ways(run: Run, first: int) -> Iterator[Run]:
    """Yield a run from a statement on, then without what it hands on."""
    statements = run.statements[first:]
    yield Run(statements, run.value)
    if run.value is not None and len(statements) > 1:
        yield Run(statements[:-1])


def _suites(tree: ast.stmt, place: Place) -> Iterator[tuple[list[ast.stmt], Place]]:
    """Yield the suites of a statement, each with its place."""
    match tree:
        case ast.For(target=target, iter=source, body=body, orelse=orelse):
            folds = any(
                _name(call) == "split" for call in walk(source) if isinstance(call, ast.Call)
            )
            turn = replace(
                place, known=place.known | stored(target), after=place.after | needed([tree]),
                loop=True, folds=folds or place.folds,
            )  # fmt: skip
            yield body, turn
            yield orelse, place
        case ast.While(body=body):
            yield body, replace(place, after=place.after | needed([tree]), loop=True)
        case ast.If(body=body, orelse=orelse):
            yield body, place
            yield orelse, place
        case ast.With(items=items, body=body):
            yield body, replace(place, known=place.known.union(*map(stored, items)))
        case ast.Try(body=body):
            others = NOTHING.union(*map(loaded, [*tree.handlers, *tree.orelse, *tree.finalbody]))
            yield body, replace(place, after=place.after | others, tried=True)


def _handed(tree: ast.stmt) -> ast.expr | None:
    """Return the value that a statement stores in something: ``rows.append(…)``, ``x[k] = …``."""
    match tree:
        case ast.Assign(targets=[ast.Subscript()], value=value):
            return value
        case ast.AugAssign(value=value):
            return value
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(attr="append"), args=[value], keywords=[])
        ) if not isinstance(value, ast.Starred):
            return value
    return None


def _is_named(target: ast.expr) -> bool:
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return all(isinstance(part, ast.Name) for part in parts)


def _stands_alone(suite: Sequence[ast.stmt], first: int, end: int) -> bool:
    """Tell whether no line of these statements holds another one, too."""
    near = suite[max(first - 1, 0) : end + 1]
    return all(one.end_lineno != other.lineno for one, other in pairwise(near))


def _has_line_end(tree: ast.AST) -> bool:
    """Tell whether a text goes over several lines: moved elsewhere, it would be another one."""
    return isinstance(tree, ast.Constant | ast.JoinedStr) and tree.lineno != tree.end_lineno


def _name(call: ast.Call) -> str:
    """Return the last part of what is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
