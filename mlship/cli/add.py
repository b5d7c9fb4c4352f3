"""`mlship add`: what one platform or tool wants of a project, and away with it again."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Python

if TYPE_CHECKING:
    from mlship.ir.target import Memory
    from mlship.running import ProjectFolder
    from mlship.writing import Added


def add(
    target: Annotated[str, typer.Argument(help="What to add.", show_default=False)] = "",
    folder: Annotated[Path, typer.Argument(help="The project's folder.")] = Path(),
    list_targets: Annotated[
        bool, typer.Option("--list", help="Show what can be added, and what was.")
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take it away; edited files stay.")
    ] = False,
    image: Annotated[
        str, typer.Option(help="The image in your registry: REGISTRY/NAME:TAG, or @sha256:DIGEST.")
    ] = "",
    no_measure: Annotated[
        bool, typer.Option("--no-measure", help="Do not start the service to see what it takes.")
    ] = False,
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """Add the files of a platform or tool to a project; again, to bring them up to date."""
    from mlship.rendering import find_target
    from mlship.running import open_project
    from mlship.writing import remove as remove_files

    console = Console(as_json=as_json)
    if list_targets:
        return _list(Path(target) if target else folder, console)
    wanted = find_target(target)
    project = open_project(folder, python)
    if remove:
        done = remove_files(project.root, wanted.name)
        return _show(wanted.name, done, console, removed=True)
    _require_servable(project, wanted.name)
    memory = _memory(project, console, measured=wanted.measured and not no_measure)
    done = add_target(project, wanted.name, image, memory)
    return _show(wanted.name, done, console)


def add_target(project: "ProjectFolder", target: str, image: str, memory: "Memory") -> "Added":
    """Render the files of a target and write them into the project."""
    from mlship.deploying import choose_sizes, gather_facts, parse_image
    from mlship.rendering import find_target, render_target
    from mlship.writing import add as write_files
    from mlship.writing import read_additions

    wanted = find_target(target)
    key = f"image_of_{target}" if wanted.own_image else "image"
    image = image or str(read_additions(project.root).get(key) or "")
    facts = gather_facts(project, parse_image(image) if image else None, choose_sizes(memory))
    kept = {key: image, "memory": asdict(memory)}
    return write_files(project.root, target, render_target(wanted, facts), kept)


def _require_servable(project: "ProjectFolder", target: str) -> None:
    """Raise for a target that serves a model where there is none, before anything is started."""
    from mlship.deploying import choose_sizes, gather_facts
    from mlship.ir.target import Memory
    from mlship.rendering import find_target, require_servable

    facts = gather_facts(project, None, choose_sizes(Memory()))
    require_servable(find_target(target), facts)


def _memory(project: "ProjectFolder", console: Console, *, measured: bool) -> "Memory":
    """Take what is known of this version of the model, else measure it."""
    from mlship.ir.target import Memory
    from mlship.serving import can_be_measured, measure_memory
    from mlship.writing import read_additions

    known = read_additions(project.root).get("memory")
    remembered = Memory(**known) if isinstance(known, dict) else Memory()
    version = can_be_measured(project.root)
    if not measured or (remembered.serve_mb and remembered.version == version):
        return remembered
    if not version:
        console.say("Sizes are assumed: train a model, then add again to have them measured.")
        return measure_memory(project)
    console.say("Starting the service for a moment, to see what memory it takes.")
    found = measure_memory(project)
    if found.serve_mb is None:
        console.say("It does not start, so that sizes are assumed; `mlship serve` says why.")
    return found


def _list(folder: Path, console: Console) -> int:
    from mlship.rendering import TARGETS
    from mlship.writing import list_added

    added = list_added(folder)
    rows = [(t.name, "added" if t.name in added else "", t.summary) for t in TARGETS]
    console.table("Targets", ["target", "", "what"], rows)
    targets = [{"name": t.name, "summary": t.summary, "added": t.name in added} for t in TARGETS]
    console.answer({"exit_code": 0, "targets": targets})
    return 0


def _show(target: str, done: "Added", console: Console, *, removed: bool = False) -> int:
    lines = [f"  + {name}" for name in done.written] + [f"  - {name}" for name in done.removed]
    lines += [f"  ! {name} is not as it was generated: left alone" for name in done.left_alone]
    lines += [f"  {len(done.unchanged)} files are as they should be"] if done.unchanged else []
    page = next((name for name in done.written if name.endswith("README.md")), "")
    lines += [f"  next: {page}"] if page and not removed else []
    console.say("\n".join([f"{target} {'removed' if removed else 'added'}", *lines]))
    console.answer(
        {
            "exit_code": 0,
            "target": target,
            "written": done.written,
            "unchanged": done.unchanged,
            "removed": done.removed,
            "left_alone": done.left_alone,
        }
    )
    return 0
