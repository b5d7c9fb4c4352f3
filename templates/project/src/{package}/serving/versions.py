"""artifacts/ → its versions, which one is in use, and that its bytes are what was written."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CURRENT = "current"
MANIFEST = "manifest.json"
MODEL = "model.joblib"


class VersionError(Exception):
    """A version is missing, incomplete or not what was written."""


@dataclass(frozen=True, slots=True)
class Version:
    """Version = name, when it was trained, its metrics, whether it is in use."""

    name: str
    trained: str
    metrics: dict[str, Any]
    current: bool


def list_versions(artifacts: Path) -> list[Version]:
    """List the versions, oldest first: their names begin with the time."""
    current = read_current(artifacts) if (artifacts / CURRENT).exists() else ""
    folders = sorted(path for path in artifacts.glob("*/") if (path / MODEL).exists())
    return [
        Version(
            folder.name,
            str(_read_json(folder / "run.json").get("started", "")),
            _read_json(folder / "metrics.json"),
            folder.name == current,
        )
        for folder in folders
        if not folder.name.startswith(".")
    ]


def read_current(artifacts: Path) -> str:
    """Read which version is in use."""
    try:
        name = (artifacts / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        raise VersionError(f"{artifacts / CURRENT} is missing: train a model first.") from None
    if not name or "/" in name or name.startswith("."):
        raise VersionError(f"{artifacts / CURRENT} does not name a version: {name!r}")
    return name


def use(artifacts: Path, name: str) -> str:
    """Put a version to use, once its bytes have been checked."""
    known = [version.name for version in list_versions(artifacts)]
    if name not in known:
        raise VersionError(f"There is no version {name}; there are {', '.join(known) or 'none'}.")
    verify(artifacts / name)
    partial = artifacts / f".{CURRENT}-{os.getpid()}.partial"
    partial.write_text(f"{name}\n", encoding="utf-8")
    partial.replace(artifacts / CURRENT)
    return name


def rollback(artifacts: Path) -> str:
    """Go back to the version that was made before the one in use."""
    current = read_current(artifacts)
    older = [version.name for version in list_versions(artifacts) if version.name < current]
    if not older:
        raise VersionError(f"There is no version before {current}.")
    return use(artifacts, older[-1])


def describe_files(folder: Path) -> dict[str, Any]:
    """Give the content of manifest.json: size and SHA-256 of each file."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != MANIFEST)
    return {"files": {path.name: _describe(path) for path in files}}


def verify(folder: Path) -> None:
    """Check every file against the manifest."""
    for name in read_manifest(folder):
        with open_verified(folder, name):
            pass


def open_verified(folder: Path, name: str) -> Any:
    """Open a file whose bytes are those of the manifest; it is the same file that was checked."""
    expected = read_manifest(folder).get(name)
    if expected is None:
        raise VersionError(f"{folder / MANIFEST} does not know {name}.")
    try:
        stream = (folder / name).open("rb")
    except OSError as error:
        raise VersionError(f"{folder / name} cannot be read: {error.strerror}") from None
    if hashlib.file_digest(stream, "sha256").hexdigest() != expected:
        stream.close()
        raise VersionError(f"{folder / name} is not what was written: its SHA-256 differs.")
    stream.seek(0)
    return stream


def read_manifest(folder: Path) -> dict[str, str]:
    """Read the SHA-256 of each file."""
    try:
        document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {name: str(entry["sha256"]) for name, entry in document["files"].items()}
    except OSError:
        if not folder.is_dir():
            message = f"There is no version {folder.name} in {folder.parent}: use another one."
            raise VersionError(message) from None
        raise VersionError(f"{folder / MANIFEST} is missing: train the model again.") from None
    except (ValueError, KeyError, TypeError):
        raise VersionError(f"{folder / MANIFEST} cannot be read.") from None


def _describe(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return {
            "bytes": path.stat().st_size,
            "sha256": hashlib.file_digest(stream, "sha256").hexdigest(),
        }


def _read_json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
