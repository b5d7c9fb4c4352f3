"""Names of libraries that bring types along → what these types say that they may be given.

`typed.json` is made by `benchmarks/typed_libraries.py`, which says what stands in it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict, cast

ANYTHING = "?"


class _Typed(TypedDict):
    functions: Mapping[str, Mapping[str, list[str]]]
    modules: Mapping[str, str]
    nothing: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Parameter = what may be given for it (no atoms: anything), whether it must be given."""

    atoms: frozenset[str] = frozenset()
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Overload:
    """Overload = parameters by position, all by name; whether others may be given, either way."""

    places: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    more_places: bool
    more_names: bool


@cache
def overloads_of(owner: str, name: str) -> tuple[Overload, ...]:
    """Return the ways to call a function; none if nothing is known of it.

    `owner` is a module, or "matplotlib" for the methods of its axes and figures.
    """
    functions = _read()["functions"].get(owner, {})
    return tuple(_overload(text.split()) for text in functions.get(name, ()))


@cache
def names_in(module: str) -> frozenset[str]:
    """Return the names that a module's types know; none if nothing is known of it."""
    return frozenset(_read()["modules"].get(module, "").split())


@cache
def gives_nothing(owner: str, name: str) -> bool:
    """Tell whether a function's types say that it gives None, always."""
    return name in _read()["nothing"].get(owner, "").split()


def _overload(words: list[str]) -> Overload:
    places: list[str] = []
    parameters: dict[str, Parameter] = {}
    by_name_only = False
    for word in words:
        if word in {"*", "**", ANYTHING}:
            by_name_only = True
            continue
        name, _, atoms = word.removesuffix("!").partition(":")
        told = frozenset(atoms.split("|")) if atoms else frozenset[str]()
        parameters[name] = Parameter(atoms=told, needed=word.endswith("!"))
        places += [] if by_name_only else [name]
    return Overload(
        places=tuple(places),
        parameters=parameters,
        more_places=ANYTHING in words,
        more_names="**" in words,
    )


@cache
def _read() -> _Typed:
    text = files("mlship.knowledge").joinpath("typed.json").read_text(encoding="utf-8")
    return cast("_Typed", json.loads(text))
