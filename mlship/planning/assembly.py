"""Dataflow → Plan: sort, cut, connect, name, and put together."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from mlship.errors import NotebookError
from mlship.ir.dataflow import Dataflow
from mlship.ir.plan import Candidate, Helpers, Measured, Parameter, Plan, Stage, Step
from mlship.ir.trees import parse, walk
from mlship.knowledge import Knowledge
from mlship.planning import functions, inference, models, prose
from mlship.planning.bodies import Writer
from mlship.planning.drafting import Draft, make_draft
from mlship.planning.expectations import expect, expect_sizes, is_in_order
from mlship.planning.fitted import Fitted
from mlship.planning.given import data_parameters, find_unseeded, seed_parameter
from mlship.planning.importing import roots
from mlship.planning.interfaces import EXPLORE, Unit
from mlship.planning.making import RESERVED, make_functions, make_units, make_writer, tune
from mlship.planning.modules import make_helpers, make_stages
from mlship.planning.packages import choose_package
from mlship.planning.partition import Segment
from mlship.planning.requirements import requirements
from mlship.planning.segments import find_headed_segments, find_segments
from mlship.planning.served_model import Asked, choose_served
from mlship.planning.setting_apart import set_apart
from mlship.planning.stars import spell_out_stars
from mlship.planning.steps import Line, boundaries, make_steps
from mlship.planning.surroundings import Inside, look_around
from mlship.planning.telling import with_judgements, with_told_roles
from mlship.planning.tracing import comment_broken, further_files, trace, trace_apart
from mlship.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Parts = what was decided: the draft, the functions made of it, their line, how to write.

    `judging` are functions that those of `made` call in their loops.
    """

    draft: Draft
    settings: Settings
    made: Sequence[functions.Made]
    line: Line
    writer: Writer
    inside: Inside
    judging: Sequence[functions.Made] = ()


def plan(
    flow: Dataflow,
    knowledge: Knowledge,
    settings: Settings,
    unfold: inference.Unfold = inference.leave_calls,
) -> Plan:
    """Plan the project of a notebook.

    `unfold` puts what own functions do where they are called, for serving alone.

    Raises:
        NotebookError: there is nothing to convert.
        UsageError: `settings.model` names no fitted model.
    """
    flow = with_told_roles(spell_out_stars(flow, knowledge))
    draft = make_draft(flow, knowledge, settings)
    segments = _segments(draft, settings)
    if not segments and not draft.sorted.looks and not draft.hoisted.functions:
        raise NotebookError(
            "There is no code to convert.",
            hint="The notebook only imports, or all its code is magic.",
        )
    shown = expect(flow.program, draft.sorted.kept, draft.recorded)
    asked = Asked(wanted=settings.model, shown=shown, unfold=unfold)
    served = choose_served(draft, partial(make_units, draft, segments), asked)
    fitted, units, choice, derived = served.fitted, served.units, served.choice, served.derived
    if derived:
        taught = draft.hoisted.teach(derived.outside.learning, draft.names.learned)
        draft = replace(draft, hoisted=taught)
        units = make_units(draft, segments, served.names | derived.wanted)
        derived = inference.share(derived, flow, units, frozenset(draft.sorted.looks))
    writer = _writer(draft, units, choice, derived)
    parts = _make_parts(draft, settings, writer, units, fitted)
    made_plan = _with_model(_assemble(parts), flow, choice, parts.line)
    sure = made_plan.seeded and is_in_order(flow.program)
    made_plan = replace(made_plan, shown=shown, expectations=shown if sure else ())
    if derived is None:
        return inference.unserved(made_plan, flow, draft.sorted.kept, choice.model)
    return inference.complete(made_plan, _scribe(parts, made_plan, choice, derived), parts.line)


def _writer(
    draft: Draft,
    units: Sequence[Unit],
    choice: models.Choice,
    derived: inference.Derived | None,
) -> Writer:
    """Return what writes the stages, with what serving edits in them."""
    estimator = choice.model.estimator if choice.model else ""
    writer = make_writer(draft, tune(draft, units, estimator))
    if derived is None:
        return writer
    looks, outside = frozenset(draft.sorted.looks), derived.outside
    return replace(
        writer,
        insertions=outside.insertions,
        guarded=derived.guarded - looks,
        guarded_looks=derived.guarded & looks,
        served=outside.served,
    )


def _make_parts(
    draft: Draft,
    settings: Settings,
    writer: Writer,
    units: Sequence[Unit],
    fitted: Sequence[Fitted],
) -> Parts:
    """Make the functions and the line of their calls."""
    inside = look_around(draft, writer)
    certain = [f for f in fitted if not f.picked]
    functions_ = make_functions(draft, writer, units, certain, inside)
    made = [inference.with_learned(m, writer.learned) for m in functions_]
    taken = set(draft.names.variables | draft.names.imported) | {m.function.name for m in made}
    line = make_steps(draft.flow, made, fitted, taken)
    judging: list[functions.Made] = []
    if settings.order == "free":
        made, judging = set_apart(draft, made, inside, taken | draft.hoisted.names | RESERVED)
    return Parts(
        draft=draft, settings=settings, made=made, line=line, writer=writer, inside=inside,
        judging=judging,
    )  # fmt: skip


def _scribe(
    parts: Parts, plan_: Plan, choice: models.Choice, derived: inference.Derived
) -> inference.Scribe:
    """Return what writes the serving pass."""
    draft, inside = parts.draft, parts.inside
    made, writer, types = parts.made, parts.writer, inside.types[-1]
    if (unfolded := derived.unfolded) is not None:
        made, types = inference.made_inside(made, unfolded), inference.types_inside(types, unfolded)
        writer = inference.writer_inside(writer, unfolded, derived.serving.indexes)
    return inference.Scribe(
        derived=derived,
        made=made,
        writer=writer,
        imports=draft.imports,
        around=inside.around,
        package=plan_.package,
        types=types,
        variables=draft.names.variables,
        kind=_kind(choice.model, draft.knowledge),
    )


def _implied(draft: Draft) -> set[str]:
    """Return the packages that what is called imports, though the notebook does not."""
    there = (n for n in draft.flow.nodes if n.statement.index not in draft.sorted.dropped)
    own = (draft.flow.nodes[index] for index in draft.hoisted.indexes)
    nodes = (tree for node in (*there, *own) for tree in walk(node.statement.node))
    names = {tree.attr for tree in nodes if isinstance(tree, ast.Attribute)}
    return {needed for name in names if (needed := draft.knowledge.implied(name))}


def _segments(draft: Draft, settings: Settings) -> list[Segment]:
    kept = draft.sorted.kept
    told = {i for i, found in draft.recorded.items() if any(one.kind == "metric" for one in found)}
    flow = with_judgements(draft.passing, told)
    if settings.order == "headings":
        return find_headed_segments(flow, kept, draft.knowledge)
    return find_segments(flow, kept, draft.hidden, draft.knowledge, draft.added)


def _kind(model: Fitted | None, knowledge: Knowledge) -> str:
    """Say what a model is; "" if one that is picked may be this or that."""
    classes = (model.classes or (model.estimator,)) if model else ()
    kinds = {knowledge.kind(name) for name in classes}
    return kinds.pop() if len(kinds) == 1 else ""


def _with_model(plan_: Plan, flow: Dataflow, choice: models.Choice, line: Line) -> Plan:
    candidates = (
        Candidate(
            name=line.models.get((fitted.index, fitted.name), fitted.name),
            estimator=fitted.kinds,
            reason=reason,
            chosen=fitted is choice.model,
            cell=flow.nodes[fitted.index].statement.cell,
        )
        for fitted, reason in choice.reasons
    )
    chosen = choice.model
    name = line.models.get((chosen.index, chosen.name), "") if chosen else ""
    return replace(plan_, model=name, candidates=tuple(candidates))


def _assemble(parts: Parts) -> Plan:
    draft, made, line = parts.draft, parts.made, parts.line
    program = draft.flow.program
    title = prose.find_title(program)
    package = choose_package(parts.settings, title.text, draft)
    stages = make_stages(draft, [*made, *parts.judging], package, parts.writer)
    helpers = make_helpers(draft, parts.writer, package, parts.inside)
    seeds = find_unseeded(draft.flow)
    return Plan(
        title=title.text,
        summary=title.summary,
        details=title.details,
        package=package,
        project=package.strip("_").replace("_", "-"),
        notebook=program.notebook.path.name,
        stages=stages,
        steps=_steps(parts),
        results=line.results,
        result_imports=tuple(sorted({i for m in made for i in m.imports})),
        parameters=_parameters(parts, seeds),
        data=draft.data.files,
        helpers=helpers,
        metrics=_metrics(draft),
        sizes=expect_sizes(program, draft.sorted, draft.recorded),
        requirements=_requirements(parts, stages, helpers, package),
        seeded=not seeds,
        params_name=draft.names.params,
        report_name=draft.names.report,
        files=further_files(program),
        needs=tuple(n.command for n in program.needs),
        environment=program.environment,
        commented=tuple(comment_broken(draft)),
        measured=tuple(_measured(draft)),
        kept=tuple(trace(draft, made)),
        apart=tuple(trace_apart(program)),
        widths=boundaries(line.steps),
        diagnostics=program.diagnostics,
    )


def _steps(parts: Parts) -> tuple[Step, ...]:
    """Return the steps of the pipeline, without the looks that stages call themselves."""
    called = zip(parts.line.steps, parts.made, strict=True)
    return tuple(
        step for step, one in called if one.unit.label != EXPLORE or _is_step(one, parts.made)
    )


def _parameters(parts: Parts, seeds: frozenset[str]) -> tuple[Parameter, ...]:
    return (
        *seed_parameter(seeds),
        *data_parameters(
            parts.draft, copied=parts.settings.copy_data, beside=parts.settings.beside
        ),
        *parts.writer.tunables.parameters,
    )


def _metrics(draft: Draft) -> tuple[str, ...]:
    sure = (m for i in draft.sorted.kept for m in draft.recorded.get(i, ()) if m.sure)
    return tuple(dict.fromkeys(m.name for m in sure if m.kind == "metric"))


def _requirements(
    parts: Parts, stages: Sequence[Stage], helpers: Helpers, package: str
) -> tuple[str, ...]:
    """Return the packages that the project imports, or that what it calls does."""
    draft, versions = parts.draft, parts.settings.versions
    program = draft.flow.program
    texts = [*(f.body for s in stages for f in s.functions), helpers.source]
    lines = [
        *(line for stage in stages for line in stage.imports),
        *helpers.imports,
        *(line for text in texts for line in local_imports(text)),
    ]
    packages = roots(lines) - {package} - {m.name for m in program.modules}
    return requirements(
        packages | _implied(draft),
        program.pins,
        draft.knowledge,
        dict(versions) if versions is not None else None,
        program.notebook.path.absolute().parent,
    )


def _is_step(one: functions.Made, made: Sequence[functions.Made]) -> bool:
    """Tell whether a look is called by the pipeline, not from inside a stage."""
    return not any(
        other is not one
        and other.unit.label != EXPLORE
        and one.unit.indexes[0] in other.unit.indexes
        for other in made
    )


def local_imports(code: str) -> list[str]:
    """Return the imports inside functions, as lines."""
    tree = parse(code)
    return [ast.unparse(n) for n in walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]


def _measured(draft: Draft) -> Iterable[Measured]:
    """Say where the notebook computes each metric: in the pipeline, and in its own functions."""
    own = {function.index for function in draft.hoisted.functions.values()}
    for index in sorted({*draft.sorted.kept, *own}):
        statement = draft.flow.program.statements[index]
        for one in draft.recorded.get(index, ()):
            if one.kind == "metric":
                yield Measured(
                    cell=statement.cell,
                    line=statement.line,
                    metric=one.name,
                    expression=ast.unparse(one.node),
                    occurrence=_count_before(statement.node, one.node),
                )


def _count_before(tree: ast.stmt, wanted: ast.expr) -> int:
    """Count the expressions of a statement that read like `wanted` and come before it."""
    text = ast.unparse(wanted)
    alike = [n for n in walk(tree) if isinstance(n, type(wanted)) and ast.unparse(n) == text]
    return next(k for k, node in enumerate(alike) if node is wanted)
