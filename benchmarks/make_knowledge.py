"""Installed libraries and ``libraries/*.toml`` → ``mlship/knowledge/index.json``.

    make_knowledge.py collect PYTHON...   describe the libraries of these interpreters, the first
                                          one winning, in ``benchmarks/introspected.json``
    make_knowledge.py pack                lay the hand-written files over that and pack the index

What people write always wins over what introspection found.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from mlship.knowledge.layers import Fields, Layer, TypeRow, Value, read_layer
from mlship.knowledge.lookup import Knowledge
from mlship.knowledge.packing import pack

HERE = Path(__file__).parent
INTROSPECTED = HERE / "introspected.json"
LIBRARIES = HERE.parent / "mlship" / "knowledge" / "libraries"
INDEX = HERE.parent / "mlship" / "knowledge" / "index.json"
# Types of our own that say what a constructor's `random_state` means for the methods.
RANDOM_ESTIMATOR, RANDOM_SPLITTER = "sklearn.RandomEstimator", "sklearn.RandomSplitter"
# Those that follow scikit-learn in what an absent `random_state` means: numpy's generator.
SCIKIT = ("sklearn.", "imblearn.", "category_encoders.")
# Only the first parameters are ever given by position.
POSITIONAL = 16
# Kinds of types whose constructor is the beginning of a model.
CONSTRUCTED = (
    "estimator", "transformer", "cluster", "sampler", "pipeline", "network", "optimizer",
    "recommender",
)  # fmt: skip


class ClassRow(TypedDict):
    """What introspection tells of one class."""

    bases: list[str]
    parameters: str
    methods: dict[str, str]
    home: str


class Described(TypedDict):
    """What introspection tells of one environment."""

    library: dict[str, str]
    functions: dict[str, dict[str, str]]
    classes: dict[str, ClassRow]
    aliases: dict[str, str]


def main(arguments: list[str]) -> None:
    """Run one of the two commands."""
    match arguments:
        case ["collect", *interpreters] if interpreters:
            described = merge([_introspect(python) for python in interpreters])
            text = json.dumps(described, sort_keys=True, separators=(",", ":"))
            INTROSPECTED.write_text(text.replace("},", "},\n") + "\n", encoding="utf-8")
        case ["pack"]:
            INDEX.write_text(pack(compile_index()), encoding="utf-8")
        case _:
            sys.exit(__doc__)


def _introspect(python: str) -> Described:
    command = [python, str(HERE / "introspect_libraries.py")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    described: Described = json.loads(done.stdout)
    return described


def merge(environments: Iterable[Described]) -> Described:
    """Unite environments; where two describe the same name, the first one wins."""
    united: Described = {"library": {}, "functions": {}, "classes": {}, "aliases": {}}
    for found in environments:
        united["library"] = found["library"] | united["library"]
        united["aliases"] = found["aliases"] | united["aliases"]
        for owner, rows in found["functions"].items():
            united["functions"][owner] = rows | united["functions"].get(owner, {})
        for name, row in found["classes"].items():
            united["classes"][name] = _merge_class(row, united["classes"].get(name))
    return united


def _merge_class(row: ClassRow, newer: ClassRow | None) -> ClassRow:
    return row if newer is None else {**newer, "methods": row["methods"] | newer["methods"]}


def compile_index() -> Layer:
    """Lay the hand-written files over what was introspected, in the order of their names."""
    described: Described = json.loads(INTROSPECTED.read_text(encoding="utf-8"))
    found = layer_of(described)
    layer = replace(found, types=dict(found.types))
    for path in sorted(LIBRARIES.glob("*.toml")):
        layer = read_layer(path.read_text(encoding="utf-8"), layer, source=path.name)
    return _name_constructors(_prune(layer, found))


def layer_of(described: Described) -> Layer:
    """Turn what was introspected into a layer: existence, parameters, and what these give away."""
    classes = described["classes"]
    facts: dict[str, dict[str, Fields]] = {}
    parameters: dict[str, dict[str, str]] = {}
    for owner, functions in described["functions"].items():
        facts[owner] = {name: _function_fields(words) for name, words in functions.items()}
        parameters[owner] = {name: _first(words) for name, words in functions.items()}
    for name, row in classes.items():
        owner, _, short = name.rpartition(".")
        facts.setdefault(owner, {})[short] = {"result": "new"}
        parameters.setdefault(owner, {})[short] = _first(row["parameters"])
        facts[name] = {method: _method_fields(words) for method, words in row["methods"].items()}
        methods = row["methods"].items()
        parameters[name] = {method: _first(words) for method, words in methods}
    types = {name: TypeRow(bases=_bases(name, classes)) for name in classes}
    return Layer(
        facts=facts, parameters=parameters, types=types, tables={"aliases": described["aliases"]}
    )


def _first(words: str) -> str:
    """Give the parameters that can be given by position."""
    return " ".join(words.partition(" *")[0].split()[:POSITIONAL])


def _function_fields(words: str) -> dict[str, Value]:
    names = words.split()
    return {**_random_fields(names), **({"mutates": ["out"]} if "out" in names else {})}


def _method_fields(words: str) -> dict[str, Value]:
    names = words.split()
    return {**_function_fields(words), **({"mutates_self": None} if "inplace" in names else {})}


def _random_fields(names: list[str]) -> dict[str, Value]:
    return {"draws": ["numpy"], "seeded_by": "random_state"} if "random_state" in names else {}


def _bases(name: str, classes: Mapping[str, ClassRow]) -> tuple[str, ...]:
    row = classes[name]
    lineage = _lineage(name, classes)
    methods = {method for base in lineage for method in classes[base]["methods"]}
    is_random = "random_state" in row["parameters"].split() and name.startswith(SCIKIT)
    return (
        *((RANDOM_ESTIMATOR,) if is_random and "fit" in methods else ()),
        *((RANDOM_SPLITTER,) if is_random and "split" in methods else ()),
        *row["bases"],
    )


def _lineage(name: str, classes: Mapping[str, ClassRow]) -> list[str]:
    bases = classes[name]["bases"] if name in classes else []
    return [
        name,
        *(base for parent in bases if parent in classes for base in _lineage(parent, classes)),
    ]


def _prune(layer: Layer, found: Layer) -> Layer:
    """Drop what introspection found of a method where people wrote about a base's method."""
    facts = {
        owner: {
            name: fields
            for name, fields in rows.items()
            if not _is_overruled(owner, name, layer, found)
        }
        for owner, rows in layer.facts.items()
    }
    return replace(layer, facts={owner: rows for owner, rows in facts.items() if rows})


def _is_overruled(owner: str, name: str, layer: Layer, found: Layer) -> bool:
    if owner not in layer.types or _is_written(owner, name, layer, found):
        return False
    return any(_is_written(base, name, layer, found) for base in _all_bases(owner, layer))


def _is_written(owner: str, name: str, layer: Layer, found: Layer) -> bool:
    return layer.facts.get(owner, {}).get(name) != found.facts.get(owner, {}).get(name)


def _name_constructors(layer: Layer) -> Layer:
    """Give the constructors of models and transformers their role."""
    knowledge = Knowledge(layer=layer)
    facts = {
        owner: {
            name: _constructing(f"{owner}.{name}", row, knowledge) for name, row in rows.items()
        }
        for owner, rows in layer.facts.items()
    }
    return replace(layer, facts=facts)


def _constructing(name: str, row: Fields, knowledge: Knowledge) -> Fields:
    is_model = name in knowledge.layer.types and knowledge.kind(name).startswith(CONSTRUCTED)
    return {"role": "construct", **row} if is_model else row


def _all_bases(name: str, layer: Layer) -> list[str]:
    bases = layer.types[name].bases if name in layer.types else ()
    return [other for base in bases for other in (base, *_all_bases(base, layer))]


if __name__ == "__main__":
    main(sys.argv[1:])
