"""The machine → what each command needs, whether it is there, and what brings it."""

import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

# command → (distributions of which it needs each one)
PACKAGES: dict[str, Sequence[str]] = {
    "convert": ("black", "ruff", "jinja2", "nbformat", "jupytext"),
    "verify": ("ipython",),
    "run": ("joblib", "pyyaml", "pandas", "scikit-learn", "matplotlib"),
    "test": ("pytest",),
    "lint": ("black", "ruff"),
    "serve": ("msgspec", "uvicorn", "httptools", "uvloop", "prometheus-client"),
}
# command → (programs of which it needs one)
PROGRAMS: dict[str, Sequence[str]] = {
    "build": ("docker", "podman", "buildah"),
    "deploy": ("kubectl", "docker", "podman-compose", "terraform", "tofu", "gcloud", "aws"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Need = command, what it needs, the version or path that is here ("" none), the remedy."""

    command: str
    need: str
    found: str
    remedy: str = ""

    def as_row(self) -> dict[str, str]:
        """The need as JSON."""
        return {
            "command": self.command,
            "need": self.need,
            "found": self.found,
            "remedy": self.remedy,
        }


def examine() -> list[Need]:
    """Look at this interpreter and at the programs on the path."""
    python = Need(command="all", need="python >= 3.11", found=platform.python_version())
    packages = [_package(command, name) for command, names in PACKAGES.items() for name in names]
    programs = [_program(command, names) for command, names in PROGRAMS.items()]
    return [python, *packages, *programs]


def _package(command: str, name: str) -> Need:
    try:
        found = version(name)
    except PackageNotFoundError:
        return Need(command=command, need=name, found="", remedy=f"python -m pip install {name}")
    return Need(command=command, need=name, found=found)


def _program(command: str, names: Sequence[str]) -> Need:
    found = next(filter(None, map(shutil.which, names)), "")
    remedy = "" if found else f"install one of them: {', '.join(names)}"
    return Need(command=command, need=" or ".join(names), found=found, remedy=remedy)
