"""The packed index says what its sources say."""

import importlib.util
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mlship.knowledge.layers import Layer, TypeRow
from mlship.knowledge.packing import pack, unpack

ROOT = Path(__file__).parents[3]
NAMES = st.from_regex(r"[a-z_][a-zA-Z_]{0,6}", fullmatch=True)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["load", "train"]),
        "mutates_self": st.sampled_from([True, False, None]),
        "draws": st.lists(st.sampled_from(["numpy", "python"]), max_size=2),
    },
)
ROWS = st.dictionaries(NAMES, FIELDS, min_size=1, max_size=4)
TYPES = st.builds(
    TypeRow,
    kind=NAMES,
    bases=st.lists(NAMES, max_size=2).map(tuple),
    attributes=st.dictionaries(NAMES, NAMES, max_size=2),
    shares=st.frozensets(NAMES, max_size=2),
)


@given(
    facts=st.dictionaries(NAMES, ROWS, max_size=3), types=st.dictionaries(NAMES, TYPES, max_size=3)
)
def test_what_is_packed_is_unpacked(
    facts: Mapping[str, Mapping[str, Mapping[str, str]]], types: Mapping[str, TypeRow]
) -> None:
    again = unpack(pack(Layer(facts=facts, types=types)))

    assert {owner: dict(again.facts[owner]) for owner in again.facts} == facts
    assert {name: again.types[name] for name in again.types} == types


def test_the_index_agrees_with_the_files_that_people_write() -> None:
    path = ROOT / "benchmarks" / "make_knowledge.py"
    spec = importlib.util.spec_from_file_location("make_knowledge", path)
    assert spec is not None
    assert spec.loader is not None
    make_knowledge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_knowledge)

    packed = (files("mlship.knowledge") / "index.json").read_text(encoding="utf-8")

    assert pack(make_knowledge.compile_index()) == packed, "run benchmarks/make_knowledge.py pack"
