"""A project and an engine → its image, what is in it, and, if asked, pins and a push."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mlship.building.interface import BuildRequest, Engine, Image
from mlship.building.inventory import Package, read_inventory
from mlship.building.model import find_model, read_name
from mlship.building.pinning import pin_base, pin_packages, read_base
from mlship.building.sbom import Subject, write_sbom
from mlship.errors import EnvironmentLacks
from mlship.process import capture

LABEL = "org.opencontainers.image"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """BuildOptions = tags (none: named after project and model), arguments, secrets, what else.

    Attributes:
        pin: write the base image's digest and all versions into the project first.
        push: push every tag afterwards.
        offline: ask no registry for the base image.
        platform: what it is to run on, "" this machine's.
    """

    tags: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    pin: bool = False
    push: bool = False
    offline: bool = False
    platform: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltImage:
    """BuiltImage = the image, its tags, its SBOM, how many packages, pins, tag → digest pushed."""

    image: Image
    tags: tuple[str, ...]
    sbom: Path
    packages: int
    model: str
    base: str = ""
    pushed: Mapping[str, str] = field(default_factory=dict)


def build_image(root: Path, package: str, engine: Engine, options: BuildOptions) -> BuiltImage:
    """Build; raises EnvironmentLacks where there is no model yet."""
    model = find_model(root, package)
    name, version = read_name(root)
    label = model.version if model else version
    request = BuildRequest(
        root=root,
        tags=options.tags or (f"{name}:{label}", f"{name}:latest"),
        arguments=options.arguments,
        secrets=options.secrets,
        labels=_labels(root, label),
        offline=options.offline,
        platform=options.platform,
    )
    engine.build(request)
    packages = _take_inventory(request, engine)
    base = ""
    if options.pin:
        base = _pin(request, engine, packages)
        engine.build(request)
    image = engine.inspect(request.tags[0])
    subject = Subject(name=name, version=label, is_image=True, model=model)
    built = BuiltImage(
        image=image,
        tags=request.tags,
        sbom=write_sbom(subject, packages, root / "dist"),
        packages=len(packages),
        model=model.version if model else "",
        base=base,
    )
    return _push(built, engine) if options.push else built


def _labels(root: Path, version: str) -> Mapping[str, str]:
    """Say which model and which commit it is, where that is known."""
    done = capture(["git", "rev-parse", "HEAD"], cwd=root) if (root / ".git").exists() else None
    revision = {f"{LABEL}.revision": done.out.strip()} if done and not done.code else {}
    return {f"{LABEL}.version": version, **revision}


def _take_inventory(request: BuildRequest, engine: Engine) -> tuple[Package, ...]:
    with TemporaryDirectory() as folder:
        engine.export(replace(request, tags=()), "inventory", Path(folder))
        return read_inventory(Path(folder))


def _pin(request: BuildRequest, engine: Engine, packages: tuple[Package, ...]) -> str:
    """Pin the base image and the packages; return the base image with its digest."""
    name = read_base(request.root)
    digest = engine.find_digest(name)
    if not digest:
        raise EnvironmentLacks(
            "No registry has given a digest for the base image.",
            hint=f"{engine.name} pull {name}",
            location=name,
        )
    pin_base(request.root, digest)
    pin_packages(request.root, packages)
    return f"{name}@{digest}"


def _push(built: BuiltImage, engine: Engine) -> BuiltImage:
    return replace(built, pushed={tag: engine.push(tag) for tag in built.tags})
