"""Plan → what the generated tests hold each stage function to."""

from dataclasses import dataclass

from mlship.ir.plan import Plan, StageFunction
from mlship.rendering.stage_modules import field_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Contract = module, function, names of the outputs, columns added and dropped, estimators."""

    module: str
    function: str
    outputs: tuple[str, ...]
    adds: tuple[tuple[str, str], ...]
    drops: tuple[tuple[str, str], ...]
    fits: tuple[str, ...]


def build_contracts(plan: Plan) -> tuple[Contract, ...]:
    """State one contract for each function that goes through `step`."""
    cached = {step.function for step in plan.steps if step.cached}
    return tuple(
        _contract(stage.name, function)
        for stage in plan.stages
        for function in stage.functions
        if function.name in cached
    )


def _contract(module: str, function: StageFunction) -> Contract:
    several = len(function.outputs) > 1
    names = {v.name: field_name(v.name) if several else v.name for v in function.outputs}
    return Contract(
        module=module,
        function=function.name,
        outputs=tuple(names.values()),
        adds=tuple((names[n], column) for n, column in function.adds if n in names),
        drops=tuple((names[n], column) for n, column in function.drops if n in names),
        fits=tuple(names[n] for n in function.fits if n in names),
    )
