"""Plan.steps → what the template of pipeline.py prints."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mlship.ir.plan import Plan, StageFunction, Step, Variable
from mlship.rendering.imports import sort_imports
from mlship.rendering.parameters import is_seed_unset
from mlship.rendering.quoting import one_line
from mlship.rendering.stage_modules import visible

CHECKED = re.compile(r"^(bool|int|float|str|list|dict|set|tuple|Callable)\b|\.ndarray$")
ANY = "from typing import Any"
_MOST_STATEMENTS = 50  # that pylint's rule lets a function have


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineModule:
    """PipelineModule = import block, fields of Results, the lines of run, what run is called with.

    `params` is the name of run's argument, `load` that of the function that reads it; `noqa`
    excuses a run with very many steps.
    """

    imports: str
    results: tuple[Variable, ...]
    lines: tuple[str, ...]
    params: str
    load: str
    seed: str
    noqa: bool


def build_pipeline(plan: Plan) -> PipelineModule:
    """Prepare the module: one line of `run` a step."""
    step = free_name("step", plan)
    load = free_name("load_params", plan)
    seed = free_name("seed_everything", plan) if is_seed_unset(plan) else ""
    learned = _learned(plan)
    functions = {function.name: function for stage in plan.stages for function in stage.functions}
    declared = _declare(plan, functions)
    results = _results(plan)
    typing = [ANY] if declared or results != plan.results else []
    return PipelineModule(
        imports=sort_imports([*_imports(plan, step, load, seed), *typing], plan.package),
        results=results,
        lines=(
            *learned,
            *(
                _line(row, plan, functions[row.function], step, declared.get(position, ()))
                for position, row in enumerate(plan.steps)
            ),
        ),
        params=plan.params_name,
        load=load,
        seed=seed,
        noqa=len(plan.steps) + 3 > _MOST_STATEMENTS,
    )


def _learned(plan: Plan) -> tuple[str, ...]:
    """Start with nothing learned."""
    name = plan.inference.learned
    used = any(name in step.arguments for step in plan.steps)
    return (f"{name} = Learned()",) if used else ()


def _results(plan: Plan) -> tuple[Variable, ...]:
    names = [variable.name for variable in plan.results]
    return tuple(replace(v, annotation=visible(v.annotation, names)) for v in plan.results)


def free_name(name: str, plan: Plan) -> str:
    """Choose how run calls one of the machinery's functions: not like a local of its own."""
    taken = {used for row in plan.steps for used in (row.function, *row.targets, *row.arguments)}
    return f"{name}_" if name in taken else name


def _imports(plan: Plan, step: str, load: str, seed: str) -> list[str]:
    package = plan.package
    called = {(row.stage, row.function) for row in plan.steps}
    return [
        "from dataclasses import dataclass",
        f"from {package}.params import Params",
        _import(f"{package}.params", "load_params", load),
        *plan.result_imports,
        *(f"from {package}.{stage} import {function}" for stage, function in sorted(called)),
        *([_import(f"{package}.runner", "step", step)] if _has_cached(plan) else []),
        *([_import(f"{package}.running.randomness", "seed_everything", seed)] if seed else []),
    ]


def _import(module: str, name: str, alias: str) -> str:
    renamed = f" as {alias}" if alias != name else ""
    return f"from {module} import {name}{renamed}"


def _has_cached(plan: Plan) -> bool:
    return any(row.cached for row in plan.steps)


def _declare(plan: Plan, functions: Mapping[str, StageFunction]) -> dict[int, tuple[str, ...]]:
    """Return, by the step that binds them first, the locals that steps bind to different types.

    Of most libraries a type checker knows nothing, and lets them stand for everything.
    """
    first: dict[str, int] = {}
    types: dict[str, list[str]] = {}
    for position, row in enumerate(plan.steps):
        for name, variable in zip(row.targets, functions[row.function].outputs, strict=False):
            first.setdefault(name, position)
            types.setdefault(name, []).append(variable.annotation)
    found: dict[int, tuple[str, ...]] = {}
    for name, kinds in types.items():
        if len({kind for kind in kinds if CHECKED.search(kind)}) > 1 and CHECKED.search(kinds[0]):
            found[first[name]] = (*found.get(first[name], ()), name)
    return found


def _line(
    row: Step, plan: Plan, function: StageFunction, step: str, declared: tuple[str, ...]
) -> str:
    given = row.twin.given if row.twin else ()
    arguments = [*row.arguments, *given, *([plan.params_name] if function.uses_params else [])]
    call = f"{row.function}({', '.join(arguments)})"
    if row.cached:
        call = f"{step}({', '.join([row.function, *arguments])})"
    comment = "".join(f"# {one_line(line)}\n" for line in row.comment.split("\n") if line.strip())
    targets = ", ".join(row.targets) if _is_used(row, plan) else ""
    if not targets:
        return f"{comment}{call}"
    if len(row.targets) == 1 and declared:
        return f"{comment}{targets}: Any = {call}"
    return "".join(f"{name}: Any\n" for name in declared) + f"{comment}{targets} = {call}"


def _is_used(row: Step, plan: Plan) -> bool:
    """Tell whether a target is read anywhere: a lone name that nobody reads is left out."""
    read = {name for other in plan.steps for name in other.arguments}
    read |= {variable.name for variable in plan.results}
    return len(row.targets) > 1 or not read.isdisjoint(row.targets)
