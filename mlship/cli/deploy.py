"""`mlship deploy`: how what a target will put there differs from what is there; then there."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Folder
from mlship.errors import EnvironmentLacks, UsageError

if TYPE_CHECKING:
    from mlship.deploying import Deployment
    from mlship.running import ProjectFolder


def deploy(
    folder: Folder = Path(),
    target: Annotated[str, typer.Option(help="Where to: kubernetes, compose, …")] = "kubernetes",
    environment: Annotated[str, typer.Option(help="Which overlay, or stack.")] = "dev",
    apply: Annotated[
        bool, typer.Option("--apply/--dry-run", help="Do it, or show what it would do.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Show what deploying a project would change; with --apply, deploy it."""
    from mlship.deploying import apply as apply_files
    from mlship.running import open_project

    console = Console(as_json=as_json)
    deployment = open_deployment(open_project(folder), target, environment)
    if not apply:
        return _show(deployment, console)
    code = apply_files(deployment)
    console.say(f"{target}: deployed." if code == 0 else f"{target}: not deployed.")
    console.answer({"exit_code": code, "target": target, "applied": code == 0})
    return code


def open_deployment(project: "ProjectFolder", target: str, environment: str) -> "Deployment":
    """Find what a project has for a target, and the tool that puts it there."""
    from mlship.deploying import choose_sizes, find_place, gather_facts, prepare
    from mlship.ir.target import Memory
    from mlship.writing import list_added, list_outdated

    place = find_place(target)
    if target not in list_added(project.root):
        raise UsageError(
            f"{target} was not added to this project.",
            hint=f"mlship add {target} {project.root}",
            location=str(project.root),
        )
    if target in list_outdated(project.root, project.package):
        raise UsageError(
            f"{target} names the package as it was called before, not {project.package}.",
            hint=f"mlship add {target} {project.root}",
            location=str(project.root),
        )
    name = gather_facts(project, None, choose_sizes(Memory())).slug
    return prepare(project.root, place, environment, name)


def _show(deployment: "Deployment", console: Console) -> int:
    from mlship.deploying import compare, render

    rendered = render(deployment)
    found = compare(deployment)
    if found.code:
        console.say(rendered.rstrip())
        raise EnvironmentLacks(
            f"What would change cannot be told: {found.err}",
            hint=f"{deployment.tool[0]} has to reach what it deploys to, and be let in.",
            location=str(deployment.folder),
        )
    console.say(found.out.rstrip() or "Nothing differs from what is there.")
    console.say("This was a dry run; --apply does it.")
    console.answer(
        {
            "exit_code": 0,
            "target": deployment.place.target,
            "rendered": rendered,
            "difference": found.out,
            "applied": False,
        }
    )
    return 0
