"""A notebook and where it goes → its project there; one at a time, or all at once."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from mlship.cli.failures import Failure, attempt
from mlship.compiler import (
    Compiled,
    compile_notebook,
    draft_notebook,
    format_drafts,
    plan_notebook,
)
from mlship.errors import UsageError, WouldOverwrite
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.notebook import copy_of
from mlship.ir.plan import Plan
from mlship.process import in_parallel
from mlship.rendering import list_untested, trace
from mlship.settings import Settings
from mlship.writing import list_outdated, some_rows, write

# So many notebooks are formatted at once at the most, and of what is left so small a part of each
# worker's share.
BATCH, SHARES = 8, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Job = notebook, target (None: a folder named after the project, here), settings."""

    notebook: Path
    target: Path | None = None
    settings: Settings = field(default_factory=Settings)
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """Conversion = what came of a job.

    `missing` are the data files that were not found, `untested` those that were, and without
    which tests are skipped, as no rows of them are in the project. `outdated` are the targets that
    were added when the package was called otherwise.
    """

    notebook: Path
    target: Path
    package: str
    model: str
    stages: tuple[str, ...]
    parameters: int
    missing: tuple[str, ...]
    untested: tuple[str, ...]
    outdated: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    backup: Path | None = None


Outcome = Conversion | Failure


def convert_one(job: Job) -> Conversion:
    """Compile and write."""
    return _write(job, compile_notebook(job.notebook, _settings(job)))


def _settings(job: Job) -> Settings:
    return replace(job.settings, beside=job.target.absolute().parent if job.target else Path.cwd())


def _write(job: Job, compiled: Compiled) -> Conversion:
    plan = compiled.plan
    target = job.target or Path(plan.project)
    if not job.force:
        _require_same_notebook(target, job.notebook)
    written = write(
        compiled.project,
        target,
        force=job.force,
        provenance=_provenance(compiled, job.settings),
        data={**_data_copies(plan, job.settings), **_samples(plan, job.settings)},
    )
    return Conversion(
        notebook=job.notebook,
        target=written.target,
        package=plan.package,
        model=plan.model,
        stages=tuple(stage.name for stage in plan.stages),
        parameters=len(plan.parameters),
        missing=tuple(
            d.written_as for d in plan.data if d.found is None and not (d.written or d.made)
        ),
        untested=list_untested(plan, job.settings),
        outdated=list_outdated(written.target, plan.package),
        diagnostics=compiled.project.diagnostics,
        backup=written.backup,
    )


def find_target(job: Job) -> Path:
    """Find the folder that the job writes to, named after the project if it does not say."""
    return job.target or Path(plan_notebook(job.notebook, job.settings).plan.project)


def _require_same_notebook(target: Path, notebook: Path) -> None:
    """Raise if the folder holds the project, and the trained models, of another notebook.

    A mended copy is the notebook that it was made of.
    """
    try:
        record = json.loads((target / ".mlship/notebook.json").read_bytes())
        other = Path(record["path"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    mended = {copy_of(notebook.resolve()), notebook.resolve()} & {other, copy_of(other)}
    if other.exists() and not other.samefile(notebook) and not mended:
        raise WouldOverwrite(
            f"This folder holds the project of another notebook, {other}.",
            hint="Choose another folder with -o, or replace it with --force.",
            location=str(target),
        )


def convert_all(jobs: Sequence[Job], workers: int) -> Iterator[Outcome]:
    """Convert in parallel, a few at a time; one failure does not stop the others."""
    batches = list(_batches(jobs, workers))
    together = min(workers, len(batches))
    done = in_parallel(_try, batches, together) if workers > 1 else map(_try, batches)
    yield from chain.from_iterable(done)


def _batches(jobs: Sequence[Job], workers: int) -> Iterator[Sequence[Job]]:
    """Cut jobs into ever smaller batches, so that all workers end at about the same time."""
    start = 0
    while start < len(jobs):
        size = max(1, min(BATCH, (len(jobs) - start) // (SHARES * workers)))
        yield jobs[start : start + size]
        start += size


def find_jobs(
    paths: Sequence[Path], output: Path | None, settings: Settings, *, force: bool
) -> list[Job]:
    """Find the notebooks, folders searched through, and give each its own target."""
    if len(paths) == 1 and not paths[0].is_dir():
        return [Job(notebook=paths[0], target=output, settings=settings, force=force)]
    if settings.name:
        raise UsageError("--name is for one notebook.")
    targets = _targets(paths, output or Path())
    if not targets:
        raise UsageError("There is no notebook here.", location=", ".join(map(str, paths)))
    return [
        Job(notebook=notebook, target=target, settings=settings, force=force)
        for target, notebook in targets.items()
    ]


def _try(jobs: Sequence[Job]) -> list[Outcome]:
    """Convert a few: what they become is formatted at once; if that fails, each by itself."""
    drafts = [attempt(partial(draft_notebook, job.notebook, _settings(job))) for job in jobs]
    planned = [draft for draft in drafts if isinstance(draft, Compiled)]
    formatted = attempt(partial(format_drafts, planned))
    if isinstance(formatted, Failure):
        return [attempt(partial(convert_one, job)) for job in jobs]
    compiled = iter(formatted)
    return [
        draft if isinstance(draft, Failure) else attempt(partial(_write, job, next(compiled)))
        for job, draft in zip(jobs, drafts, strict=True)
    ]


def _targets(paths: Iterable[Path], output: Path) -> dict[Path, Path]:
    """Map a folder of its own to each notebook; of equal names, the later ones are counted."""
    targets: dict[Path, Path] = {}
    for path in paths:
        for notebook in _notebooks(path):
            inside = notebook.relative_to(path if path.is_dir() else path.parent).with_suffix("")
            targets[_free(output / inside, targets)] = notebook
    return targets


def _notebooks(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.rglob("*.ipynb"))
    return [each for each in found if not _is_hidden(each.relative_to(path))]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _free(target: Path, taken: Mapping[Path, Path]) -> Path:
    number = 2
    wanted = target
    while target in taken:
        target = wanted.with_name(f"{wanted.name}-{number}")
        number += 1
    return target


def _provenance(compiled: Compiled, settings: Settings) -> dict[str, object]:
    notebook = compiled.notebook
    return {
        "notebook": {"path": Path.cwd() / notebook.path, "sha256": notebook.sha256},
        "settings": asdict(settings),
        "flow": trace(compiled.plan),
        "provenance": [
            {"cell": cell, "line": line, "file": file, "file_line": file_line}
            for cell, line, file, file_line in compiled.project.provenance
        ],
    }


def _data_copies(plan: Plan, settings: Settings) -> dict[str, Path]:
    """Pair each data file's place in the project with where it is now."""
    if not settings.copy_data:
        return {}
    found = {file.name: file.found for file in plan.data if file.found and file.found.is_file()}
    return {
        str(parameter.value): found[parameter.name]
        for parameter in plan.parameters
        if parameter.section == "data" and parameter.name in found
        if not Path(str(parameter.value)).is_absolute()
    }


def _samples(plan: Plan, settings: Settings) -> dict[str, bytes]:
    """Take some rows of each data file, for the project's tests."""
    if not settings.sample:
        return {}
    return {
        f"tests/data/{file.name}{file.found.suffix}": some_rows(file.found, settings.sample)
        for file in plan.data
        if file.found and file.has_rows and file.found.is_file()
    }
