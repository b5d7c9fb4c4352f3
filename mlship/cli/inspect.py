"""`mlship inspect`: what is in a notebook, and what would become of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Knowledge, Model, Name
from mlship.errors import NotebookError, UsageError

if TYPE_CHECKING:
    from mlship.ir.inference import Decision, Inference
    from mlship.ir.plan import Plan
    from mlship.settings import Settings

    Looked = Mapping[Path, Plan | NotebookError]


class Format(StrEnum):
    """How findings are shown."""

    TEXT = "text"
    GITHUB = "github"
    SARIF = "sarif"


Table = tuple[str, Sequence[str], Sequence[Sequence[object]]]


def inspect(
    notebooks: Annotated[
        list[Path], typer.Argument(help="The notebook, or several.", show_default=False)
    ],
    check: Annotated[bool, typer.Option("--check", help="Exit 1 if there is a finding.")] = False,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="Show findings alone: as lines, annotations, or SARIF."),
    ] = None,
    name: Name = "",
    model: Model = "",
    knowledge: Knowledge = None,
    as_json: AsJson = False,
) -> int:
    """Show what is in a notebook, and what would become of it."""
    from mlship.settings import Settings

    if form and as_json:
        raise UsageError("--format and --json are two forms of the same.", hint="Choose one.")
    settings = Settings(name=name, model=model, knowledge=knowledge)
    looked = {notebook: _look(notebook, settings) for notebook in notebooks}
    unread = _unread(looked)
    if unread and len(looked) == 1 and not form:
        raise unread[0]
    console = Console(as_json=as_json)
    if form:
        _show_findings(looked, form, console)
    elif not as_json:
        _show_all(_plans(looked), console)
    for error in unread:
        console.complain(error.message, error.hint, error.location)
    code = NotebookError.exit_code if unread else int(check and _has_findings(_plans(looked)))
    console.answer(_answer(code, looked))
    return code


def _unread(looked: "Looked") -> list[NotebookError]:
    return [each for each in looked.values() if isinstance(each, NotebookError)]


def _plans(looked: "Looked") -> "list[Plan]":
    return [each for each in looked.values() if not isinstance(each, NotebookError)]


def _look(notebook: Path, settings: "Settings") -> "Plan | NotebookError":
    """Plan; one notebook that cannot be read hides nothing of the others."""
    from mlship.compiler import plan_notebook

    try:
        return plan_notebook(notebook, settings).plan
    except NotebookError as error:
        return error


def _has_findings(plans: "Iterable[Plan]") -> bool:
    return any(each.severity != "info" for plan in plans for each in plan.diagnostics)


def _show_all(plans: "Iterable[Plan]", console: Console) -> None:
    for plan in plans:
        _show(plan, console)


def _show_findings(looked: "Looked", form: Format, console: Console) -> None:
    from mlship.cli.findings import locate, render
    from mlship.parsing import unreadable

    findings = {
        path: (
            (unreadable(found.message, found.hint),)
            if isinstance(found, NotebookError)
            else found.diagnostics
        )
        for path, found in looked.items()
    }
    located = [each for path, found in findings.items() for each in locate(path, found)]
    if text := render(located, form):
        console.say(text)


def _answer(code: int, looked: "Looked") -> dict[str, object]:
    """Make the document: the plan, or the plans where there are several."""
    documents = [
        (
            {"path": path, "error": {"message": found.message, "hint": found.hint}}
            if isinstance(found, NotebookError)
            else {**asdict(found), "dropped": _document(_dropped(found))}
        )
        for path, found in looked.items()
    ]
    if len(documents) == 1:
        return {"exit_code": code, **documents[0]}
    return {"exit_code": code, "notebooks": documents}


UNPROVEN = "as far as the code tells: a run proves it, or takes features"

NO_MODEL = "no variable holds one fitted model with `predict`: give it one (`best = models[name]`)"
NO_ROWS = "no network is trained on rows of a table and their answers"
WAY_OUT = "a class of yours around it, with `fit` and `predict`, is served"


def _show(plan: "Plan", console: Console) -> None:
    console.say(f"{plan.title} ({plan.package}): {plan.summary}\n")
    for title, columns, rows in _tables(plan):
        console.table(title, columns, rows)


def _tables(plan: "Plan") -> Iterator[Table]:
    yield "Stages", ["stage", "functions", "cells", "statements"], list(_stages(plan))
    yield "Variables across each boundary", ["after", "width", "variables"], list(_widths(plan))
    yield "Parameters", ["parameter", "value", "type"], list(_parameters(plan))
    yield "Model candidates", ["", "name", "estimator", "cell", "why"], list(_candidates(plan))
    yield "Serving", ["a record is", "why", "cell"], list(_serving(plan))
    yield "Data files", ["name", "in the notebook", "here"], list(_data(plan))
    yield "Requirements", ["requirement"], [(each,) for each in plan.requirements]
    yield "Dropped", ["why", "statements", "cells"], list(_dropped(plan))
    yield "Findings", ["cell", "line", "code", "severity", "message"], list(_findings(plan))


def _stages(plan: "Plan") -> Iterator[Sequence[object]]:
    statements = Counter(kept.module for kept in plan.kept)
    for stage in plan.stages:
        cells = sorted({kept.cell for kept in plan.kept if kept.module == stage.name})
        names = ", ".join(function.name for function in stage.functions)
        yield stage.name, names, ", ".join(map(str, cells)), statements[stage.name]


def _widths(plan: "Plan") -> Iterator[Sequence[object]]:
    for function, variables in plan.widths:
        yield function, len(variables), ", ".join(variables)


def _parameters(plan: "Plan") -> Iterator[Sequence[object]]:
    for parameter in plan.parameters:
        name = ".".join(filter(None, [parameter.section, parameter.name]))
        yield name, parameter.value, parameter.annotation


def _candidates(plan: "Plan") -> Iterator[Sequence[object]]:
    for each in plan.candidates:
        yield "→" if each.chosen else "", each.name, each.estimator, each.cell, each.reason


def _serving(plan: "Plan") -> Iterator[Sequence[object]]:
    found = plan.inference
    if not plan.model:
        if any(stage.name in {"train", "tune"} for stage in plan.stages):
            yield _without_model(plan)
        return
    yield _record(found)
    if found.decision:
        yield _decided(found.decision)
    for each in found.own:
        yield f"prepared as {found.served} is", f"`{each.text}` learns from these rows", each.cell


def _without_model(plan: "Plan") -> Sequence[object]:
    """Say why nothing that is trained is served."""
    found = plan.inference
    has_network = any(each.startswith("torch") for each in plan.requirements)
    if found.reason:
        return "not served", f"{found.reason}; {WAY_OUT}", found.cell
    return "not served", f"{NO_ROWS}: {WAY_OUT}" if has_network else NO_MODEL, ""


def _record(found: "Inference") -> Sequence[object]:
    """Say what a record is, why, and where that is decided."""
    records = {"records": "raw", "features": "the model's own features", "none": "not served"}
    level = "a row made later" if found.reason and found.prepare.body else records[found.level]
    return found.origin or level, found.reason or UNPROVEN, found.cell if found.cell >= 0 else ""


def _decided(decision: "Decision") -> Sequence[object]:
    limit = decision.variable or decision.limit.removeprefix("self.")
    decided = f"decided at {decision.operator} `{limit}`" if limit else "the greatest"
    follows = "serving decides so, too" if decision.followed else "serving does not"
    return decided, follows, decision.cell


def _data(plan: "Plan") -> Iterator[Sequence[object]]:
    for file in plan.data:
        here = "made by the notebook" if file.written else file.found or "not found"
        yield file.name, file.written_as, here
    for need in plan.needs:
        yield "", need, "to be fetched by hand"


def _dropped(plan: "Plan") -> Iterator[Sequence[object]]:
    dropped = [kept for kept in (*plan.kept, *plan.apart) if not kept.module]
    for reason, count in Counter(kept.reason for kept in dropped).items():
        cells = sorted({kept.cell for kept in dropped if kept.reason == reason})
        yield reason, count, ", ".join(map(str, cells))


def _document(dropped: Iterable[Sequence[object]]) -> list[dict[str, object]]:
    return [dict(zip(("why", "statements", "cells"), row, strict=True)) for row in dropped]


def _findings(plan: "Plan") -> Iterator[Sequence[object]]:
    for each in plan.diagnostics:
        place = (each.cell, each.line or "") if each.cell >= 0 else ("", "")
        yield *place, each.code, each.severity, each.message
