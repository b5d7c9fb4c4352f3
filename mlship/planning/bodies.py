"""Statements → the text of function bodies: the notebook's own code with what must change."""

import ast
import re
import symtable
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.trees import find, spell, walk
from mlship.planning.constants import kind_of_mixed
from mlship.planning.datafiles import DataFiles, PathUse
from mlship.planning.edits import Change, Replace, rewrite
from mlship.planning.entries import Recorded
from mlship.planning.figures import SHOWS
from mlship.planning.hidden_builtins import find_hiding, spell_out
from mlship.planning.hoisting import Hoisted, call_changes, signature_change
from mlship.planning.naming import phrase
from mlship.planning.showing import enter, show
from mlship.planning.spelling import respell
from mlship.planning.titles import figure_title
from mlship.planning.tunables import Tunables


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """All that is needed to write out a statement of the notebook."""

    flow: Dataflow
    hoisted: Hoisted
    tunables: Tunables
    data: DataFiles
    given: Mapping[str, str]
    recorded: Mapping[int, tuple[Recorded, ...]]
    figures: Mapping[int, int]
    titles: Mapping[int, str]
    params: str
    report: str
    bound: frozenset[str]
    learned: str = "learned"
    insertions: Mapping[int, Sequence[Change]] = field(default_factory=dict)
    guarded: frozenset[int] = frozenset()
    guarded_looks: frozenset[int] = frozenset()
    served: frozenset[int] = frozenset()
    silent: frozenset[str] = frozenset()

    def parameter(self, section: str, name: str) -> str:
        """Return the expression that reads a parameter."""
        return ".".join(filter(None, (self.params, section, name)))

    def constants(self) -> dict[str, str]:
        """Return folded constants, and arguments for paths, with what stands for them."""
        folded = {n: self.parameter(*where) for n, where in self.tunables.constants.items()}
        paths = {n: f"str({self.parameter('data', name)})" for n, name in self.given.items()}
        return folded | paths

    def statement(
        self, index: int, local: frozenset[str] = frozenset(), hiding: frozenset[str] = frozenset()
    ) -> str:
        """Write one statement with the comments above it, in a function that has local names.

        `hiding` are those of builtins among them.
        """
        node = self.flow.nodes[index]
        spelled = spell_out(self.flow, node, hiding)
        changes = [*self._changes(node), *_nonlocal(node.statement.node, local), *spelled]
        text = rewrite(node.statement.source, node.statement.node, changes)
        return "\n".join([*node.statement.comments, *self._folders(index), text])

    def _changes(self, node: Node) -> list[Change]:
        index, tree = node.statement.index, node.statement.node
        constants = self.constants()
        shown = self._shown(node)
        paths = [self._path(use) for use in self.data.uses if use.index == index]
        covered = {id(n) for change in paths for n in walk(change.node)}
        changes = [
            *call_changes(tree, self.hoisted, {**constants, **self._apart(index)}),
            *(
                Replace(s.node, self.parameter(s.section, s.name))
                for s in self.tunables.spots
                if s.index == index
            ),
            *_reads(tree, constants),
            *respell(tree, self.flow.imports, self.bound),
            *shown,
            *self.insertions.get(index, ()),
        ]
        return [*paths, *(c for c in changes if id(c.node) not in covered)]

    def _apart(self, index: int) -> dict[str, str]:
        """Let a call on rows that are not served learn for itself."""
        if not self.hoisted.learning or index in self.served:
            return {}
        return {self.learned: f"{self.learned}.apart()"}

    def _shown(self, node: Node) -> Iterable[Change]:
        """Turn what a statement shows, or a definition when it is called, into entries."""
        tree, recorded = node.statement.node, self.recorded.get(node.statement.index, ())
        if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            calls = self._named_calls(tree)
            return enter(calls, recorded, self.report, tree.name.replace("_", " "))
        title = self.titles.get(node.statement.index, "figure")
        return show(node, recorded, self.report, title, self.silent)

    def _named_calls(self, tree: ast.AST) -> list[tuple[str, ast.Call]]:
        return [(_dotted(call.func, self.flow.imports), call) for call in find(tree, ast.Call)]

    def _path(self, use: PathUse) -> Change:
        return Replace(use.node, use.form.replace("{}", self.parameter("data", use.parameter)))

    def _folders(self, index: int) -> Iterable[str]:
        """Make the folder of a file before it is written."""
        for use in self.data.uses:
            if use.index == index and use.written:
                path = self.parameter("data", use.parameter)
                yield f"{path}.parent.mkdir(parents=True, exist_ok=True)"

    def body(self, indexes: Sequence[int], calls: Mapping[int, str]) -> str:
        """Write statements one after the other, with figures saved where their cell ends.

        `calls` replaces runs of looks by the call that stands for them (first index → text; the
        others → "").
        """
        lines: list[tuple[bool, str]] = []
        local = frozenset(_local(self.flow, indexes))
        hiding = find_hiding(self.flow, [index for index in indexes if index not in calls])
        for position, index in enumerate(indexes):
            guarded = index in self.guarded
            if index in calls:
                text = calls[index]
                lines += [(index in self.guarded_looks, text)] if text else []
                continue
            lines.append((guarded, self.statement(index, local, hiding)))
            if self._ends_figure(indexes, position):
                lines.append((guarded, f'{self.report}.figure("{self.titles[index]}")'))
        return "\n".join(self._guard(lines))

    def _guard(self, lines: Iterable[tuple[bool, str]]) -> Iterable[str]:
        """Set in, under a condition, what only training does."""
        for guarded, run in groupby(lines, key=lambda line: line[0]):
            texts = [text for _, text in run]
            if guarded:
                yield f"if {self.learned}.fitting:"
                texts = [textwrap.indent(text, "    ") for text in texts]
            yield from texts

    def _ends_figure(self, indexes: Sequence[int], position: int) -> bool:
        """Tell whether the notebook shows a figure after this statement, as its cell ends."""
        index = indexes[position]
        if index not in self.figures or any(c.name in SHOWS for c in self.flow.nodes[index].calls):
            return False
        later = {self.figures.get(i) for i in indexes[position + 1 :]}
        return self.figures[index] not in later

    def constant(self, index: int) -> str:
        """Write a value that the notebook's own functions and classes read."""
        statement = self.flow.nodes[index].statement
        kind = kind_of_mixed(statement.node)
        source = (
            re.sub(r"^(\w+) *=", rf"\1: {kind} =", statement.source) if kind else statement.source
        )
        return "\n".join([*statement.comments, source])

    def definition(self, name: str) -> str:
        """Write one of the notebook's own functions or classes."""
        function = self.hoisted.functions[name]
        statement = self.flow.nodes[function.index].statement
        calls = self._named_calls(statement.node)
        recorded = self.recorded.get(function.index, ())
        changes: list[Change] = [
            *call_changes(statement.node, self.hoisted, {}),
            *signature_change(
                statement.node, self.hoisted.arguments.get(name, ()), statement.source
            ),
            *(self._path(use) for use in self.data.uses if use.index == function.index),
            *respell(statement.node, self.flow.imports, self.bound),
            *enter(calls, recorded, self.report, name.replace("_", " ")),
            *self.insertions.get(function.index, ()),
        ]
        text = rewrite(statement.source, statement.node, changes)
        return "\n".join([*statement.comments, text])


def _local(flow: Dataflow, indexes: Collection[int]) -> Iterator[str]:
    """Yield the names that statements bind themselves, or need from before where one is bound."""
    known: set[str] = set()
    nodes = [flow.nodes[index] for index in indexes]
    if not any(find(node.statement.node, ast.Global) for node in nodes):
        return  # nobody asks for them
    before = flow.nodes[: min(indexes)]
    given = {n for node in before for n in node.writes if _is_bound(node, n)}
    for node in nodes:
        yield from (node.reads - known) & given
        yield from (name for name in node.writes if _is_bound(node, name))
        known |= node.writes


def _is_bound(node: Node, name: str) -> bool:
    """Tell what a statement binds itself from what the functions that it calls do."""
    table = symtable.symtable(node.statement.source, "cell", "exec")
    return name in table.get_identifiers() and table.lookup(name).is_assigned()


def _nonlocal(tree: ast.stmt, local: frozenset[str]) -> Iterable[Change]:
    """Say where the globals of a function are, once what was global is local to another one."""
    for node in find(tree, ast.Global):
        near = [name for name in node.names if name in local]
        far = [name for name in node.names if name not in local]
        words = (("nonlocal", near), ("global", far))
        yield Replace(node, "; ".join(f"{word} {', '.join(n)}" for word, n in words if n))


def _dotted(node: ast.expr, imports: Mapping[str, str]) -> str:
    """Return the qualified name of a called expression, as far as imports tell."""
    text = spell(node) if isinstance(node, ast.Name | ast.Attribute) else ""
    root, dot, rest = text.partition(".")
    return f"{imports.get(root, root)}{dot}{rest}"


def _reads(tree: ast.AST, constants: Mapping[str, str]) -> Iterable[Change]:
    """Read folded constants from the parameters."""
    for node in find(tree, ast.Name):
        if isinstance(node.ctx, ast.Load) and node.id in constants:
            yield Replace(node, constants[node.id])


def name_figures(
    flow: Dataflow,
    figures: Mapping[int, int],
    headings: Mapping[int, str],
    *,
    english: bool = False,
) -> dict[int, str]:
    """Give the figure of each drawing statement its title, an `english` one if asked for."""
    members: dict[int, list[int]] = {}
    for index, first in figures.items():
        members.setdefault(first, []).append(index)
    titles = {
        first: figure_title(
            [call for index in indexes for call in flow.nodes[index].calls],
            phrase(headings.get(flow.nodes[first].statement.cell, "")) or "figure",
            english=english,
        )
        for first, indexes in members.items()
    }
    return {index: titles[first] for index, first in figures.items()}
