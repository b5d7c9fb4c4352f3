"""`mlship add`: what one platform or tool wants of a project, and away with it again."""

from collections.abc import Iterator, Mapping, Sequence
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
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would be written; write nothing.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over edited files too; keep them as NAME.orig.")
    ] = False,
    no_measure: Annotated[
        bool, typer.Option("--no-measure", help="Do not start the service to see what it takes.")
    ] = False,
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """Add the files of a platform or tool to a project; again, to bring them up to date."""
    from mlship.cli.additions import list_notes, open_addition
    from mlship.rendering import find_target
    from mlship.running import open_project
    from mlship.writing import add as write_files
    from mlship.writing import remove as remove_files

    console = Console(as_json=as_json)
    if list_targets:
        return _list(Path(target) if target else folder, console)
    wanted = find_target(target)
    project = open_project(folder, python)
    if remove:
        done = remove_files(project.root, wanted.name)
        return _show(wanted.name, done, console, removed=True)
    addition = open_addition(project, wanted, image)
    memory = _memory(project, console, measured=wanted.measured and not no_measure and not diff)
    files = addition.files(memory)
    if diff:
        return _show_difference(project.root, wanted.name, files, console)
    done = write_files(project.root, wanted.name, files, addition.remembered(memory), force=force)
    return _show(wanted.name, done, console, notes=list_notes(addition))


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


def _show_difference(root: Path, target: str, files: Mapping[str, str], console: Console) -> int:
    from mlship.writing import differences

    found = differences(root, files)
    console.say(found.rstrip() or f"{target}: nothing would change.")
    console.answer({"exit_code": 0, "target": target, "difference": found})
    return 0


def _show(
    target: str,
    done: "Added",
    console: Console,
    *,
    removed: bool = False,
    notes: Sequence[str] = (),
) -> int:
    lines = [f"  {note}" for note in notes]
    lines += [f"  + {name}{_history(name, done)}" for name in done.written]
    lines += [f"  - {name}" for name in done.removed]
    lines += [f"  ! {name} is not as it was generated: left alone" for name in done.left_alone]
    lines += [] if removed else list(_advice(done))
    console.say("\n".join([f"{target} {'removed' if removed else 'added'}", *lines]))
    console.answer(
        {
            "exit_code": 0,
            "target": target,
            "written": done.written,
            "unchanged": done.unchanged,
            "removed": done.removed,
            "left_alone": done.left_alone,
            "restored": done.restored,
            "replaced": done.replaced,
        }
    )
    return 0


def _advice(done: "Added") -> Iterator[str]:
    if done.left_alone:
        yield "  --diff shows how they differ, --force writes them anew"
    if done.unchanged:
        yield f"  {len(done.unchanged)} files are as they should be"
    if page := next((name for name in done.written if name.endswith("README.md")), ""):
        yield f"  next: {page}"


def _history(name: str, done: "Added") -> str:
    """Say what a file that was written was before, if that is worth a word."""
    if name in done.restored:
        return " (was deleted: here again)"
    return f" (yours is beside it: {Path(name).name}.orig)" if name in done.replaced else ""
