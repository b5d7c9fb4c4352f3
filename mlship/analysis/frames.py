"""Frame: the surroundings in which one body is walked — the module's, a function's."""

from dataclasses import dataclass, field
from typing import NamedTuple

from mlship.analysis.effects import Effects, Signature
from mlship.analysis.heap import NONE, Regions, Value, merge
from mlship.analysis.scopes import Scope, is_local, scope_number
from mlship.analysis.state import State


@dataclass(frozen=True, slots=True)
class Loop:
    """Loop = the state it starts from, those left by ``break`` and by ``continue``."""

    head: State
    breaks: list[State] = field(default_factory=list)
    continues: list[State] = field(default_factory=list)


class Session:
    """Session = functions being run with whatever arguments, and all that they gave back."""

    __slots__ = ("_told", "arguments", "functions", "results", "rounds")

    def __init__(self, functions: Regions, arguments: Regions) -> None:
        self.functions, self.arguments = functions, arguments
        self.results: Regions = NONE
        self.rounds = 0
        self._told: tuple[Regions, Regions, Regions] | None = None

    def add(self, functions: Regions, arguments: Regions) -> None:
        """Run more functions, or with more arguments."""
        self.functions |= functions
        self.arguments |= arguments

    def is_growing(self) -> bool:
        """Say whether anything was added since it was asked last."""
        self.rounds += 1
        now = (self.functions, self.arguments, self.results)
        before, self._told = self._told, now
        return now != before


class Told(NamedTuple):
    """Told = what running functions gave back, as long as what they read stays the same."""

    edges: int
    read: dict[str, Value | None]
    results: Regions


@dataclass(slots=True)
class Frame:
    """Frame = scope, state, effects so far, and what the body returned.

    `ever` keeps all that a captured variable was bound to; `watchers` are told of each binding
    (an exception may leave a try body after any of them).
    """

    scope: Scope
    bottom: State
    state: State
    number: int
    is_module: bool = False
    is_inline: bool = False
    effects: Effects = field(default_factory=Effects)
    scopes: set[int] = field(default_factory=set)
    ever: dict[str, Value] = field(default_factory=dict)
    watchers: list[dict[str, Value]] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    exits: list[State] = field(default_factory=list)
    results: list[Value] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    tokens: dict[int, tuple[str, str, bool]] = field(default_factory=dict)
    assumed: dict[str, Signature | None] = field(default_factory=dict)
    functions: list[int] = field(default_factory=list)
    instance: Value = field(default_factory=Value)
    session: Session | None = None
    told: dict[tuple[Regions, Regions], Told] = field(default_factory=dict)
    stores: dict[int, int] = field(default_factory=dict)
    vague: set[int] = field(default_factory=set)
    passed: set[int] = field(default_factory=set)

    def owns(self, key: str) -> bool:
        """Say whether a variable lives in this frame."""
        if is_local(key):
            return scope_number(key) in self.scopes
        return self.is_module

    def watch(self, key: str, value: Value) -> None:
        """Tell everybody who wants to know that a variable was bound."""
        for watcher in self.watchers:
            watcher[key] = merge(watcher.get(key), value)
        if not self.is_module:
            self.ever[key] = merge(self.ever.get(key), value)
