"""Imported packages → pinned requirements."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mlship.ir.program import Pin
from mlship.knowledge import Knowledge

# The build of a version ("2.1.0+cu118") is on no public index.
LOCAL_VERSION = re.compile(r"(?<=\d)\+[\w.]+")
MACHINERY = ("joblib", "numpy", "pandas", "PyYAML")


def requirements(
    packages: Iterable[str],
    pins: Iterable[Pin],
    knowledge: Knowledge,
    versions: Mapping[str, str] | None,
    folder: Path,
) -> tuple[str, ...]:
    """Return one PEP 508 line a distribution: installed version, else pin, else a floor.

    `versions` is a fixed table that stands for what is installed; `folder` is the notebook's,
    where the requirement files that it names are looked for.
    """
    asked = {_key(name): line for line in _lines(pins, folder) if (name := _name(line))}
    names = {
        d
        for p in packages
        if not knowledge.is_standard_library(p) and (d := knowledge.distribution(p))
    }
    names |= set(MACHINERY)
    return tuple(sorted((_line(n, asked, knowledge, versions) for n in names), key=str.lower))


def _lines(pins: Iterable[Pin], folder: Path) -> Iterator[str]:
    """Yield the requirements of the notebook, those of a file that it installs in its place."""
    for pin in pins:
        if pin.requirement.startswith("-r "):
            yield from _listed(folder / pin.requirement.removeprefix("-r ").strip())
        else:
            yield pin.requirement


def _listed(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    lines = (re.sub(r"(^|\s)#.*", "", line).strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("-")]


def _line(
    name: str, asked: Mapping[str, str], knowledge: Knowledge, versions: Mapping[str, str] | None
) -> str:
    installed = _installed(name) if versions is None else versions.get(name, "")
    if installed:
        return f"{name}=={installed}"
    wanted = asked.get(_key(name), "")
    if "://" in wanted:
        return wanted
    if re.search(r"[=<>~!]", wanted):
        return LOCAL_VERSION.sub("", wanted.replace(" ", ""))
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
