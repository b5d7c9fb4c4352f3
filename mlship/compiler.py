"""A notebook's path and the settings → the plan and the formatted project, in memory."""

import ast
import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mlship import (
    analysis,
    formatting,
    knowledge,
    parsing,
    planning,
    reader,
    rendering,
    rules,
    unfolding,
)
from mlship.ir.dataflow import Dataflow
from mlship.ir.notebook import Notebook
from mlship.ir.plan import Plan
from mlship.ir.program import Program
from mlship.ir.project import Project
from mlship.ir.trees import walk
from mlship.ir.unfolding import Unfolding
from mlship.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Planned = the notebook as read, and what its project will be."""

    notebook: Notebook
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """Compiled = the notebook as read, its plan, its project: all files, in memory."""

    notebook: Notebook
    plan: Plan
    project: Project


def plan_notebook(path: Path, settings: Settings) -> Planned:
    """Read, parse, analyse and plan: what `inspect` shows."""
    facts = knowledge.load(settings.knowledge)
    notebook = reader.read(path)
    program = parsing.take_out_secrets(_with_modules(parsing.parse(notebook)))
    flow = analysis.analyse(program, facts)
    plan = planning.plan(flow, facts, settings, partial(_unfold, facts=facts))
    findings = {*plan.diagnostics, *rules.check(flow, facts, data=plan.data)}
    return Planned(notebook=notebook, plan=replace(plan, diagnostics=tuple(sorted(findings))))


def _unfold(
    flow: Dataflow, *, every: bool, way: Collection[int], facts: knowledge.Knowledge
) -> Unfolding | None:
    """Understand a notebook as if what its functions do stood where they are called."""
    unfolded = unfolding.unfold(flow, way, every=every)
    if unfolded is None:
        return None
    inside = analysis.analyse(unfolded.program, facts)
    return Unfolding(flow=inside, notebook=flow, places=unfolded.places)


def _with_modules(program: Program) -> Program:
    """Add the Python files beside the notebook, or written by it, that it imports."""
    wanted = {name for s in program.statements for node in walk(s.node) for name in _imported(node)}
    modules = reader.local_modules(program.notebook, wanted, program.files)
    if _runs_scripts(program):  # which may import the modules from where they run
        return replace(program, modules=modules)
    paths = {module.path for module in modules}
    root = program.notebook.path.resolve().parent
    files = tuple(file for file in program.files if root / file.path not in paths)
    return replace(program, modules=modules, files=files)


def _imported(node: ast.AST) -> Iterable[str]:
    """Return what an import may mean by a module: a package, or a module of it."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str() as module, level=0, names=names):
            return [module, *(f"{module}.{alias.name}" for alias in names)]
    return []


def _runs_scripts(program: Program) -> bool:
    """Tell whether a statement names a Python file that the notebook has written."""
    scripts = [Path(file.path).name for file in program.files if file.path.endswith(".py")]
    return any(name in statement.source for name in scripts for statement in program.statements)


def compile_notebook(path: Path, settings: Settings) -> Compiled:
    """Plan, render and format: everything but writing."""
    return format_drafts([draft_notebook(path, settings)])[0]


def draft_notebook(path: Path, settings: Settings) -> Compiled:
    """Plan and render: the files are as the templates gave them."""
    with _garbage_left():
        planned = plan_notebook(path, settings)
        project = rendering.render(planned.plan, settings)
    return Compiled(notebook=planned.notebook, plan=planned.plan, project=project)


def format_drafts(drafts: Sequence[Compiled]) -> list[Compiled]:
    """Format what several notebooks have become; a file that is no Python stops them all."""
    with _garbage_left():
        projects = formatting.format_projects([draft.project for draft in drafts])
        return [_formatted(*each) for each in zip(drafts, projects, strict=True)]


def _formatted(draft: Compiled, project: Project) -> Compiled:
    """Find the cells' lines anew: formatting has moved them."""
    located = rendering.locate(draft.plan, project.files)
    return replace(draft, project=replace(project, provenance=located))


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Collect no garbage meanwhile: looking through many small trees for it takes a quarter longer.

    mypy does so, too. What is left counts as old, or all of it would be looked through at the end.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
