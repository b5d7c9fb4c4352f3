"""A project with a target in it → what will be there, how that differs, and, if asked, there."""

import re
from pathlib import Path

from mlship.deploying.facts import NO_REGISTRY
from mlship.deploying.places import Deployment, Place, choose_tool
from mlship.errors import EnvironmentLacks, UsageError
from mlship.process import Finished, capture, stream

# What terraform paints and draws around what it says.
COLOURS, BOX = re.compile(r"\x1b\[[0-9;]*m"), "╷│╵ "
# What a service in a cluster or a cloud may take to say that it is not there.
COMPARE_S = 120.0


def prepare(root: Path, place: Place, environment: str, name: str) -> Deployment:
    """Find the files and the tool.

    Raises:
        UsageError: the target, or its environment, is not in the project.
        EnvironmentLacks: the tool is not on this machine.
    """
    folder = root / place.folder
    deployment = Deployment(place=place, folder=folder, tool=(), environment=environment, name=name)
    for word in deployment.words(place.render):
        if "/" in word and not (folder / word).exists():
            raise UsageError(
                f"There is no environment {environment}.",
                hint=f"Make the folder {word}, like those beside it.",
                location=str(folder),
            )
    tool = choose_tool(place)
    return Deployment(place=place, folder=folder, tool=tool, environment=environment, name=name)


def render(deployment: Deployment) -> str:
    """Show what will be there; "" where the tool has no words for it.

    Raises:
        EnvironmentLacks: the tool does not take the files.
    """
    if not deployment.place.render:
        return ""
    done = capture(deployment.words(deployment.place.render), cwd=deployment.folder)
    if done.code:
        raise EnvironmentLacks(
            f"{deployment.tool[0]} does not take the files: {_reason(done)}",
            location=str(deployment.folder),
        )
    return done.out


def compare(deployment: Deployment) -> Finished:
    """Show how it differs from what is there; code 0 the tool could tell, else it could not."""
    place = deployment.place
    for command in place.prepare:
        done = capture(deployment.words(command), cwd=deployment.folder)
        if done.code:
            return Finished(code=done.code, out="", err=_reason(done))
    done = capture(deployment.words(place.compare), cwd=deployment.folder)
    told = done.code == 0 or done.code in place.differs
    if not told:
        return Finished(code=done.code, out=done.out, err=_reason(done))
    return Finished(code=0, out=_described(deployment, done.out), err="")


def _described(deployment: Deployment, said: str) -> str:
    """Show what the tool has only named, and take it away: a dry run leaves nothing behind."""
    place = deployment.place
    named = place.names.search(said) if place.names else None
    if named is None:
        return said
    shown = capture(deployment.words(place.describe, named[1]), cwd=deployment.folder)
    capture(deployment.words(place.tidy, named[1]), cwd=deployment.folder)
    return said if shown.code else shown.out or said


def apply(deployment: Deployment) -> int:
    """Put it there, the tool's output passed on; the exit code of the first command that failed.

    Raises:
        UsageError: the image has no registry yet.
    """
    _require_registry(deployment.folder, deployment.place)
    for command in (*deployment.place.prepare, *deployment.place.apply):
        code = stream(deployment.words(command), cwd=deployment.folder).code
        if code:
            return 1
    return 0


def _require_registry(folder: Path, place: Place) -> None:
    """Refuse while a file still names the registry that nobody has."""
    if place.target == "compose":  # builds its image where it runs
        return
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and ".terraform" not in p.parts):
        if path.suffix != ".md" and NO_REGISTRY in path.read_text(
            encoding="utf-8", errors="replace"
        ):
            raise UsageError(
                f"The image has no registry yet: {path.relative_to(folder)} names {NO_REGISTRY}.",
                hint=f"mlship add {place.target} DIR --image REGISTRY/NAME@sha256:DIGEST",
                location=str(folder),
            )


def _reason(done: Finished) -> str:
    """Give the line that says what went wrong: an error's first one, else the last one."""
    said = COLOURS.sub("", done.err.strip() or done.out)
    lines = [line for line in map(_bare, said.split("\n")) if line]
    errors = (line for line in lines if line.startswith("Error:"))
    return next(errors, lines[-1] if lines else "")


def _bare(line: str) -> str:
    return line.strip().lstrip(BOX)
