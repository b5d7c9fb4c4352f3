"""Where each statement of the notebook stands in the project, and how its variables travel."""

import re
from collections.abc import Mapping
from dataclasses import asdict

from mlship.ir.plan import DataFile, Kept, Plan, StageFunction, Step, Twin
from mlship.rendering.inference_module import describe_start

Row = tuple[int, int, str, int]
BROKEN = "MS001"  # a cell that is no Python


def locate(plan: Plan, files: Mapping[str, str]) -> tuple[Row, ...]:
    """Find the functions that statements went to; say it again after formatting moved them."""
    placed = [(kept, _file(kept, plan.package)) for kept in plan.kept if kept.module]
    lines = {file: _definitions(files.get(file, "")) for file in {file for _, file in placed}}
    return tuple(_row(kept, file, lines[file]) for kept, file in placed)


def _definitions(text: str) -> dict[str, int]:
    found = re.finditer(r"^(?:async def|def|class) (\w+)", text, re.MULTILINE)
    return {match[1]: text.count("\n", 0, match.start()) + 1 for match in found}


def _file(kept: Kept, package: str) -> str:
    return f"src/{package}/{kept.module.removesuffix('.py')}.py"


def _row(kept: Kept, file: str, lines: Mapping[str, int]) -> Row:
    return kept.cell, kept.line, file, lines.get(kept.function, 1)


def trace(plan: Plan) -> dict[str, object]:
    """List what connects the notebook's variables with the pipeline's: `.mlship/flow.json`."""
    functions = {f.name: f for stage in plan.stages for f in stage.functions}
    return {
        "statements": [asdict(kept) for kept in plan.kept],
        "steps": [_step(step, functions[step.function]) for step in plan.steps],
        "inner": _inner(plan),
        "measured": [asdict(each) for each in plan.measured],
        "data": [{**asdict(file), **_goes_to(file, plan)} for file in plan.data],
        "model": plan.model,
        "seeded": plan.seeded,
        "served": describe_start(plan.inference) if plan.model and plan.inference.reason else "",
        "title": plan.title,
        "project": plan.project,
        "python": plan.python,
        "environment": list(plan.environment),
        "broken": sorted({each.cell for each in plan.diagnostics if each.code == BROKEN}),
    }


def _inner(plan: Plan) -> list[str]:
    """Name the functions that stages call: what they bind, the notebook binds where it calls."""
    steps = {step.function for step in plan.steps}
    stages = (stage for stage in plan.stages if not stage.explore)
    return [f.name for stage in stages for f in stage.functions if f.name not in steps]


def _goes_to(file: DataFile, plan: Plan) -> dict[str, object]:
    """Say where the project writes a file that the notebook writes."""
    paths = {each.name: each.value for each in plan.parameters if each.section == "data"}
    return {"path": paths.get(file.name)} if file.written else {}


def _step(step: Step, function: StageFunction) -> dict[str, object]:
    own = step.twin or Twin(
        call=0,
        inputs=tuple(variable.name for variable in function.inputs),
        outputs=tuple(variable.name for variable in function.outputs),
        fits=function.fits,
    )
    row = asdict(step)
    del row["twin"]
    return {
        **row,
        "inputs": own.inputs,
        "outputs": own.outputs,
        "fits": own.fits,
        "call": own.call,
        "names": dict(own.names),
    }
