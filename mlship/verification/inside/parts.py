"""What a value is taken apart into: leaves, branches with labelled children, what is opaque."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Leaf:
    """Leaf = kind, data: a plain scalar, a text or a numpy array without parts."""

    kind: str
    data: Any


@dataclass(frozen=True)
class Branch:
    """Branch = kind, labelled children; `ordered` unless it is a set or a mapping."""

    kind: str
    children: list[tuple[str, Any]] = field(default_factory=list)
    ordered: bool = True


@dataclass(frozen=True)
class Opaque:
    """Opaque = something whose content nobody can see."""

    kind: str


Part = Leaf | Branch | Opaque
