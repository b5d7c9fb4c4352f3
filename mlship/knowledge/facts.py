"""Fields → Fact, and what several facts agree on."""

from collections.abc import Iterable, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import cast

from mlship.ir.dataflow import Fact, Role
from mlship.knowledge.layers import Fields, Value

# What a constructor returns: an object of the type that it is called as.
NEW = "new"
KNOWN = frozenset(field.name for field in fields_of(Fact))


def make_fact(name: str, fields: Fields) -> Fact:
    """Build the fact of a callable from its stored fields."""
    values = {key: _frozen(value) for key, value in fields.items() if key in KNOWN}
    if values.get("result") == NEW:
        values["result"] = name
    return Fact(name=name, **values)  # type: ignore[arg-type]  # a stored field has its type


def _frozen(value: Value) -> str | bool | tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) else value


def agree(name: str, facts: Sequence[Fact]) -> Fact | None:
    """Give what is safe to say of all facts: the dangers of any, the promises of all."""
    if not facts:
        return None
    drawing = _agree_on_draws(name, [fact for fact in facts if fact.draws])
    return replace(
        _agree_on_world(drawing, facts),
        role=cast("Role", _most([fact.role for fact in facts])),
        mutates_self=_most_dangerous({fact.mutates_self for fact in facts}),
        mutates=_union(fact.mutates for fact in facts),
        result=_same(fact.result for fact in facts),
        fresh=all(fact.fresh for fact in facts),
    )


def _agree_on_draws(name: str, drawing: Sequence[Fact]) -> Fact:
    return Fact(
        name=name,
        draws=_union(fact.draws for fact in drawing),
        seeded_by=_same(fact.seeded_by for fact in drawing),
        draws_if=_condition([fact.draws_if for fact in drawing]),
        draws_as=_condition([fact.draws_as for fact in drawing]),
    )


def _agree_on_world(said: Fact, facts: Sequence[Fact]) -> Fact:
    return replace(
        said,
        seeds=_union(fact.seeds for fact in facts),
        reads_file=_same(fact.reads_file for fact in facts),
        writes_file=_written([fact.writes_file for fact in facts if fact.writes_file]),
        draws_figure=any(fact.draws_figure for fact in facts),
        shows=all(fact.shows for fact in facts),
        world=_union(fact.world for fact in facts),
    )


def _condition(groups: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Give what it takes to draw, () where one of them always draws."""
    return _union(groups) if all(groups) else ()


def _most_dangerous(mutations: set[bool | None]) -> bool | None:
    return next(danger for danger in (True, None, False) if danger in mutations)


def _most(texts: Sequence[str]) -> str:
    """Give the text that more than half of them say, "" if there is none."""
    return next((text for text in set(texts) if texts.count(text) * 2 > len(texts)), "")


def _same(texts: Iterable[str]) -> str:
    distinct = set(texts)
    return distinct.pop() if len(distinct) == 1 else ""


def _written(parameters: Sequence[str]) -> str:
    """Give the parameter that all write to; where they differ, some file is written."""
    return _same(parameters) or ("*" if parameters else "")


def _union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({word for group in groups for word in group}))
