"""What was mended in an aged notebook, and what could not be.

Repaired   = Notebook, Repair*, Unrepaired*
Repair     = rule, cell, line, before, after, reason, change
Unrepaired = rule, cell, line, source, reason
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlship.ir.notebook import Notebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Repair = one edit of a cell's source, as text before and after.

    `change` is "" where the code means what it meant, else how its results may change. A cell
    that moves has `moved_before`: the index of the cell that it now stands in front of.
    """

    rule: str
    cell: int
    line: int
    before: str
    after: str
    reason: str
    change: str = ""
    moved_before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrepaired:
    """Unrepaired = what will not run here, and what a person can do about it."""

    rule: str
    cell: int
    line: int
    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """Repaired = the mended notebook, what was mended, what was left."""

    notebook: Notebook
    repairs: tuple[Repair, ...] = ()
    unrepaired: tuple[Unrepaired, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Signature = parameters in order, how many of them may be given by position, open end.

    `open_end` says that it takes any number of positions (``*args``).
    """

    parameters: tuple[str, ...] = ()
    positional: int = 0
    open_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """Installed = what an interpreter has: versions by distribution, names, signatures.

    `names` says of each qualified name that was asked for whether it is there; what was not
    asked for is missing. `signatures` holds those of the callables among them.
    """

    versions: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, bool] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
