"""A project's folder → the model that goes into its image, if there is to be one."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from mlship.errors import EnvironmentLacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Model = the version in use, the SHA-256 of its file ("" unknown)."""

    version: str
    sha256: str


def find_model(root: Path, package: str) -> Model | None:
    """Read which version is in use; None if the project has no service that would need one.

    Raises:
        EnvironmentLacks: there has to be a model, and nothing was trained yet.
    """
    if not (root / "src" / package / "service.py").exists():
        return None
    try:
        version = (root / "artifacts/current").read_text(encoding="utf-8").strip()
        files = json.loads((root / "artifacts" / version / "manifest.json").read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EnvironmentLacks(
            "There is no trained model yet, and an image serves one.",
            hint=f"mlship run {root}",
            location=str(root / "artifacts/current"),
        ) from error
    return Model(version=version, sha256=str(files.get("model.joblib", {}).get("sha256", "")))


def read_name(root: Path) -> tuple[str, str]:
    """Read the project's name and version."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["name"]), str(project["version"])
