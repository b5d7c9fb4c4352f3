"""Imported packages → pinned requirements."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from mlship.ir.program import Pin
from mlship.knowledge import Knowledge

MACHINERY = ("joblib", "numpy", "pandas", "PyYAML")


def requirements(
    packages: Iterable[str],
    pins: Iterable[Pin],
    knowledge: Knowledge,
    versions: Mapping[str, str] | None,
) -> tuple[str, ...]:
    """Return one PEP 508 line a distribution: installed version, else pin, else a floor.

    `versions` is a fixed table that stands for what is installed.
    """
    asked = {_key(name): pin.requirement for pin in pins if (name := _name(pin.requirement))}
    names = {
        d
        for p in packages
        if not knowledge.is_standard_library(p) and (d := knowledge.distribution(p))
    }
    names |= set(MACHINERY)
    return tuple(sorted((_line(n, asked, knowledge, versions) for n in names), key=str.lower))


def _line(
    name: str, asked: Mapping[str, str], knowledge: Knowledge, versions: Mapping[str, str] | None
) -> str:
    installed = _installed(name) if versions is None else versions.get(name, "")
    if installed:
        return f"{name}=={installed}"
    wanted = asked.get(_key(name), "")
    if re.search(r"[=<>~!]", wanted) and "://" not in wanted:
        return wanted.replace(" ", "")
    floor = knowledge.floor(name)
    return f"{name}>={floor}" if floor else name


@cache
def _installed(name: str) -> str:
    """Look it up once: many notebooks import the same."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9][\w.-]*", requirement)
    return found.group(0) if found else ""


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
