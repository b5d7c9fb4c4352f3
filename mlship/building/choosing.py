"""The engine that was asked for, or the first that works here."""

from mlship.building.buildah import Buildah
from mlship.building.docker import Docker
from mlship.building.interface import Engine
from mlship.building.podman import Podman
from mlship.errors import EnvironmentLacks, UsageError

# In this order; each works with the same Dockerfile.
ENGINES: tuple[Engine, ...] = (Docker(), Podman(), Buildah())


def find_engines() -> tuple[list[Engine], list[str]]:
    """Give the engines that work here, and for each of the others why it does not."""
    reasons = {engine.name: engine.explain_absence() for engine in ENGINES}
    there = [engine for engine in ENGINES if not reasons[engine.name]]
    return there, [reason for reason in reasons.values() if reason]


def choose_engine(name: str = "") -> Engine:
    """Choose by name, or the first that works.

    Raises:
        EnvironmentLacks: it, or every one, cannot be used here.
        UsageError: there is none of that name.
    """
    if name:
        return _named(name)
    there, reasons = find_engines()
    if not there:
        raise _lacking("; ".join(reasons))
    return there[0]


def _named(name: str) -> Engine:
    known = {engine.name: engine for engine in ENGINES}
    if name not in known:
        raise UsageError(f"There is no engine {name}; there are {', '.join(known)} and wheel.")
    if reason := known[name].explain_absence():
        raise _lacking(reason)
    return known[name]


def _lacking(reason: str) -> EnvironmentLacks:
    return EnvironmentLacks(
        f"Nothing here builds images: {reason}.",
        hint="Without one: mlship build --engine wheel makes a wheel and a start script.",
    )
