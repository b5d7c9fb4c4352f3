"""What was found in an image → exact pins in the project: the base image, all packages."""

import re
from collections.abc import Iterable
from pathlib import Path

from mlship.building.inventory import Package
from mlship.errors import EnvironmentLacks

BASE = re.compile(r"^ARG PYTHON_IMAGE=(?P<name>[^\s@]+)(?:@(?P<digest>\S+))?$", re.MULTILINE)
HEAD = "# Exact versions of whatever is installed, what dependencies depend on included.\n"


def read_base(root: Path) -> str:
    """Read the name of the base image, without a digest.

    Raises:
        EnvironmentLacks: the Dockerfile does not name one in our way.
    """
    found = BASE.search(_dockerfile(root).read_text(encoding="utf-8"))
    if found is None:
        raise EnvironmentLacks(
            "The Dockerfile has no line `ARG PYTHON_IMAGE=…` to pin.",
            hint="Pin it by hand: FROM NAME:TAG@sha256:…",
            location=str(_dockerfile(root)),
        )
    return found["name"]


def pin_base(root: Path, digest: str) -> None:
    """Write the digest behind the name."""
    path = _dockerfile(root)
    text = path.read_text(encoding="utf-8")
    path.write_text(BASE.sub(rf"ARG PYTHON_IMAGE=\g<name>@{digest}", text), encoding="utf-8")


def pin_packages(root: Path, packages: Iterable[Package]) -> None:
    """Write the exact versions to constraints.txt."""
    lines = as_constraints(packages)
    (root / "constraints.txt").write_text(HEAD + lines, encoding="utf-8")


def as_constraints(packages: Iterable[Package]) -> str:
    """Render the packages of PyPI as pip's constraints."""
    pins = [f"{each.name}=={each.version}\n" for each in packages if each.kind == "pypi"]
    return "".join(pins)


def _dockerfile(root: Path) -> Path:
    return root / "Dockerfile"
