"""Dataflow, facts and data files → Subject: what rules look at, worked out once for all of them."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.ir.plan import DataFile
from mlship.ir.trees import walk
from mlship.knowledge import Knowledge
from mlship.rules.fitting import Fit, find_fits
from mlship.rules.parts import Parts, follow_parts

Tree = TypeVar("Tree", bound=ast.AST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Subject = the flow, what is known of libraries, data files, parts of the data, fits.

    `parts` tells for an expression whether it holds training or test rows; `fits` are the calls
    that learn from data, in document order; `trees` are all syntax nodes by their type.
    """

    flow: Dataflow
    knowledge: Knowledge
    parts: Parts
    fits: tuple[Fit, ...]
    trees: Mapping[type[ast.AST], Sequence[tuple[Node, ast.AST]]]
    data: Sequence[DataFile] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The statements with their flow, in document order."""
        return self.flow.nodes

    def calls(self) -> Iterator[tuple[Node, Call]]:
        """Yield every call with the statement that makes it."""
        return ((node, call) for node in self.nodes for call in node.calls)

    def canonical(self, call: Call) -> str:
        """Give the name under which a call's target is known."""
        return self.knowledge.canonical(call.name)

    def find_all(self, kind: type[Tree]) -> Iterator[tuple[Node, Tree]]:
        """Yield every syntax node of a type, with the statement that it stands in."""
        for node, tree in self.trees.get(kind, ()):
            if isinstance(tree, kind):
                yield node, tree


def make_subject(flow: Dataflow, knowledge: Knowledge, data: Sequence[DataFile]) -> Subject:
    """Work out what several rules need."""
    return Subject(
        flow=flow,
        knowledge=knowledge,
        parts=follow_parts(flow, knowledge),
        fits=tuple(find_fits(flow, knowledge)),
        trees=_group_trees(flow),
        data=data,
    )


def _group_trees(flow: Dataflow) -> Mapping[type[ast.AST], Sequence[tuple[Node, ast.AST]]]:
    """Walk every statement once for all rules."""
    groups: dict[type[ast.AST], list[tuple[Node, ast.AST]]] = {}
    for node in flow.nodes:
        for tree in walk(node.statement.node):
            groups.setdefault(type(tree), []).append((node, tree))
    return groups
