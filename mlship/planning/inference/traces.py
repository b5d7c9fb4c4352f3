"""What is found in one statement: edits for training and serving, sources, splits, refusals."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mlship.planning.edits import Change
from mlship.planning.inference.kinds import Kind


class Lesson(NamedTuple):
    """Lesson = what learns, of which rows, whether it learns from each table of a loop apart."""

    text: str
    tags: frozenset[str]
    apart: bool


@dataclass(slots=True, kw_only=True)
class Trace:
    """Trace = what is found in one statement.

    Attributes:
        changes: edits for training and serving alike.
        strips: edits for serving alone, which keep every row.
        guards: edits of stages that leave inner statements, the asides, to training.
        refusals: what in it needs other rows.
        doubts: inner statements of an own function that need other rows, what in each does.
        draws: what in it is drawn at random, "" if nothing is.
        sources: calls that load rows.
        tags: of all rows that it reads.
        lessons: what learns from rows.
        splits: target → the expression that it is a part of.
        displays: lists of tables, each with the rows that its elements are of.
        before: kinds of the names before it.
    """

    changes: list[Change] = field(default_factory=list)
    strips: list[Change] = field(default_factory=list)
    guards: list[Change] = field(default_factory=list)
    asides: list[ast.stmt] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    doubts: list[tuple[ast.stmt, list[str]]] = field(default_factory=list)
    draws: str = ""
    sources: list[ast.Call] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    lessons: list[Lesson] = field(default_factory=list)
    splits: dict[str, ast.expr] = field(default_factory=dict)
    displays: list[tuple[ast.expr, tuple[tuple[ast.expr, Kind], ...]]] = field(default_factory=list)
    before: Mapping[str, Kind] = field(default_factory=dict)
    fits: bool = False
    resamples: bool = False
