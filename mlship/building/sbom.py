"""Packages and the model → a CycloneDX document: what an image, or a bundle, is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlship.building.inventory import Package
from mlship.building.model import Model

if TYPE_CHECKING:
    from cyclonedx.model.component import Component

NAME = "sbom.cdx.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Subject = what is described: name, version, whether it is an image, its model if any."""

    name: str
    version: str
    is_image: bool
    model: Model | None


def write_sbom(subject: Subject, packages: Iterable[Package], folder: Path) -> Path:
    """Write it; return where."""
    from cyclonedx.model.bom import Bom
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion

    bom = Bom(components=[_component(each) for each in packages])
    bom.metadata.component = _subject(subject)
    if subject.model:
        bom.components.add(_model(subject.model))
    bom.register_dependency(bom.metadata.component, bom.components)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    outputter = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    path.write_text(outputter.output_as_string(indent=2) + "\n", encoding="utf-8")
    return path


def _component(package: Package) -> "Component":
    from cyclonedx.model.component import Component
    from cyclonedx.model.license import DisjunctiveLicense
    from packageurl import PackageURL

    namespace = "debian" if package.kind == "deb" else None
    address = PackageURL(package.kind, namespace, package.name, package.version)
    licences = [DisjunctiveLicense(name=package.licence)] if package.licence else []
    return Component(
        name=package.name,
        version=package.version,
        purl=address,
        bom_ref=address.to_string(),
        licenses=licences,
    )


def _subject(subject: Subject) -> "Component":
    from cyclonedx.model.component import Component, ComponentType

    kind = ComponentType.CONTAINER if subject.is_image else ComponentType.APPLICATION
    return Component(name=subject.name, version=subject.version, type=kind, bom_ref=subject.name)


def _model(model: Model) -> "Component":
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.component import Component, ComponentType

    return Component(
        name="model",
        version=model.version,
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=f"model@{model.version}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=model.sha256)] if model.sha256 else [],
    )
