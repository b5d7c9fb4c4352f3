"""Plan → Project: every file of the manifest, rendered or copied."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from mlship.ir.plan import Plan
from mlship.ir.project import Project
from mlship.rendering.context import ProjectContext, build_context
from mlship.rendering.environment import check_overlay, load_environment, read_verbatim
from mlship.rendering.manifest import MANIFEST, Entry
from mlship.rendering.provenance import locate
from mlship.settings import Settings


def render(plan: Plan, settings: Settings) -> Project:
    """Write out the project that the plan describes."""
    check_overlay(settings.templates)
    context = build_context(plan, settings)
    wanted = [entry for entry in MANIFEST if entry.when(context)]
    made = dict(_render_files(wanted, context, settings.templates))
    files = {**_unclaimed(plan.files, made), **made}
    return Project(
        name=plan.package,
        files=dict(sorted(files.items())),
        raw=frozenset(entry.target(plan.package) for entry in wanted if entry.verbatim),
        diagnostics=plan.diagnostics,
        provenance=locate(plan, files),
    )


def _render_files(
    entries: list[Entry], context: ProjectContext, overlay: Path | None
) -> Iterator[tuple[str, str]]:
    for entry in entries:
        if entry.verbatim:
            yield entry.target(context.package), read_verbatim(entry.template, overlay)
        elif entry.per_stage:
            yield from _render_stages(entry, context, overlay)
        else:
            template = load_environment(overlay).get_template(entry.template)
            yield entry.target(context.package), template.render(project=context)


def _render_stages(
    entry: Entry, context: ProjectContext, overlay: Path | None
) -> Iterator[tuple[str, str]]:
    template = load_environment(overlay).get_template(entry.template)
    for stage in context.stages:
        text = template.render(project=context, stage=stage)
        yield entry.target(context.package, stage.name), text


def _unclaimed(files: Mapping[str, str], made: Mapping[str, str]) -> dict[str, str]:
    """Keep the plan's own files from replacing one of the project's."""
    return {path: text for path, text in files.items() if path not in made}
