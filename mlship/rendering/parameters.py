"""Plan.parameters → sections: the data classes of params.py and the blocks of params.yaml."""

import re
from dataclasses import dataclass

from mlship.ir.plan import Json, Parameter, Plan
from mlship.rendering.imports import sort_imports
from mlship.rendering.quoting import Quoted, one_line
from mlship.rendering.quoting import yaml as quote_yaml

_LONG_LIST = 72  # columns of params.yaml that a list on one line may take


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Section = name ("train"), class name, what it is about, parameters."""

    name: str
    class_name: str
    summary: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Override = a number among the parameters, and another value to set it to, as an example."""

    key: str
    variable: str
    value: Json
    other: Json

    @property
    def as_option(self) -> dict[str, str]:
        """Set it, the way `--set` does."""
        return {self.key: str(self.other)}

    @property
    def misspelt(self) -> dict[str, str]:
        """Set what is not there, though nearly."""
        return {f"{self.key}x": str(self.other)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamsModule:
    """What params.py and params.yaml hold.

    Attributes:
        imports: what params.py imports, sorted.
        top: parameters without a section; sections: the others, grouped.
        override: a parameter to show how one is set; None if none is a number.
    """

    imports: str
    top: tuple[Parameter, ...]
    sections: tuple[Section, ...]
    override: Override | None


def build_params(plan: Plan) -> ParamsModule:
    """Sort the parameters into sections."""
    return ParamsModule(
        imports=_imports(plan),
        top=tuple(p for p in plan.parameters if not p.section),
        sections=build_sections(plan),
        override=choose_override(plan),
    )


def _imports(plan: Plan) -> str:
    lines = [
        "from collections.abc import Mapping",
        "from dataclasses import dataclass",
        "from pathlib import Path",
        f"from {plan.package}.running.configuration import load_parameters",
        *find_imports(plan.parameters),
    ]
    return sort_imports(lines, plan.package)


def build_sections(plan: Plan) -> tuple[Section, ...]:
    """Group the parameters: data files first, then the pipeline's order."""
    order = ["data", *(stage.name for stage in plan.stages)]
    found = dict.fromkeys(parameter.section for parameter in plan.parameters if parameter.section)
    names = sorted(found, key=lambda name: order.index(name) if name in order else len(order))
    return tuple(_section(name, plan) for name in names)


def _section(name: str, plan: Plan) -> Section:
    parameters = tuple(p for p in plan.parameters if p.section == name)
    title = name.replace("_", " ")
    summary = "Data files." if name == "data" else f"What can be tuned in {title}."
    return Section(name=name, class_name=class_name(name), summary=summary, parameters=parameters)


def class_name(section: str) -> str:
    """Name the data class of a section: "train" → "TrainParams"."""
    words = [word for word in section.split("_") if word]
    return "".join(word[0].upper() + word[1:] for word in words) + "Params"


def find_imports(parameters: tuple[Parameter, ...]) -> tuple[str, ...]:
    """Import what the annotations of parameters name."""
    annotations = " ".join(parameter.annotation for parameter in parameters)
    words = set(re.findall(r"\w+", annotations))
    typing = sorted({"Any", "Literal"} & words)
    return tuple(f"from typing import {word}" for word in typing)


def yaml_entry(parameter: Parameter, by: int = 0) -> Quoted:
    """Write `name: value  # comment`; a long list goes below, one item a line."""
    margin, comment = " " * by, one_line(parameter.comment)
    note = f"  # {comment}" if comment else ""
    value = quote_yaml(parameter.value)
    if isinstance(parameter.value, list) and len(value) > _LONG_LIST:
        items = "".join(f"\n{margin}  - {quote_yaml(item)}" for item in parameter.value)
        return Quoted(f"{margin}{parameter.name}:{note}{items}")
    return Quoted(f"{margin}{parameter.name}: {value}{note}")


def is_seed_unset(plan: Plan) -> bool:
    """Tell whether the pipeline has a seed that the notebook leaves open."""
    return any(p.section == "" and p.name == "seed" and p.value is None for p in plan.parameters)


def choose_override(plan: Plan) -> Override | None:
    """Choose a number to show how parameters are set, of a stage if there is one."""
    kinds = {"int", "float", "int | None", "float | None"}
    numbers = [p for p in plan.parameters if p.annotation in kinds]
    chosen = min(numbers, key=lambda p: p.section in {"", "data"}, default=None)
    if chosen is None or not isinstance(chosen.value, int | float):
        return None
    key = f"{chosen.section}.{chosen.name}" if chosen.section else chosen.name
    variable = f"{plan.package}_{key.replace('.', '__')}".upper()
    return Override(key=key, variable=variable, value=chosen.value, other=_vary(chosen.value))


def _vary(value: float) -> float:
    """Choose another number of the same type: half a share is still a share."""
    return value + 1 if isinstance(value, int) else value / 2 or 0.5
