"""The plan's requirements → those of the project: with what its machinery needs."""

import re
from collections.abc import Iterable

_MACHINERY = ("joblib>=1.3", "PyYAML>=6.0")


def complete_requirements(requirements: Iterable[str]) -> tuple[str, ...]:
    """Add what the machinery needs, unless the plan pins it already."""
    pinned = tuple(requirements)
    named = {_distribution(line) for line in pinned}
    added = [line for line in _MACHINERY if _distribution(line) not in named]
    return tuple(sorted([*pinned, *added], key=str.lower))


def _distribution(requirement: str) -> str:
    name = re.split(r"[^\w.-]", requirement.strip(), maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()
