"""Effects: what one statement or one call of a function did to the variables and the world."""

from dataclasses import dataclass, field
from typing import NamedTuple

from mlship.analysis.heap import Regions, Value
from mlship.ir.drawing import is_asked

FILES = "file:"
ANY_FILE = "file:*"
# A colon keeps these parts of the world apart from variables called the same.
FIGURE = ":figure"
# The world's names that matter only where something set them before.
SURROUNDINGS = frozenset({":options", ":warnings", ":cwd", ":environ"})


class Indirect(NamedTuple):
    """Indirect = a call of something that only the caller knows: callee, arguments, result."""

    callee: Regions
    arguments: Regions
    result: int


class Fitting(NamedTuple):
    """Fitting = an object that draws from a generator unless it was made with a seed.

    If there are parameters in `draws_if`, it draws only if it was made with one of them. With
    `parts`, it draws as what it is made of does.
    """

    regions: Regions
    generator: str
    seeded_by: str
    draws_if: tuple[str, ...] = ()
    parts: bool = False

    def draws(self, given: frozenset[str] | None) -> bool:
        """Say whether an object draws that was made with these parameters (None: unknown)."""
        if given is None:
            return True
        return is_asked(self.draws_if, given) and self.seeded_by not in given


@dataclass(slots=True)
class Effects:
    """What was done so far; grows while a body is walked.

    `deep` are regions that are changed with all that they hold, found out at the end;
    `touched` are names changed in place that have no region (the world's, modules), `links` says
    for regions what they may hold now, `defined` are the keys bound that outlive the body,
    `raised` is what exceptions carry.
    """

    reads: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    mutated: set[int] = field(default_factory=set)
    deep: set[int] = field(default_factory=set)
    links: dict[int, set[int]] = field(default_factory=dict)
    indirect: dict[Indirect, None] = field(default_factory=dict)
    fittings: set[Fitting] = field(default_factory=set)
    advanced: set[int] = field(default_factory=set)
    raised: set[int] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    barrier: bool = False
    star: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Summary = what calling a function does, in terms of its parameters and free variables.

    `tokens` maps each placeholder to what it stands for: a parameter's or a variable's name and
    whether it means the object itself or what the object holds. `local` are the regions that
    the call makes anew and that outlive it.
    """

    parameters: tuple[str, ...]
    tokens: dict[int, tuple[str, str, bool]]
    effects: Effects
    values: dict[str, Value]
    certain: frozenset[str]
    result: Value
    local: Regions
    lazy: bool
    assumed: dict[str, "Signature | None"]
    provisional: bool = False


class Signature(NamedTuple):
    """Signature = what a body's analysis assumed of a variable that it does not own.

    `opaque` says that it may be something else than the functions and classes in `callables`.
    """

    type: str
    name: str
    callables: Regions
    instance: int
    opaque: bool


def is_world(key: str) -> bool:
    """Say whether a key names a part of the world instead of a variable."""
    return ":" in key


def public_name(key: str) -> str:
    """Return the name under which everybody else knows a variable or a part of the world."""
    return key.removeprefix(":")
