"""The table of the generated project's files: template → path → when."""

from collections.abc import Callable
from dataclasses import dataclass

from mlship.rendering.context import ProjectContext

Condition = Callable[[ProjectContext], bool]


# Templates that take the place of others lie below a folder of their own.
FASTAPI = "fastapi/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Entry = template (its path below templates/project/ says the target's), when it is wanted.

    Templates that end in .jinja are rendered; all others are copied as they are. `{package}`
    and `{stage}` in the path are filled in, the latter once for each stage.
    """

    template: str
    when: Condition

    @property
    def verbatim(self) -> bool:
        """Tell whether the file is copied as it is."""
        return not self.template.endswith(".jinja")

    @property
    def per_stage(self) -> bool:
        """Tell whether there is one such file for each stage."""
        return "{stage}" in self.template

    def target(self, package: str, stage: str = "") -> str:
        """Name the file in the project."""
        return (
            self.template.removeprefix(FASTAPI)
            .removesuffix(".jinja")
            .replace("{package}", package)
            .replace("{stage}", stage)
        )


def _always(_: ProjectContext) -> bool:
    return True


def _has_helpers(context: ProjectContext) -> bool:
    return bool(context.helpers.names)


def _is_fastapi(context: ProjectContext) -> bool:
    return context.service == "fastapi"


def _has_machinery(context: ProjectContext) -> bool:
    return context.service == "machinery"


def _has_service(context: ProjectContext) -> bool:
    return bool(context.service)


def _is_served(context: ProjectContext) -> bool:
    return context.serving is not None


def _asks_network(context: ProjectContext) -> bool:
    return context.serving is not None and context.serving.network


def _answers(context: ProjectContext) -> bool:
    return _is_served(context) and _has_machinery(context)


def _learns(context: ProjectContext) -> bool:
    """Stages may learn although what follows cannot be served."""
    return _is_served(context) or ".learned import Learned" in context.pipeline.imports


_TABLE: tuple[tuple[str, Condition], ...] = (
    ("README.md.jinja", _always),
    ("pyproject.toml.jinja", _always),
    ("params.yaml.jinja", _always),
    ("Makefile.jinja", _always),
    ("Dockerfile.jinja", _always),
    (".dockerignore.jinja", _always),
    (".gitignore.jinja", _always),
    (".pre-commit-config.yaml", _always),
    ("constraints.txt", _always),
    (".github/workflows/ci.yml.jinja", _always),
    ("src/{package}/__init__.py.jinja", _always),
    ("src/{package}/__main__.py.jinja", _always),
    ("src/{package}/params.py.jinja", _always),
    ("src/{package}/{stage}.py.jinja", _always),
    ("src/{package}/health.py", _has_service),
    ("src/{package}/helpers.py.jinja", _has_helpers),
    ("src/{package}/inference.py.jinja", _is_served),
    ("src/{package}/answerable.py", _is_served),
    ("src/{package}/dates.py", _learns),
    ("src/{package}/forms.py", _learns),
    ("src/{package}/gaps.py", _is_served),
    ("src/{package}/learned.py", _learns),
    ("src/{package}/matrices.py", _is_served),
    ("src/{package}/networks.py", _asks_network),
    ("src/{package}/pipeline.py.jinja", _always),
    ("src/{package}/records.py", _is_served),
    ("src/{package}/replay.py", _is_served),
    ("src/{package}/schema.py", _is_served),
    ("src/{package}/targets.py", _is_served),
    ("src/{package}/report.py", _always),
    ("src/{package}/runner.py", _always),
    ("src/{package}/running/__init__.py", _always),
    ("src/{package}/running/artifacts.py", _always),
    ("src/{package}/running/cache.py", _always),
    ("src/{package}/running/command.py", _always),
    ("src/{package}/running/configuration.py", _always),
    ("src/{package}/running/failures.py", _always),
    ("src/{package}/running/files.py", _always),
    ("src/{package}/running/fingerprint.py", _always),
    ("src/{package}/running/keys.py", _always),
    ("src/{package}/running/memento.py", _always),
    ("src/{package}/running/output.py", _always),
    ("src/{package}/running/randomness.py", _always),
    ("src/{package}/running/reading.py", _always),
    ("src/{package}/running/sagemaker.py", _always),
    ("src/{package}/running/schedule.py", _always),
    ("src/{package}/running/sharing.py", _always),
    ("src/{package}/running/surroundings.py", _always),
    ("src/{package}/running/thresholds.py", _always),
    ("src/{package}/service.py.jinja", _has_machinery),
    ("fastapi/src/{package}/service.py", _is_fastapi),
    ("src/{package}/serving/__init__.py", _has_machinery),
    ("src/{package}/serving/answers.py", _has_machinery),
    ("src/{package}/serving/application.py", _has_machinery),
    ("src/{package}/serving/batching.py", _has_machinery),
    ("src/{package}/serving/checking.py", _has_machinery),
    ("src/{package}/serving/command.py", _has_machinery),
    ("src/{package}/serving/docs.html", _has_machinery),
    ("src/{package}/serving/envelopes.py", _has_machinery),
    ("src/{package}/serving/exchange.py", _has_machinery),
    ("src/{package}/serving/frames.py", _has_machinery),
    ("src/{package}/serving/holder.py", _has_machinery),
    ("src/{package}/serving/hooks.py", _has_machinery),
    ("src/{package}/serving/jobs.py", _has_machinery),
    ("src/{package}/serving/keys.py", _has_machinery),
    ("src/{package}/serving/listening.py", _has_machinery),
    ("src/{package}/serving/logs.py", _has_machinery),
    ("src/{package}/serving/metrics.py", _has_machinery),
    ("src/{package}/serving/models.py", _has_machinery),
    ("src/{package}/serving/observing.py", _has_machinery),
    ("src/{package}/serving/openapi.py", _has_machinery),
    ("src/{package}/serving/pace.py", _has_machinery),
    ("src/{package}/serving/postponing.py", _has_machinery),
    ("src/{package}/serving/prediction_run.py", _has_machinery),
    ("src/{package}/serving/predictor.py", _has_machinery),
    ("src/{package}/serving/problems.py", _has_machinery),
    ("src/{package}/serving/protocol.py", _has_machinery),
    ("src/{package}/serving/quality.py", _has_machinery),
    ("src/{package}/serving/records.py", _has_machinery),
    ("src/{package}/serving/refusals.py", _has_machinery),
    ("src/{package}/serving/routes.py", _has_machinery),
    ("src/{package}/serving/schema.py", _has_machinery),
    ("src/{package}/serving/server.py", _has_machinery),
    ("src/{package}/serving/settings.py", _has_machinery),
    ("src/{package}/serving/shedding.py", _has_machinery),
    ("src/{package}/serving/tables.py", _has_machinery),
    ("src/{package}/serving/versions.py", _has_machinery),
    ("src/{package}/serving/workers.py", _has_machinery),
    ("tests/conftest.py.jinja", _always),
    ("tests/test_expectations.py.jinja", _always),
    ("tests/test_params.py.jinja", _always),
    ("tests/test_pipeline.py.jinja", _always),
    ("tests/test_replay.py.jinja", _is_served),
    ("tests/test_service.py.jinja", _answers),
    ("tests/test_stages.py.jinja", _always),
    ("tests/checking.py", _always),
    ("tests/contracts.py", _always),
    ("tests/data_files.py.jinja", _always),
    ("tests/keeping.py", _always),
    ("tests/posting.py.jinja", _answers),
    ("tests/recording.py.jinja", _always),
)

MANIFEST = tuple(Entry(template=template, when=when) for template, when in _TABLE)
