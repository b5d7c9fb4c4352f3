"""Layer ↔ JSON text: one line an owner or type, taken apart only when somebody asks for it.

    index      = shapes, facts, parameters, types, tables, tuned, untuned
    shapes     = the distinct sets of fields, each stored once
    facts      = owner → "0:head tail;7:drop" (number of the shape, names that have it)
    parameters = owner → "head n;drop labels axis"
    types      = name → "frame;pandas.core.generic.NDFrame;values=numpy.ndarray;values T"
                 (kind, bases, attributes, attributes that share state)

Names hold no spaces, so that lines need no quoting.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from mlship.knowledge.layers import Fields, Layer, TypeRow

Row = TypeVar("Row")


class Unpacked(Mapping[str, Row]):
    """Lines by name, each decoded when it is first looked at."""

    def __init__(self, lines: Mapping[str, str], decode: Callable[[str], Row]) -> None:
        self._lines = lines
        self._decode = decode
        self._rows: dict[str, Row] = {}

    def __getitem__(self, name: str) -> Row:
        if name not in self._rows:
            self._rows[name] = self._decode(self._lines[name])
        return self._rows[name]

    def __contains__(self, name: object) -> bool:
        return name in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def pack(layer: Layer) -> str:
    """Write a layer as text, the same for the same layer."""
    shapes: dict[str, int] = {}
    document = {
        "facts": {owner: _facts_line(rows, shapes) for owner, rows in sorted(layer.facts.items())},
        "parameters": {owner: _parameters_line(rows) for owner, rows in layer.parameters.items()},
        "types": {name: _type_line(row) for name, row in layer.types.items()},
        "tables": {name: dict(sorted(rows.items())) for name, rows in layer.tables.items()},
        "tuned": sorted(layer.tuned),
        "untuned": sorted(layer.untuned),
        "shapes": [json.loads(shape) for shape in shapes],
    }
    return "{\n" + ",\n".join(_section(*item) for item in document.items()) + "\n}\n"


def _facts_line(rows: Mapping[str, Fields], shapes: dict[str, int]) -> str:
    groups: dict[int, list[str]] = {}
    for name in sorted(rows):
        number = shapes.setdefault(_dump(rows[name]), len(shapes))
        groups.setdefault(number, []).append(name)
    return ";".join(f"{number}:{' '.join(names)}" for number, names in groups.items())


def _parameters_line(rows: Mapping[str, str]) -> str:
    return ";".join(f"{name} {words}" for name, words in sorted(rows.items()) if words)


def _type_line(row: TypeRow) -> str:
    attributes = " ".join(f"{name}={shown}" for name, shown in sorted(row.attributes.items()))
    return ";".join((row.kind, " ".join(row.bases), attributes, " ".join(sorted(row.shares))))


def _dump(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _section(name: str, content: object) -> str:
    if isinstance(content, dict):
        lines = (f"{_dump(key)}:{_dump(value)}" for key, value in sorted(content.items()))
        return f"{_dump(name)}:{{\n" + ",\n".join(lines) + "}"
    return f"{_dump(name)}:{_dump(content)}"


def unpack(text: str) -> Layer:
    """Read what `pack` wrote."""
    document = json.loads(text)
    shapes: list[Fields] = document["shapes"]
    return Layer(
        facts=Unpacked(document["facts"], lambda line: _read_facts(line, shapes)),
        parameters=Unpacked(document["parameters"], _read_parameters),
        types=Unpacked(document["types"], _read_type),
        tables=document["tables"],
        tuned=frozenset(document["tuned"]),
        untuned=frozenset(document["untuned"]),
    )


def _read_facts(line: str, shapes: list[Fields]) -> dict[str, Fields]:
    groups = (group.partition(":") for group in line.split(";"))
    return {name: shapes[int(number)] for number, _, names in groups for name in names.split()}


def _read_parameters(line: str) -> dict[str, str]:
    rows = (row.partition(" ") for row in line.split(";"))
    return {name: words for name, _, words in rows}


def _read_type(line: str) -> TypeRow:
    kind, bases, attributes, shares = line.split(";")
    return TypeRow(
        kind=kind,
        bases=tuple(bases.split()),
        attributes=dict(pair.split("=") for pair in attributes.split()),
        shares=frozenset(shares.split()),
    )
