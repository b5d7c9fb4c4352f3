"""Layer ↔ JSON text: each distinct set of fields is stored once, so that reading is fast.

    index = shapes (list of fields), facts (owner → name → number of its shape), parameters,
            types (name → [kind, bases, attributes, shares]), tables, tuned, untuned
"""

import json
from collections.abc import Mapping

from mlship.knowledge.layers import Fields, Layer, TypeRow


def pack(layer: Layer) -> str:
    """Write a layer as text, the same for the same layer; one line an owner for readable diffs."""
    shapes: dict[str, int] = {}
    facts = {
        owner: {name: _number(shapes, rows[name]) for name in sorted(rows)}
        for owner, rows in sorted(layer.facts.items())
    }
    document = {
        "shapes": [json.loads(shape) for shape in shapes],
        "facts": facts,
        "parameters": {owner: dict(sorted(rows.items())) for owner, rows in layer.parameters.items()},
        "types": {name: _type_cells(row) for name, row in layer.types.items()},
        "tables": {name: dict(sorted(rows.items())) for name, rows in layer.tables.items()},
        "tuned": sorted(layer.tuned),
        "untuned": sorted(layer.untuned),
    }
    return "{\n" + ",\n".join(_section(*item) for item in document.items()) + "\n}\n"


def _number(shapes: dict[str, int], fields: Fields) -> int:
    return shapes.setdefault(_dump(fields), len(shapes))


def _dump(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _section(name: str, content: object) -> str:
    if isinstance(content, dict):
        lines = (f"{_dump(key)}:{_dump(value)}" for key, value in sorted(content.items()))
        return f"{_dump(name)}:{{\n" + ",\n".join(lines) + "}"
    return f"{_dump(name)}:{_dump(content)}"


def _type_cells(row: TypeRow) -> list[object]:
    return [row.kind, list(row.bases), dict(row.attributes), sorted(row.shares)]


def unpack(text: str) -> Layer:
    """Read what `pack` wrote."""
    document = json.loads(text)
    shapes = document["shapes"]
    return Layer(
        facts={
            owner: {name: shapes[number] for name, number in rows.items()}
            for owner, rows in document["facts"].items()
        },
        parameters=document["parameters"],
        types={name: _type_row(*cells) for name, cells in document["types"].items()},
        tables=document["tables"],
        tuned=frozenset(document["tuned"]),
        untuned=frozenset(document["untuned"]),
    )


def _type_row(
    kind: str, bases: list[str], attributes: Mapping[str, str], shares: list[str]
) -> TypeRow:
    return TypeRow(
        kind=kind, bases=tuple(bases), attributes=attributes, shares=frozenset(shares)
    )
