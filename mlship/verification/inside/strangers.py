"""A call of somebody else's code → its value, or the exception that it ended with.

What a notebook or its objects do is not ours, and it may fail in any way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True)
class Raised:
    """Raised = the exception."""

    error: Exception


def call(action: Callable[[], T]) -> T | Raised:
    """Call it; give back what it returns or raises."""
    try:
        return action()
    except Exception as error:  # noqa: BLE001 - see above
        return Raised(error)


def call_or(action: Callable[[], T], instead: D) -> T | D:
    """Call it; if it raises, give back something else."""
    value = call(action)
    return instead if isinstance(value, Raised) else value
