"""Dataflow → Plan: sort, cut, connect, name, and put together."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from mlship.errors import NotebookError
from mlship.ir.dataflow import Dataflow
from mlship.ir.plan import DataFile, Helpers, Kept, Measured, Parameter, Plan, Stage
from mlship.knowledge import Knowledge
from mlship.planning import functions, inference, looking, models, prose
from mlship.planning.bindings import Surroundings
from mlship.planning.bodies import Writer, name_figures
from mlship.planning.closures import capture
from mlship.planning.datafiles import EXTENSIONS, DataFiles, file_name, find_data_files
from mlship.planning.expectations import expect
from mlship.planning.figures import find_figures
from mlship.planning.hoisting import Hoisted, find_movable
from mlship.planning.importing import Imports, collect_imports, loaded_names, roots
from mlship.planning.interfaces import EXPLORE, Unit, connect
from mlship.planning.kinds import is_typed
from mlship.planning.naming import slug, unique
from mlship.planning.partition import Segment
from mlship.planning.passing import narrow
from mlship.planning.recording import Recorded, find_recorded
from mlship.planning.requirements import requirements
from mlship.planning.roles import LABELS
from mlship.planning.secrets import find_secrets, redact
from mlship.planning.segments import find_segments
from mlship.planning.sorting import Sorted, is_import_block, sort_statements
from mlship.planning.steps import Line, make_steps, module_name
from mlship.planning.telling import with_told_roles
from mlship.planning.tunables import Tunables, find_tunables, foldable, text_constants
from mlship.settings import Settings

ORDER = (*LABELS, EXPLORE)
# Names that generated modules use themselves.
RESERVED = frozenset(
    {
        "run",
        "step",
        "look",
        "main",
        "report",
        "params",
        "runner",
        "running",
        "helpers",
        "pipeline",
        "results",
        "reporting",
        "seed_everything",
        "partial",
    }
)
# Names that generated code brings itself.
GENERATED = ("partial", "os", "Any", "__name__", "__file__")
PROBE = {
    "params": ("params", "config", "settings", "run_params"),
    "report": ("report", "recorder", "run_report"),
    "learned": ("learned", "kept_values", "run_learned"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of the notebook: variables, imports, and how ours avoid them."""

    variables: frozenset[str]
    imported: frozenset[str]
    params: str
    report: str
    learned: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known once the statements are sorted; `passing` is the flow for signatures."""

    flow: Dataflow
    passing: Dataflow
    knowledge: Knowledge
    names: Names
    hoisted: Hoisted
    sorted: Sorted
    look_groups: tuple[tuple[int, ...], ...]
    data: DataFiles
    constants: Mapping[str, int]
    imports: Imports
    recorded: Mapping[int, tuple[Recorded, ...]]

    @property
    def hidden(self) -> frozenset[str]:
        """Names that need not be passed from stage to stage."""
        return self.names.imported | self.hoisted.functions.keys() | self.constants.keys()


def plan(flow: Dataflow, knowledge: Knowledge, settings: Settings) -> Plan:
    """Plan the project of a notebook.

    Raises:
        NotebookError: there is nothing to convert.
        UsageError: `settings.model` names no fitted model.
    """
    flow = with_told_roles(flow)
    draft = _draft(flow, knowledge)
    segments = find_segments(draft.passing, draft.sorted.kept, draft.hidden, knowledge)
    if not segments and not draft.sorted.looks and not draft.hoisted.functions:
        raise NotebookError(
            "There is no code to convert.",
            hint="The notebook only imports, or all its code is magic.",
        )
    fitted = models.find_fitted(flow, draft.sorted.kept, knowledge)
    final = frozenset(f.name for f in fitted)
    units = _units(draft, segments, final)
    alive = frozenset(name for unit in units for name in unit.outputs)
    model, candidates = models.choose(flow, fitted, alive, settings.model)
    chosen = next((f for f in reversed(fitted) if f.name == model), None)
    derived = inference.derive(flow, draft.sorted.kept, chosen, draft.hidden, draft.names.learned)
    if derived:
        units = _units(draft, segments, final | derived.wanted)
        derived = inference.share(derived, flow, units, frozenset(draft.sorted.looks))
    tunables = _tunables(draft, units, chosen.estimator if chosen else "")
    writer = _writer(draft, tunables)
    if derived:
        looks = frozenset(draft.sorted.looks)
        writer = replace(
            writer, insertions=derived.insertions, guarded=derived.guarded - looks,
            guarded_looks=derived.guarded & looks,
        )  # fmt: skip
    made = [
        inference.with_learned(m, writer.learned) for m in _functions(draft, writer, units, fitted)
    ]
    taken = set(draft.names.variables | draft.names.imported) | {m.function.name for m in made}
    line = make_steps(flow, made, fitted, taken)
    made_plan = _assemble(draft, settings, made, line, writer)
    made_plan = replace(made_plan, model=line.locals.get(model, ""), candidates=candidates)
    if derived is None:
        return made_plan
    scribe = inference.Scribe(
        derived=derived, made=made, writer=writer, imports=draft.imports,
        package=made_plan.package, types=_types(flow)[-1], variables=draft.names.variables,
        kind=knowledge.kind(chosen.estimator if chosen else ""),
    )  # fmt: skip
    return inference.complete(made_plan, scribe, line)


def _draft(flow: Dataflow, knowledge: Knowledge) -> Draft:
    names = _names(flow)
    hoisted = find_movable(flow)
    flow = capture(flow, hoisted.functions)
    texts = text_constants(flow)
    data = find_data_files(flow, texts, flow.program.notebook.path.absolute().parent)
    unused = _only_paths(flow, texts, data)
    recorded = find_recorded(flow, knowledge)
    shown = frozenset(recorded) - {f.index for f in hoisted.functions.values()}
    first = sort_statements(flow, hoisted.indexes | unused, shown)
    constants = foldable(flow, first.kept, frozenset(n for n in texts if _is_path(texts[n])))
    constants = {n: i for n, i in constants.items() if not _in_helpers(hoisted, n)}
    final = sort_statements(flow, hoisted.indexes | unused | frozenset(constants.values()), shown)
    return Draft(
        flow=flow, passing=narrow(flow), knowledge=knowledge, names=names, hoisted=hoisted,
        sorted=final, look_groups=tuple(looking.group_looks(flow, final.kept, final.looks)),
        data=data, constants=constants, imports=collect_imports(flow), recorded=recorded,
    )  # fmt: skip


def _in_helpers(hoisted: Hoisted, name: str) -> bool:
    """Classes cannot be given arguments, so what they read stays a variable."""
    return any(f.is_class and name in f.reads for f in hoisted.functions.values())


def _is_path(text: str) -> bool:
    return bool(EXTENSIONS.search(text)) or "/" in text or "\\" in text


def _only_paths(flow: Dataflow, texts: Mapping[str, str], data: DataFiles) -> frozenset[int]:
    """Return the statements of text constants that serve only as paths of data parameters."""
    inside = {id(n) for use in data.uses for n in ast.walk(use.node)}
    loads: dict[str, list[bool]] = {}
    definitions: dict[str, int] = {}
    for node in flow.nodes:
        for tree in ast.walk(node.statement.node):
            if isinstance(tree, ast.Name) and tree.id in texts:
                if isinstance(tree.ctx, ast.Load):
                    loads.setdefault(tree.id, []).append(id(tree) in inside)
                else:
                    definitions[tree.id] = node.statement.index
    return frozenset(
        definitions[n] for n, found in loads.items() if all(found) and n in definitions
    )


def _names(flow: Dataflow) -> Names:
    variables = {
        n.id if isinstance(n, ast.Name) else n.arg
        for node in flow.nodes
        for n in ast.walk(node.statement.node)
        if isinstance(n, ast.Name | ast.arg)
    } - set(flow.imports)
    rebound = {n for node in flow.nodes for n in node.writes if not _imports(node.statement.node)}
    imported = frozenset(n for n in flow.imports if n not in rebound)
    everything = variables | imported
    return Names(
        variables=frozenset(variables),
        imported=imported,
        params=next(n for n in PROBE["params"] if n not in everything),
        report=next(n for n in PROBE["report"] if n not in everything),
        learned=next(n for n in PROBE["learned"] if n not in everything),
    )


def _imports(tree: ast.stmt) -> bool:
    return isinstance(tree, ast.Import | ast.ImportFrom) or is_import_block(tree)


def _units(draft: Draft, segments: Sequence[Segment], final: frozenset[str]) -> list[Unit]:
    units = looking.place_looks(draft.flow, segments, draft.look_groups)
    return connect(draft.passing, units, draft.hidden, frozenset(draft.sorted.looks), final)


def _tunables(draft: Draft, units: Sequence[Unit], model: str) -> Tunables:
    looks = set(draft.sorted.looks)
    sections = {
        i: module_name(unit.label)
        for unit in units
        if unit.label != EXPLORE
        for i in unit.indexes
        if i not in looks
    }
    estimator = model.rsplit(".", 1)[-1]
    return find_tunables(draft.flow, sections, draft.constants, draft.knowledge, estimator)


def _writer(draft: Draft, tunables: Tunables) -> Writer:
    flow = draft.flow
    headings = {
        c: slug(h, words=6).replace("_", " ")
        for c, h in prose.headings_by_cell(flow.program).items()
    }
    figures = find_figures(flow)
    return Writer(
        flow=flow, hoisted=draft.hoisted, tunables=tunables, data=draft.data,
        recorded=draft.recorded, figures=figures,
        titles=name_figures(flow, figures, headings),
        params=draft.names.params, report=draft.names.report, learned=draft.names.learned,
        bound=frozenset(name for node in flow.nodes for name in node.writes) - flow.imports.keys(),
    )  # fmt: skip


def _functions(
    draft: Draft, writer: Writer, units: Sequence[Unit], fitted: Sequence[models.Fitted]
) -> list[functions.Made]:
    """Make every function; the looks inside a stage first, as they are called by name."""
    taken = set(
        draft.names.variables
        | draft.names.imported
        | draft.hoisted.functions.keys()
        | set(ORDER)
        | RESERVED
    )
    shop = functions.Workshop(
        flow=draft.flow, writer=writer, fitted=tuple(fitted), taken=taken,
        types=_types(draft.flow), variables=draft.names.variables,
        around=_surroundings(draft, writer),
    )  # fmt: skip
    made: list[functions.Made] = []
    written: set[str] = set()
    for unit in units:
        calls: dict[int, str] = {}
        for group in _inner_looks(draft, unit):
            look = shop.make(_look_unit(draft, group, written), {})
            made.append(look)
            given = ", ".join(
                [
                    *(v.name for v in look.function.inputs),
                    *([writer.params] if look.function.uses_params else []),
                ]
            )
            calls |= dict.fromkeys(group, "") | {group[0]: f"{look.function.name}({given})"}
        made.append(shop.make(unit, calls))
        written |= {n for i in unit.indexes for n in draft.flow.nodes[i].writes}
    return made


def _surroundings(draft: Draft, writer: Writer) -> Surroundings:
    parameters = writer.tunables.parameters
    return Surroundings(
        imports=draft.flow.imports,
        parameters={writer.parameter(p.section, p.name): p.annotation for p in parameters},
        own=frozenset(draft.hoisted.functions),
        classes=frozenset(n for n, f in draft.hoisted.functions.items() if f.is_class),
        ours=frozenset({writer.params, writer.report, writer.learned, *GENERATED}),
        written=frozenset(name for node in draft.flow.nodes for name in node.writes),
        complete=not draft.imports.stars,
    )


def _inner_looks(draft: Draft, unit: Unit) -> list[tuple[int, ...]]:
    if unit.label == EXPLORE:
        return []
    number = {i: k for k, group in enumerate(draft.look_groups) for i in group}
    groups = groupby(unit.indexes, key=lambda i: number.get(i, -1))
    return [tuple(group) for look, group in groups if look >= 0]


def _look_unit(draft: Draft, group: tuple[int, ...], written: set[str]) -> Unit:
    needs = looking.needs_of(draft.passing, group, draft.hidden)
    earlier = {n for node in draft.flow.nodes[: group[0]] for n in node.writes}
    return Unit(label=EXPLORE, indexes=group, inputs=tuple(sorted(needs & (earlier | written))))


def _types(flow: Dataflow) -> list[Mapping[str, str]]:
    """Return the types of all names before each statement, and after the last."""
    known: dict[str, str] = {}
    result: list[Mapping[str, str]] = [{}]
    for node in flow.nodes:
        known = {**known, **dict.fromkeys(node.defines | node.may_define, ""), **node.types}
        result.append(known)
    return result


def _assemble(
    draft: Draft,
    settings: Settings,
    made: Sequence[functions.Made],
    line: Line,
    writer: Writer,
) -> Plan:
    program = draft.flow.program
    title = prose.find_title(program)
    package = _package(settings.name or title.text, draft)
    stages = _stages(draft, made, package, writer)
    helpers = _helpers(draft, writer, package)
    lines = [i for stage in stages for i in stage.imports] + list(helpers.imports)
    inner = "\n".join([*(f.body for s in stages for f in s.functions), helpers.source])
    packages = (
        roots([*lines, *_local_imports(inner)]) - {package} - {m.name for m in program.modules}
    )
    metrics = [m for i in draft.sorted.kept for m in draft.recorded.get(i, ()) if m.sure]
    seeds = _unseeded(draft.flow)
    inner_looks = {
        m.function.name for m in made if m.unit.label == EXPLORE and not _is_step(m, made)
    }
    return Plan(
        title=title.text,
        summary=title.summary,
        details=title.details,
        package=package,
        project=package.replace("_", "-"),
        notebook=program.notebook.path.name,
        stages=stages,
        steps=tuple(s for s in line.steps if s.function not in inner_looks),
        results=line.results,
        result_imports=tuple(sorted({i for m in made for i in m.imports})),
        parameters=(
            *_seed(seeds),
            *_data_parameters(draft, copied=settings.copy_data),
            *writer.tunables.parameters,
        ),
        data=draft.data.files,
        helpers=helpers,
        metrics=tuple(dict.fromkeys(m.name for m in metrics if m.kind == "metric")),
        expectations=expect(program, draft.sorted.kept, draft.recorded) if not seeds else (),
        requirements=requirements(
            packages,
            program.pins,
            draft.knowledge,
            dict(settings.versions) if settings.versions is not None else None,
            program.notebook.path.absolute().parent,
        ),
        seeded=not seeds,
        params_name=draft.names.params,
        report_name=draft.names.report,
        files=_files(program),
        needs=tuple(n.command for n in program.needs),
        environment=tuple(sorted({v for s in program.statements for v in find_secrets(s)[1]})),
        commented=tuple(_commented(draft)),
        measured=tuple(_measured(draft)),
        kept=tuple(_kept(draft, made)),
        widths=tuple(
            (m.function.name, len(m.function.outputs)) for m in made if m.unit.label != EXPLORE
        ),
        diagnostics=(
            *program.diagnostics,
            *(d for s in program.statements for d in find_secrets(s)[2]),
        ),
    )


def _is_step(one: functions.Made, made: Sequence[functions.Made]) -> bool:
    """Tell whether a look is called by the pipeline, not from inside a stage."""
    return not any(
        other is not one
        and other.unit.label != EXPLORE
        and one.unit.indexes[0] in other.unit.indexes
        for other in made
    )


def _package(title: str, draft: Draft) -> str:
    name = slug(title, words=3, fallback="notebook_project")
    taken = (
        set(draft.names.imported)
        | {q.split(".")[0] for q in draft.flow.imports.values()}
        | {"src", "tests", "test"}
    )
    return name if name not in taken else unique(f"{name}_project", taken)


def _seed(unseeded: frozenset[str]) -> tuple[Parameter, ...]:
    if not unseeded:
        return ()
    return (
        Parameter(
            section="",
            name="seed",
            value=None,
            annotation="int | None",
            comment="the notebook sets none",
        ),
    )


def _unseeded(flow: Dataflow) -> frozenset[str]:
    """Return the generators that the notebook draws from before it seeds them."""
    seeded: set[str] = set()
    found: set[str] = set()
    for node in flow.nodes:
        drawn = {n for n in node.reads | node.mutates if n.startswith("rng:")}
        found |= drawn - seeded
        seeded |= {n for n in node.defines if n.startswith("rng:")}
    return frozenset(found)


def _data_parameters(draft: Draft, *, copied: bool) -> Iterable[Parameter]:
    for file in draft.data.files:
        yield Parameter(
            section="data",
            name=file.name,
            value=_data_path(file, copied=copied),
            annotation="Path",
            comment=f"in the notebook: {redact(file.written_as)}",
        )


def _data_path(file: DataFile, *, copied: bool) -> str:
    """Return where the project finds a file: its own outputs, its copy, or where it lies now."""
    if file.written:
        return f"outputs/{file_name(file.written_as)}"
    if copied and file.found:
        return f"data/{file.found.name}"
    return str(file.found or file.written_as)


def _stages(
    draft: Draft, made: Sequence[functions.Made], package: str, writer: Writer
) -> tuple[Stage, ...]:
    found = []
    looks = {m.function.name for m in made if m.unit.label == EXPLORE}
    for label in ORDER:
        mine = [m for m in made if m.unit.label == label]
        if mine:
            found.append(
                Stage(
                    name=module_name(label),
                    summary=functions.SUMMARIES[label],
                    functions=tuple(m.function for m in mine),
                    imports=_stage_imports(
                        draft, package, writer, mine, looks if label != EXPLORE else set()
                    ),
                    explore=label == EXPLORE,
                )
            )
    return tuple(found)


def _stage_imports(
    draft: Draft, package: str, writer: Writer, mine: Sequence[functions.Made], looks: set[str]
) -> tuple[str, ...]:
    names = set(loaded_names("\n".join(m.function.body for m in mine)))
    lines = set(draft.imports.needed(names)) | {i for m in mine for i in m.imports}
    lines |= {f"from {package}.helpers import {n}" for n in names & draft.hoisted.functions.keys()}
    lines |= {f"from {package}.explore import {n}" for n in names & looks}
    missing = frozenset[str]().union(*(m.missing for m in mine))
    brought = _brought(draft.imports, missing)
    names |= {"Any"} if brought else set()
    return (*sorted(lines | _ours(package, writer, names, mine)), *brought)


def _ours(
    package: str, writer: Writer, names: set[str], mine: Sequence[functions.Made]
) -> set[str]:
    lines = set()
    if any(m.function.uses_params for m in mine):
        lines.add(f"from {package}.params import Params")
    if writer.report in names:
        renamed = "" if writer.report == "report" else f" as {writer.report}"
        lines.add(f"from {package}.report import report{renamed}")
    if any(len(m.function.outputs) > 1 for m in mine):
        lines.add("from typing import NamedTuple")
    if any(v.annotation == "Learned" for m in mine for v in m.function.inputs):
        lines.add(f"from {package}.learned import Learned")
    if "Any" in names:
        lines.add("from typing import Any")
    if "os" in names:
        lines.add("import os")
    if "partial" in names:
        lines.add("from functools import partial")
    if any(m.unit.label == EXPLORE for m in mine):
        lines.add(f"from {package}.report import look")
    return lines


def _brought(imports: Imports, missing: frozenset[str]) -> tuple[str, ...]:
    """Bring the star imports for the names that nothing else binds, and declare these names.

    Without the types of a library a type checker cannot know what a star brings.
    """
    if not (imports.stars and missing):
        return ()
    untyped = not any(is_typed(root) for root in roots(imports.stars))
    return (*imports.stars, *(f"{name}: Any" for name in sorted(missing) if untyped))


def _stars(draft: Draft, names: set[str]) -> tuple[str, ...]:
    """Bring star imports where a name is used that nothing else explains."""
    if not draft.imports.stars:
        return ()
    written = {n for node in draft.flow.nodes for n in node.writes}
    known = written | draft.imports.lines.keys() | draft.hoisted.functions.keys()
    return draft.imports.stars if names - known else ()


def _helpers(draft: Draft, writer: Writer, package: str) -> Helpers:
    ordered = sorted(draft.hoisted.functions.values(), key=lambda f: f.index)
    if not ordered:
        return Helpers()
    source = "\n\n\n".join(writer.definition(f.name) for f in ordered)
    names = set(loaded_names(source))
    lines = set(draft.imports.needed(names)) | _ours(package, writer, names - {"Any"}, ())
    return Helpers(
        imports=(*sorted(lines), *_stars(draft, names)),
        source=source,
        names=tuple(f.name for f in ordered),
    )


def _local_imports(code: str) -> list[str]:
    """Return the imports inside functions, as lines."""
    tree = ast.parse(code)
    return [ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]


def _measured(draft: Draft) -> Iterable[Measured]:
    """Say where the notebook computes each metric."""
    for index in draft.sorted.kept:
        statement = draft.flow.program.statements[index]
        for one in draft.recorded.get(index, ()):
            if one.kind == "metric":
                yield Measured(
                    cell=statement.cell,
                    line=statement.line,
                    metric=one.name,
                    expression=ast.unparse(one.node),
                )


def _files(program: object) -> dict[str, str]:
    written = getattr(program, "files", ())
    modules = getattr(program, "modules", ())
    return {f.path: f.content for f in written} | {
        f"src/{m.name.replace('.', '/')}.py": m.source for m in modules
    }


def _commented(draft: Draft) -> Iterable[str]:
    for cell in draft.flow.program.broken:
        problem = f"Cell {cell.cell} does not parse (line {cell.line}: {cell.message}):"
        yield f"{problem}\n{redact(cell.source)}"


def _kept(draft: Draft, made: Sequence[functions.Made]) -> Iterable[Kept]:
    looks = set(draft.sorted.looks)
    where: dict[int, tuple[str, str]] = {}
    for one in made:
        for index in one.unit.indexes:
            if one.unit.label == EXPLORE or index not in looks:
                where[index] = (module_name(one.unit.label), one.function.name)
    for function in draft.hoisted.functions.values():
        where[function.index] = ("helpers", function.name)
    for index in draft.constants.values():
        where[index] = ("params", "")
    for node in draft.flow.nodes:
        module, function_name = where.get(node.statement.index, ("", ""))
        reason = "" if module else draft.sorted.dropped.get(node.statement.index, "")
        yield Kept(
            cell=node.statement.cell,
            line=node.statement.line,
            module=module,
            function=function_name,
            reason=reason,
            writes=tuple(sorted(name for name in node.writes if name.isidentifier())),
            depends=tuple(sorted(node.depends)),
        )
