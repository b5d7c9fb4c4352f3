"""What is installed, in an image or for an interpreter → its packages, with their licences."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

from mlship.errors import EnvironmentLacks
from mlship.process import capture

# Runs in the project's interpreter.
PROBE = """
import importlib.metadata, json, sys
json.dump({
    "python": "%d.%d" % sys.version_info[:2],
    "installed": [
        {"metadata": {
            "name": d.metadata["Name"], "version": d.version, "requires_dist": d.requires or [],
            "license": d.metadata["License"] or "",
            "license_expression": d.metadata["License-Expression"] or "",
            "classifier": d.metadata.get_all("Classifier") or [],
        }} for d in importlib.metadata.distributions() if d.metadata["Name"]
    ],
}, sys.stdout)
"""
LONGEST_LICENCE = 60  # some projects put the whole text where the name belongs
LICENCE = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Package:
    """Package = where it comes from, its name, version and licence ("" unknown)."""

    kind: Literal["pypi", "deb"]
    name: str
    version: str
    licence: str = ""


def read_inventory(folder: Path) -> tuple[Package, ...]:
    """Read what the target `inventory` of the Dockerfile holds."""
    document = json.loads((folder / "python.json").read_bytes())
    rows = (folder / "debian.tsv").read_text(encoding="utf-8").split("\n")
    debian = [Package(kind="deb", name=n, version=v) for n, _, v in map(_split, rows) if n]
    python = [_package(row["metadata"]) for row in document["installed"]]
    return tuple(sorted([*python, *debian]))


def find_needed(root: Path, python: Path, extras: Iterable[str]) -> tuple[Package, ...]:
    """List what the project needs, and all that this needs in turn, as the interpreter has it.

    Raises:
        EnvironmentLacks: something is not installed there.
    """
    done = capture([python, "-c", PROBE])
    if done.code:
        raise EnvironmentLacks("This Python does not start.", hint=done.err, location=str(python))
    answer = json.loads(done.out)
    installed = {_key(row["metadata"]["name"]): row["metadata"] for row in answer["installed"]}
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project.get("optional-dependencies", {})
    wanted = [*project["dependencies"], *(line for name in extras for line in optional[name])]
    names = _close(wanted, installed, {"python_version": answer["python"]}, python)
    return tuple(sorted(_package(installed[name]) for name in names))


def _close(
    wanted: Iterable[str],
    installed: Mapping[str, dict[str, object]],
    surroundings: Mapping[str, str],
    python: Path,
) -> set[str]:
    from packaging.requirements import Requirement

    found: set[str] = set()
    waiting = [(line, "") for line in wanted]
    while waiting:
        line, extra = waiting.pop()
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({**surroundings, "extra": extra}):
            continue
        name = _key(requirement.name)
        if name not in installed:
            raise _missing(requirement.name, python)
        if name not in found or requirement.extras:
            found.add(name)
            extras = ("", *requirement.extras)
            waiting += product(_requires(installed[name]), extras)
    return found


def _requires(package: Mapping[str, object]) -> list[str]:
    lines = package["requires_dist"]
    return lines if isinstance(lines, list) else []


def _missing(name: str, python: Path) -> EnvironmentLacks:
    return EnvironmentLacks(
        f"This Python lacks {name}, which the project needs.",
        hint=f"{python} -m pip install -e '.[serve]', in the project's folder",
        location=str(python),
    )


def _package(metadata: Mapping[str, object]) -> Package:
    return Package(
        kind="pypi",
        name=str(metadata["name"]),
        version=str(metadata["version"]),
        licence=_licence(metadata),
    )


def _licence(metadata: Mapping[str, object]) -> str:
    """Choose what names the licence in the fewest words."""
    classifiers = metadata.get("classifier")
    rows = classifiers if isinstance(classifiers, list) else []
    named = [row for row in rows if row.startswith(LICENCE)]
    given = str(metadata.get("license") or "").strip()
    short = given if len(given) <= LONGEST_LICENCE and "\n" not in given else ""
    expression = str(metadata.get("license_expression") or "")
    return expression or short or (named[0].removeprefix(LICENCE) if named else "")


def _split(row: str) -> tuple[str, str, str]:
    return row.partition("\t")


def _key(name: str) -> str:
    from packaging.utils import canonicalize_name

    return canonicalize_name(name)
