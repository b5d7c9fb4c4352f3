"""Stage functions → the lines of ``pipeline.run`` and what it gives back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlship.ir.dataflow import Dataflow
from mlship.ir.plan import Step, Twin, Variable
from mlship.planning.fitted import Fitted
from mlship.planning.functions import Made
from mlship.planning.interfaces import EXPLORE, Unit
from mlship.planning.naming import unique

MODULES = {"report": "reporting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The steps, the locals at the end with their types, and the local of each fit's model."""

    steps: tuple[Step, ...]
    results: tuple[Variable, ...]
    models: Mapping[tuple[int, str], str]


def _called_now(
    one: Made, fitted: Iterable[Fitted], current: Mapping[str, str]
) -> dict[tuple[int, str], str]:
    """Map the models that a call fits to what they are called in the pipeline."""
    inside = [f for f in fitted if f.index in one.unit.indexes]
    return {(f.index, f.name): current[f.name] for f in inside if f.name in current}


def make_steps(
    flow: Dataflow, made: Sequence[Made], fitted: Sequence[Fitted], taken: set[str]
) -> Line:
    """Put the calls in a row; models that are bound anew get names of their own."""
    renames = _renames(made, [f for f in fitted if not f.picked], taken)
    current: dict[str, str] = {}
    kinds: dict[str, str] = {}
    steps: list[Step] = []
    models: dict[tuple[int, str], str] = {}
    for position, one in enumerate(made):
        function = one.function
        arguments = tuple(current.get(v.name, v.name) for v in function.inputs)
        current |= {
            v.name: renames.get((position, v.name)) or _same(v.name, function, current, taken)
            for v in function.outputs
        }
        targets = tuple(current[v.name] for v in function.outputs)
        models |= _called_now(one, fitted, current)
        kinds |= dict(zip(targets, (v.annotation for v in function.outputs), strict=True))
        steps.append(
            Step(
                stage=stage_name(one.unit),
                function=function.name,
                arguments=arguments,
                targets=targets,
                cached=is_cacheable(flow, one),
                comment=one.shared.comment if one.shared else "",
                twin=_twin(one),
            )
        )
    results = tuple(Variable(name=n, annotation=a) for n, a in kinds.items())
    return Line(steps=tuple(steps), results=results, models=models)


def _twin(one: Made) -> Twin | None:
    """Say which call of a shared function a unit is, and by which names."""
    if one.shared is None:
        return None
    return Twin(
        call=one.shared.call,
        inputs=tuple(v.name for v in one.function.inputs),
        outputs=tuple(v.name for v in one.function.outputs),
        fits=one.function.fits,
        names=one.shared.names,
        given=one.shared.given,
    )


def boundaries(steps: Sequence[Step]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return, for each step of the pipeline, the variables that later steps still need."""
    stages = [step for step in steps if step.stage != EXPLORE]
    needed: set[str] = set()
    found = []
    for step in reversed(stages):
        found.append((step.function, tuple(sorted(needed))))
        needed = (needed - set(step.targets)) | set(step.arguments)
    return tuple(reversed(found))


def stage_name(unit: Unit) -> str:
    """Return the module of a unit's stage."""
    return unit.stage or module_name(unit.label)


def module_name(label: str) -> str:
    """Return the module of a stage; ``report`` is the recorder's own name."""
    return MODULES.get(label, label)


def _same(name: str, function: object, current: Mapping[str, str], taken: Collection[str]) -> str:
    """A unit that changes what it was given gives it back under the same name."""
    if _is_input(name, function) and name in current:
        return current[name]
    return _field(name) if _field(name) == name or _field(name) not in taken else f"{name}_"


def _field(name: str) -> str:
    """Change a name that a field of ``Results`` cannot have: its own, or one that is mangled."""
    if name.startswith("__") and not name.endswith("__"):
        return f"{name.lstrip('_')}_"
    return f"{name}_" if name == "Results" else name


def _is_input(name: str, function: object) -> bool:
    return any(v.name == name for v in getattr(function, "inputs", ()))


def _renames(
    made: Sequence[Made], fitted: Sequence[Fitted], taken: set[str]
) -> dict[tuple[int, str], str]:
    """Name a model after its estimator where its variable is bound anew later."""
    found: dict[tuple[int, str], str] = {}
    used = set(taken)
    for (position, variable), model in sorted(_replaced(made, fitted).items()):
        name = unique(model.short, used)
        used.add(name)
        found[position, variable] = name
    return found


def _replaced(made: Sequence[Made], fitted: Sequence[Fitted]) -> dict[tuple[int, str], Fitted]:
    """Map where a model is first bound, and its variable, to the model, if another one follows."""
    bound: dict[str, list[tuple[int, Fitted | None]]] = {}
    for position, one in enumerate(made):
        for variable in one.function.outputs:
            model = _trains(one, variable.name, fitted)
            lives = bound.setdefault(variable.name, [])
            if not _is_input(variable.name, one.function):
                lives.append((position, model))
            elif lives:
                lives[-1] = (lives[-1][0], lives[-1][1] or model)
    return {
        (position, name): model
        for name, lives in bound.items()
        for position, model in lives[:-1]
        if model is not None
    }


def _trains(one: Made, name: str, fitted: Sequence[Fitted]) -> Fitted | None:
    return next((f for f in fitted if f.name == name and f.index in one.unit.indexes), None)


def is_cacheable(flow: Dataflow, one: Made) -> bool:
    """Tell whether a stage only computes: it changes neither files nor options, nor modules."""
    if one.unit.label in {EXPLORE, "setup"}:
        return False
    written = {name for i in one.unit.indexes for name in flow.nodes[i].writes}
    world = {n for n in written if n.startswith("file:") or n in {"options", "cwd", "environ"}}
    world |= {n for i in one.unit.indexes for n in flow.nodes[i].mutates if n in flow.imports}
    barrier = any(flow.nodes[i].barrier for i in one.unit.indexes)
    return not world and not barrier
