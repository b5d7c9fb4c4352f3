"""`mlship build`: a project's image, or its wheel with a start script."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Folder, Python
from mlship.errors import UsageError

if TYPE_CHECKING:
    from mlship.building import BuiltImage, Bundle

MEGABYTE = 1_000_000


class EngineName(StrEnum):
    """What builds."""

    DOCKER = "docker"
    PODMAN = "podman"
    BUILDAH = "buildah"
    WHEEL = "wheel"


def build(
    folder: Folder = Path(),
    engine: Annotated[
        EngineName | None, typer.Option(help="What builds. [default: the first that works here]")
    ] = None,
    tags: Annotated[
        list[str] | None,
        typer.Option("--tag", help="Name of the image. [default: PROJECT:VERSION and latest]"),
    ] = None,
    push: Annotated[bool, typer.Option("--push", help="Push it afterwards.")] = False,
    pin: Annotated[
        bool, typer.Option("--pin", help="Write digest and versions into the project first.")
    ] = False,
    arguments: Annotated[
        list[str] | None, typer.Option("--build-arg", help="Set an ARG: UID=0.")
    ] = None,
    secrets: Annotated[
        list[str] | None,
        typer.Option("--secret", help="Lend a file, in no layer: id=pip.conf,src=FILE."),
    ] = None,
    platform: Annotated[
        str, typer.Option(help="What it is to run on: linux/amd64. [default: as this machine]")
    ] = "",
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no registry for the base image.")
    ] = False,
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """Build a project's image, with its trained model."""
    from mlship.building import BuildOptions, build_bundle, build_image, choose_engine
    from mlship.rendering import templates_dir
    from mlship.running import open_project

    project = open_project(folder, python)
    console = Console(as_json=as_json)
    options = BuildOptions(
        tags=tuple(tags or ()),
        arguments=tuple(arguments or ()),
        secrets=tuple(secrets or ()),
        pin=pin,
        push=push,
        platform=platform,
        offline=offline,
    )
    if engine is EngineName.WHEEL:
        _refuse_image_options(given=options != BuildOptions())
        wheel_templates = templates_dir() / "wheel"
        bundle = build_bundle(project.root, project.package, project.python, wheel_templates)
        return _answer_bundle(bundle, console)
    chosen = choose_engine(engine.value if engine else "")
    return _answer_image(build_image(project.root, project.package, chosen, options), console)


def _refuse_image_options(*, given: bool) -> None:
    if given:
        raise UsageError(
            "--tag, --push, --pin, --build-arg, --secret, --platform and --offline are for images.",
            hint="A wheel needs none of them: its versions are those of the interpreter.",
        )


def _answer_bundle(bundle: "Bundle", console: Console) -> int:
    console.say(f"{bundle.folder}: {_size(bundle.bytes)}, {bundle.packages} packages to install")
    console.say(f"  next: {bundle.folder / 'start.sh'}")
    console.answer({"exit_code": 0, "engine": "wheel", **asdict(bundle)})
    return 0


def _answer_image(built: "BuiltImage", console: Console) -> int:
    image = built.image
    layers = ", ".join(_size(each) for each in image.layers)
    console.say(f"{', '.join(built.tags)}: {_size(image.bytes)} by {image.engine}")
    console.say(f"  layers {layers}")
    console.say(f"  id {image.id}, digest here {image.digest or 'none before a push'}")
    console.say(f"  {built.packages} packages, listed in {built.sbom}")
    if built.base:
        console.say(f"  pinned: {built.base}")
    for tag, digest in built.pushed.items():
        console.say(f"  pushed: {tag}@{digest}")
    runner = "podman" if image.engine == "buildah" else image.engine  # they share their images
    run = f"{runner} run --read-only --tmpfs /tmp -p 8080:8080 -e API_KEYS=KEY {image.tag}"
    console.say(f"  next: {run}" if built.model else f"  next: {runner} run {image.tag}")
    console.answer({"exit_code": 0, **asdict(built)})
    return 0


def _size(count: int) -> str:
    if count < MEGABYTE:
        return f"{count / 1000:.0f} kB"
    return f"{count / MEGABYTE:.0f} MB"
