"""Plan → ProjectContext: everything that a template prints, worked out beforehand."""

import re
from dataclasses import dataclass

from mlship.ir.plan import Expectation, Helpers, Parameter, Plan, ShownSize
from mlship.rendering.contracts import Contract, build_contracts, name_direct
from mlship.rendering.docstrings import sentence
from mlship.rendering.helpers_module import build_helpers
from mlship.rendering.inference_module import InferenceModule, build_inference, describe_unserved
from mlship.rendering.parameters import ParamsModule, build_params
from mlship.rendering.pipeline_module import PipelineModule, build_pipeline
from mlship.rendering.quoting import Quoted
from mlship.rendering.readme import Arrow, CellRow, DataFiles, draw_arrows, list_cells, list_data
from mlship.rendering.requirements import complete_requirements, find_system_packages
from mlship.rendering.stage_modules import StageModule, build_stage_modules
from mlship.rendering.thresholds import Threshold, choose_thresholds, show_threshold
from mlship.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectContext:
    """What templates print; names are those of `Plan` where the values are.

    Attributes:
        text: docstring of the package.
        model: local of `run` that is saved; "" if there is none among the results.
        system_packages: what the image needs besides Python's packages.
        has_addresses: a requirement is an address, not a name with a version.
        python_version: the oldest Python that it runs on ("3.11"), for the image and for CI.
        service: what answers requests: "machinery", "fastapi"; "" where no model takes records.
        serving: the module that makes predictions of raw records; None if there is none.
        unserved: why the model takes no records, "" if it does, or if there is none.
        thresholds: what metrics are held to; threshold_shown: one as an example, None where
            params.yaml has no place for them.
        direct: functions of stages that `run` calls without the runner.
        exploring: it has looks.
        stopping: looks in which the notebook itself stops.
    """

    title: str
    summary: str
    text: str
    package: str
    project: str
    notebook: str
    python: str
    python_version: str
    requirements: tuple[str, ...]
    has_addresses: bool
    system_packages: tuple[str, ...]
    stages: tuple[StageModule, ...]
    helpers: Helpers
    pipeline: PipelineModule
    parameters: tuple[Parameter, ...]
    params: ParamsModule
    model: str
    service: str
    unserved: str
    serving: InferenceModule | None
    contracts: tuple[Contract, ...]
    metrics: tuple[str, ...]
    expectations: tuple[Expectation, ...]
    sizes: tuple[ShownSize, ...]
    thresholds: tuple[Threshold, ...]
    threshold_shown: Quoted | None
    seeded: bool
    modules: tuple[str, ...]
    data: DataFiles
    direct: list[str]
    exploring: bool
    stopping: list[str]
    needs: tuple[str, ...]
    environment: tuple[str, ...]
    arrows: tuple[Arrow, ...]
    cells: tuple[CellRow, ...]

    @property
    def prefix(self) -> str:
        """How its environment variables begin ("CHURN")."""
        return self.package.upper()


def build_context(plan: Plan, settings: Settings) -> ProjectContext:
    """Work out what the templates print."""
    serving, model = build_inference(plan), _kept_model(plan)
    return ProjectContext(
        title=plan.title,
        summary=sentence(plan.summary or plan.title),
        text=f"{sentence(plan.summary or plan.title)}\n\n{plan.details}",
        package=plan.package,
        project=plan.project,
        notebook=plan.notebook,
        python=plan.python,
        python_version=_python_version(plan.python),
        requirements=complete_requirements(plan.requirements),
        system_packages=find_system_packages(plan.requirements),
        has_addresses="://" in "\n".join(plan.requirements),
        stages=build_stage_modules(plan),
        helpers=build_helpers(plan),
        pipeline=build_pipeline(plan),
        parameters=plan.parameters,
        params=build_params(plan),
        model=model,
        service=settings.service if model and serving else "",
        serving=serving,
        unserved=describe_unserved(plan.inference) if not serving else "",
        contracts=build_contracts(plan),
        metrics=plan.metrics,
        expectations=plan.expectations,
        sizes=plan.sizes,
        thresholds=choose_thresholds(plan),
        threshold_shown=show_threshold(plan),
        seeded=plan.seeded,
        modules=tuple(sorted(path for path in plan.files if path.startswith("src/"))),
        data=list_data(plan, settings),
        direct=name_direct(plan),
        exploring=any(stage.explore for stage in plan.stages),
        stopping=_find_stopping(plan),
        needs=plan.needs,
        environment=plan.environment,
        arrows=draw_arrows(plan),
        cells=list_cells(plan),
    )


def _kept_model(plan: Plan) -> str:
    """Return the model that training leaves behind, "" if it leaves none."""
    return plan.model if any(plan.model == variable.name for variable in plan.results) else ""


def _find_stopping(plan: Plan) -> list[str]:
    """List the looks in which the notebook itself stops."""
    return [f.name for s in plan.stages if s.explore for f in s.functions if f.stops]


def _python_version(specifier: str) -> str:
    found = re.search(r"3\.\d+", specifier)
    return found[0] if found else "3.11"
