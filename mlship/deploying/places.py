"""A target → the commands that show what it will be, what is there now, and that put it there.

A table: another platform is another row.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from mlship.errors import EnvironmentLacks, UsageError
from mlship.process import capture, find_program

Command = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Place = target, its folder in the project, the tools of which it needs one, what they do.

    `{environment}` (dev, prod) and `{name}` (the project's, as platforms want it) are filled in,
    and `{named}`: what `compare` has named.

    Attributes:
        tools: the words that each tool is called by; the first that answers `probe` is taken.
        remedy: what brings a tool.
        render: shows all that will be there, from files alone.
        prepare: comes before `compare` and `apply`.
        compare: shows how that differs from what is there.
        differs: the exit codes with which `compare` says that something does, besides 0.
        names: what `compare` only names, for `describe` to show, and for `tidy` to take away.
        apply: puts it there.
    """

    target: str
    folder: str
    tools: tuple[Command, ...]
    remedy: str
    probe: Command
    apply: tuple[Command, ...]
    compare: Command
    render: Command = ()
    prepare: tuple[Command, ...] = ()
    differs: tuple[int, ...] = ()
    names: re.Pattern[str] | None = None
    describe: Command = ()
    tidy: Command = ()


def _terraform(cloud: str) -> Place:
    return Place(
        target=f"terraform-{cloud}",
        folder=f"deploy/terraform-{cloud}",
        tools=(("terraform",), ("tofu",)),
        remedy="https://developer.hashicorp.com/terraform/install",
        probe=("version",),
        prepare=(("init", "-input=false"),),
        compare=("plan", "-input=false", "-detailed-exitcode", "-no-color"),
        differs=(2,),
        apply=(
            ("plan", "-input=false", "-out=.terraform/mlship.plan"),
            ("apply", "-input=false", ".terraform/mlship.plan"),
        ),
    )


def _cloudformation(target: str) -> Place:
    deploy = (
        *("cloudformation", "deploy", "--stack-name", f"{{name}}-{target}-{{environment}}"),
        *("--template-file", "template.yaml", "--parameter-overrides", "file://parameters.json"),
        *("--capabilities", "CAPABILITY_IAM", "--no-fail-on-empty-changeset"),
    )
    change_set = ("--change-set-name", "{named}")
    changes = "Changes[].ResourceChange.[Action,LogicalResourceId,ResourceType,Replacement]"
    return Place(
        target=target,
        folder=f"deploy/{target}",
        tools=(("aws",),),
        remedy="python -m pip install awscli",
        probe=("--version",),
        compare=(*deploy, "--no-execute-changeset"),
        names=re.compile(r"--change-set-name (\S+)"),
        describe=(
            *("cloudformation", "describe-change-set", *change_set),
            *("--query", changes, "--output", "table"),
        ),
        tidy=("cloudformation", "delete-change-set", *change_set),
        apply=(deploy,),
    )


PLACES = (
    Place(
        target="compose",
        folder=".",
        tools=(("docker", "compose"), ("docker-compose",), ("podman-compose",)),
        remedy="python -m pip install podman-compose",
        probe=("version",),
        render=("config",),
        compare=("--dry-run", "up", "--detach", "--build"),
        apply=(("up", "--detach", "--build"),),
    ),
    Place(
        target="kubernetes",
        folder="deploy/kubernetes",
        tools=(("kubectl",),),
        remedy="https://kubernetes.io/docs/tasks/tools/#kubectl",
        probe=("version", "--client"),
        render=("kustomize", "overlays/{environment}"),
        compare=("diff", "--kustomize", "overlays/{environment}"),
        differs=(1,),
        apply=(("apply", "--kustomize", "overlays/{environment}"),),
    ),
    Place(
        target="cloud-run",
        folder="deploy/cloud-run",
        tools=(("gcloud",),),
        remedy="https://cloud.google.com/sdk/docs/install",
        probe=("version",),
        compare=("run", "services", "replace", "service.yaml", "--dry-run"),
        apply=(("run", "services", "replace", "service.yaml"),),
    ),
    _cloudformation("sagemaker"),
    _cloudformation("lambda"),
    _terraform("aws"),
    _terraform("gcp"),
    _terraform("azure"),
)
_BY_TARGET = {place.target: place for place in PLACES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Deployment = place, its folder here, the words that call its tool, what is filled in."""

    place: Place
    folder: Path
    tool: Command
    environment: str
    name: str

    def words(self, command: Command, named: str = "") -> list[str]:
        """Give the words of a command of the place."""
        values = {"{environment}": self.environment, "{name}": self.name, "{named}": named}
        return [*self.tool, *(_fill(word, values) for word in command)]


def _fill(word: str, values: Mapping[str, str]) -> str:
    return re.sub("|".join(values), lambda found: values[found[0]], word)


def find_place(target: str) -> Place:
    """Find the place that a target is put to.

    Raises:
        UsageError: no tool puts it anywhere; people do it.
    """
    if target not in _BY_TARGET:
        if near := get_close_matches(target, _BY_TARGET, n=1, cutoff=0.75):
            raise UsageError(f"There is no target {target}.", hint=f"Is {near[0]} meant?")
        raise UsageError(
            f"mlship does not deploy {target}.",
            hint=f"It deploys {', '.join(_BY_TARGET)}. Where there is a "
            f"deploy/{target}/README.md, it says how people do it.",
        )
    return _BY_TARGET[target]


def choose_tool(place: Place) -> Command:
    """Choose the first tool that is here and answers.

    Raises:
        EnvironmentLacks: none is.
    """
    if tool := find_tool(place):
        return tool
    names = " or ".join(" ".join(tool) for tool in place.tools)
    raise EnvironmentLacks(f"This machine has no {names}.", hint=f"It comes with: {place.remedy}")


def find_tool(place: Place) -> Command:
    """Find the first tool that is here and answers; () if none does."""
    here = (tool for tool in place.tools if find_program(tool[0]))
    return next((tool for tool in here if capture([*tool, *place.probe]).code == 0), ())
