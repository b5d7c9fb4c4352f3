"""TOML text → Layer: what one file says of libraries, and how one layer lies over another.

    file     = [[facts]]*, [[types]]*, [table]*
    [[facts]]  of = owner (module or type, "" for builtins), names = "read_csv read_*", then fields
               of `mlship.ir.dataflow.Fact`; `parameters` = "filepath sep ..." may be added
    [[types]]  names = "pandas.DataFrame", kind, bases = "pandas.NDFrame",
               shares = "values T", attributes.values = "numpy.ndarray"
    [table]    aliases, metrics, reports, tuning, distributions, implied, floors: name = text;
               tuned.names, untuned.names: words

A name with ``*`` or ``?`` applies to what is known already; later entries complete earlier ones.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TypeVar

from mlship.errors import UsageError

Value = str | bool | None | list[str]
Fields = Mapping[str, Value]
FactRows = Mapping[str, Mapping[str, Fields]]
ParameterRows = Mapping[str, Mapping[str, str]]

Row = TypeVar("Row")

TABLES = ("aliases", "metrics", "reports", "tuning", "distributions", "implied", "floors")
# Written as words in one string, kept as lists.
LISTS = ("mutates", "draws", "seeds", "world", "draws_if", "draws_as")


class Laid(Mapping[str, Row]):
    """Rows by name, those of the upper layer hiding those of the lower one."""

    def __init__(self, upper: Mapping[str, Row], lower: Mapping[str, Row]) -> None:
        self._upper = upper
        self._lower = lower

    def __getitem__(self, name: str) -> Row:
        return self._upper[name] if name in self._upper else self._lower[name]

    def __contains__(self, name: object) -> bool:
        return name in self._upper or name in self._lower

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._lower, *self._upper)))

    def __len__(self) -> int:
        return len(self._lower.keys() | self._upper.keys())


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRow:
    """TypeRow = kind, bases, attributes (name → type), names of the attributes that share state."""

    kind: str = ""
    bases: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    shares: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Layer = facts by owner and name, parameters likewise, types, tables, words."""

    facts: FactRows = field(default_factory=dict)
    parameters: ParameterRows = field(default_factory=dict)
    types: Mapping[str, TypeRow] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tuned: frozenset[str] = frozenset()
    untuned: frozenset[str] = frozenset()


def read_layer(text: str, below: Layer, *, source: str = "") -> Layer:
    """Lay what a TOML file says over the layer below."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"The knowledge file is not valid TOML: {error}."
        raise UsageError(message, location=source) from error
    facts, parameters = _lay_facts(document.get("facts", []), below)
    return Layer(
        facts=facts,
        parameters=parameters,
        types=_lay_types(document.get("types", []), below.types),
        tables={name: {**below.tables.get(name, {}), **document.get(name, {})} for name in TABLES},
        tuned=below.tuned | _words(document, "tuned"),
        untuned=below.untuned | _words(document, "untuned"),
    )


def _words(document: Mapping[str, Mapping[str, str]], table: str) -> frozenset[str]:
    return frozenset(document.get(table, {}).get("names", "").split())


def _lay_facts(
    entries: Iterable[Mapping[str, Value]], below: Layer
) -> tuple[FactRows, ParameterRows]:
    facts: dict[str, dict[str, Fields]] = {}
    parameters: dict[str, dict[str, str]] = {}
    for entry in entries:
        fields = _fields(entry)
        for owner in str(entry.get("of", "")).split() or [""]:
            rows = facts.setdefault(owner, dict(below.facts.get(owner, {})))
            words = parameters.setdefault(owner, dict(below.parameters.get(owner, {})))
            for name in _matches_all(str(entry["names"]), rows):
                rows[name] = {**rows.get(name, {}), **fields}
                words[name] = str(entry.get("parameters", words.get(name, "")))
    return Laid(facts, below.facts), Laid(parameters, below.parameters)


def _fields(entry: Mapping[str, Value]) -> Fields:
    return {
        key: value.split() if key in LISTS and isinstance(value, str) else _optional(value)
        for key, value in entry.items()
        if key not in {"of", "names", "parameters"}
    }


def _optional(value: Value) -> Value:
    """TOML has no null: "inplace" stands for "only with inplace=True"."""
    return None if value == "inplace" else value


def _matches(name: str, known: Iterable[str]) -> list[str]:
    is_pattern = "*" in name or "?" in name
    return [other for other in known if fnmatchcase(other, name)] if is_pattern else [name]


def _lay_types(
    entries: Iterable[Mapping[str, str | dict[str, str]]], below: Mapping[str, TypeRow]
) -> Mapping[str, TypeRow]:
    rows: dict[str, TypeRow] = {}
    types = Laid(rows, below)
    for entry in entries:
        for name in _matches_all(str(entry["names"]), types):
            rows[name] = _complete(types.get(name, TypeRow()), entry)
    return types


def _matches_all(names: str, known: Iterable[str]) -> list[str]:
    known = tuple(known)
    return [match for name in names.split() for match in _matches(name, known)]


def _complete(row: TypeRow, entry: Mapping[str, str | dict[str, str]]) -> TypeRow:
    attributes = entry.get("attributes", {})
    return TypeRow(
        kind=_text(entry, "kind") or row.kind,
        bases=tuple(dict.fromkeys((*_text(entry, "bases").split(), *row.bases))),
        attributes={**row.attributes, **(attributes if isinstance(attributes, dict) else {})},
        shares=row.shares | frozenset(_text(entry, "shares").split()),
    )


def _text(entry: Mapping[str, str | dict[str, str]], key: str) -> str:
    return str(entry.get(key, ""))
