"""Expressions that learn from rows → edits of the trace, by which serving looks the value up."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mlship.ir.trees import unparse
from mlship.planning.edits import Change, Replace, Wrap, span
from mlship.planning.inference import spots
from mlship.planning.inference.callforms import class_of
from mlship.planning.inference.entering import Entered, Own
from mlship.planning.inference.kinds import Kind, is_on
from mlship.planning.inference.traces import Lesson, Trace

MOST_SHOWN = 80  # characters of an expression in a reason


@dataclass(slots=True, kw_only=True)
class Freezer(ABC):
    """Freezes what is learned in the statement that is looked at.

    `env` holds the kinds of all names, `loops` the variables of the loops around, `tables` how
    many of these go over tables, `loads` the calls that read one, `serving` the rows that will be
    served (None: not known yet); `own` are functions of the notebook that can be followed,
    `crossing` others in which rows depend on their neighbours.
    """

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
    tables: int = 0
    own: Mapping[str, Own] = field(default_factory=dict)
    crossing: frozenset[str] = frozenset()
    entered: Entered = field(default_factory=Entered)
    enter: Callable[[str, Mapping[str, Kind]], Kind | None] = field(default=lambda *_: None)
    returned: list[Kind] = field(default_factory=list)

    @abstractmethod
    def kind(self, tree: ast.expr | None) -> Kind:
        """Return the kind of an expression's value."""

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

    def is_off(self, kind: Kind) -> bool:
        """Tell whether these are rows that are never served."""
        known = self.serving is not None and kind.is_rows
        return known and not is_on(kind.tags, self.serving or frozenset())

    def _freeze_call(self, tree: ast.Call, rows: Kind, word: str) -> None:
        """Learn the value of a call once."""
        if self.is_off(rows) and self.serving is not None:
            self._freeze(tree, tree, word)
            return
        self._note(tree, rows)
        func = tree.func
        operand = func.value if isinstance(func, ast.Attribute) else tree
        if not isinstance(func, ast.Attribute) or self.qualified(func):
            operand = tree.args[0] if tree.args else operand
        name = self.namer.name_once(tree, operand, word.rpartition(".")[2], self.loops)
        self.trace.changes += spots.pass_on(tree, self.source, f"{self.learned}({name}, ")

    def _freeze(self, tree: ast.expr, operand: ast.expr, word: str) -> None:
        """Learn the value of any expression once."""
        said = word.rpartition(".")[2] or "fitted"
        name = self.namer.name_once(tree, operand, said, self.loops)
        self.trace.changes.append(Wrap(tree, f"{self.learned}({name}, lambda: ", ")"))

    def _special(self, tree: ast.Call, rows: Kind, method: str, word: str) -> None:
        if self.is_off(rows):
            return
        self._note(tree, rows)
        first = tree.args[0] if tree.args else tree
        name = self.namer.name(first, word, self.loops)
        before = f"{self.learned}.{method}({name}, "
        self.trace.changes += spots.replace_function(tree, self.source, before)

    def _columns(self, tree: ast.Call, func: ast.Attribute, base: Kind) -> None:
        """Choose the columns that were chosen in training."""
        if self.is_off(base):
            return
        name = self.namer.name(func.value, f"{func.attr}_columns", self.loops)
        before = f"{ast.unparse(func.value)}[{self.learned}({name}, lambda: list("
        self.trace.changes.append(Wrap(tree, before, ".columns))]"))

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

    def _cut(self, tree: ast.expr, holder: ast.expr, text: str) -> Change:
        start, end = span(self.source, holder)[1], span(self.source, tree)[1]
        return Replace(spots.stand_in(self.source, start, end), text)

    def _cut_end(self, tree: ast.Call, text: str) -> Change:
        """Put text in the place of a call's closing bracket."""
        end = span(self.source, tree)[1]
        return Replace(spots.stand_in(self.source, end - 1, end), text)

    def _estimator_name(self, tree: ast.Call, func: ast.Attribute) -> str:
        first = tree.args[0] if tree.args else func.value
        word = func.value.id if isinstance(func.value, ast.Name) else class_of(func.value)
        return self.namer.name(first, word, self.loops)

    def _note(self, tree: ast.expr, rows: Kind) -> None:
        """Note what learns from rows."""
        lesson = Lesson(_short(tree), rows.tags, bool(self.tables))
        if lesson not in self.trace.lessons:
            self.trace.lessons.append(lesson)

    def _refuse(self, tree: ast.expr, rows: Kind) -> None:
        if not self.is_off(rows):
            self.trace.refusals.append(_short(tree))


def _short(tree: ast.expr) -> str:
    return " ".join(unparse(tree).split())[:MOST_SHOWN]
