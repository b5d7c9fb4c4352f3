"""A program in which calls of the notebook's own functions have become what these do.

    Unfolded  = Program, Place* (one a statement)
    Unfolding = Dataflow of such a program, Place*
    Place     = statement of the notebook, definition, where each token stands in its text

Serving follows it where the notebook reads, splits or trains inside of functions; the pipeline
keeps these as they are.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mlship.ir.dataflow import Dataflow
from mlship.ir.program import Program

Position = tuple[int, int]  # line from 1, character from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Place = where a statement of an unfolded program comes from.

    Attributes:
        outer: the notebook's statement that it is, or is a part of.
        text: the statement whose text it is made of: a definition for what stands in a function.
        positions: where its tokens start and end → where they do in that text.
        names: names that are others here → what they are there.
        inner: it stands in a function.
    """

    outer: int
    text: int
    positions: Mapping[Position, Position] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    inner: bool = False

    @property
    def is_given_back(self) -> bool:
        """Tell whether it binds what a function gives back: no line of the function does."""
        return self.inner and (1, 0) not in (self.positions or {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolded:
    """Unfolded = program, place of each statement."""

    program: Program
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolding:
    """Unfolding = dataflow of an unfolded program, the notebook's, place of each statement."""

    flow: Dataflow
    notebook: Dataflow
    places: tuple[Place, ...]

    def indexes_of(self, outer: Collection[int]) -> tuple[int, ...]:
        """Return the statements that some of the notebook's have become."""
        return tuple(index for index, place in enumerate(self.places) if place.outer in outer)

    @property
    def texts(self) -> frozenset[int]:
        """The definitions of the functions that are unfolded."""
        return frozenset(place.text for place in self.places if place.inner)
