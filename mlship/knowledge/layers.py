"""TOML text → Layer: what one file says of libraries, and how one layer lies over another.

    file     = [[facts]]*, [[types]]*, [table]*
    [[facts]]  of = owner (module or type, "" for builtins), names = "read_csv read_*", then fields
               of `mlship.ir.dataflow.Fact`; `parameters` = "filepath sep ..." may be added
    [[types]]  names = "pandas.DataFrame", kind, bases = "pandas.NDFrame",
               shares = "values T", attributes.values = "numpy.ndarray"
    [table]    aliases, metrics, reports, tuning, distributions, floors: name = text;
               tuned.names, untuned.names: words

A name with ``*`` or ``?`` applies to what is known already; later entries complete earlier ones.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from mlship.errors import UsageError

Value = str | bool | None | list[str]
Fields = Mapping[str, Value]
Rows = dict[str, dict[str, Fields]]

TABLES = ("aliases", "metrics", "reports", "tuning", "distributions", "floors")
# Written as words in one string, kept as lists.
LISTS = ("mutates", "draws", "seeds", "world", "draws_if")


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

    facts: Rows = field(default_factory=dict)
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)
    types: dict[str, TypeRow] = field(default_factory=dict)
    tables: dict[str, dict[str, str]] = field(default_factory=dict)
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
        tables={name: below.tables.get(name, {}) | document.get(name, {}) for name in TABLES},
        tuned=below.tuned | _words(document, "tuned"),
        untuned=below.untuned | _words(document, "untuned"),
    )


def _words(document: Mapping[str, Mapping[str, str]], table: str) -> frozenset[str]:
    return frozenset(document.get(table, {}).get("names", "").split())


def _lay_facts(
    entries: Iterable[Mapping[str, Value]], below: Layer
) -> tuple[Rows, dict[str, dict[str, str]]]:
    facts = {owner: dict(rows) for owner, rows in below.facts.items()}
    parameters = {owner: dict(rows) for owner, rows in below.parameters.items()}
    for entry in entries:
        fields = _fields(entry)
        for owner, name in _targets(entry, facts):
            rows = facts.setdefault(owner, {})
            rows[name] = {**rows.get(name, {}), **fields}
            if "parameters" in entry:
                parameters.setdefault(owner, {})[name] = str(entry["parameters"])
    return facts, parameters


def _fields(entry: Mapping[str, Value]) -> Fields:
    return {
        key: value.split() if key in LISTS and isinstance(value, str) else _optional(value)
        for key, value in entry.items()
        if key not in {"of", "names", "parameters"}
    }


def _optional(value: Value) -> Value:
    """TOML has no null: "inplace" stands for "only with inplace=True"."""
    return None if value == "inplace" else value


def _targets(entry: Mapping[str, Value], facts: Rows) -> Iterator[tuple[str, str]]:
    for owner in str(entry.get("of", "")).split() or [""]:
        for name in str(entry["names"]).split():
            known = facts.get(owner, {})
            yield from ((owner, match) for match in _matches(name, known))


def _matches(name: str, known: Iterable[str]) -> list[str]:
    is_pattern = "*" in name or "?" in name
    return [other for other in known if fnmatchcase(other, name)] if is_pattern else [name]


def _lay_types(
    entries: Iterable[Mapping[str, str | dict[str, str]]], below: Mapping[str, TypeRow]
) -> dict[str, TypeRow]:
    types = dict(below)
    for entry in entries:
        for name in _matches_all(str(entry["names"]), types):
            types[name] = _complete(types.get(name, TypeRow()), entry)
    return types


def _matches_all(names: str, known: Iterable[str]) -> list[str]:
    known = tuple(known)
    return [match for name in names.split() for match in _matches(name, known)]


def _complete(row: TypeRow, entry: Mapping[str, str | dict[str, str]]) -> TypeRow:
    text: Callable[[str], str] = lambda key: str(entry.get(key, ""))  # noqa: E731
    attributes = entry.get("attributes", {})
    return TypeRow(
        kind=text("kind") or row.kind,
        bases=tuple(dict.fromkeys((*text("bases").split(), *row.bases))),
        attributes={**row.attributes, **(attributes if isinstance(attributes, dict) else {})},
        shares=row.shares | frozenset(text("shares").split()),
    )
