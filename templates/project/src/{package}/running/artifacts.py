"""What a run leaves on disk: a version of the artifacts, the reports; each whole or not at all."""

import hashlib
import json
import os
import pickle
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import joblib
import yaml

from ..report import Entry

_PARTIAL = re.compile(r"-(\d+)\.partial(-old)?$")


def write_version(folder: Path, model: Any, documents: dict[str, Any]) -> str:
    """Write artifacts/<version>/ with the model and the documents; then artifacts/current."""
    partial = _make_partial(folder / "version")
    try:
        for name, document in documents.items():
            (partial / name).write_text(_serialise(name, document), encoding="utf-8")
        if model is not None:
            _write_model(partial / "model.joblib", model)
        version = _name_version(partial)
        manifest = {"files": _describe_files(partial)}
        (partial / "manifest.json").write_text(_serialise("manifest.json", manifest))
        partial.rename(folder / version)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    write_whole(folder / "current", f"{version}\n".encode())
    return version


def _write_model(place: Path, model: Any) -> None:
    """Write a model; what is defined inside of a stage, and in no module, takes its code along."""
    try:
        joblib.dump(model, place)
    except (pickle.PicklingError, AttributeError, TypeError):
        try:
            joblib.dump(joblib.wrap_non_picklable_objects(model, keep_wrapper=False), place)
        except (pickle.PicklingError, TypeError) as error:
            raise TypeError(f"The model cannot be saved: {error}") from error


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = _name_partial(path)
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_reports(folder: Path, entries: Iterable[Entry], output: str) -> None:
    """Replace reports/ by the tables, texts and figures of a run."""
    partial = _make_partial(folder)
    old = partial.with_name(f"{partial.name}-old")
    try:
        _write_entries(partial, entries, output)
        if folder.exists():
            folder.rename(old)
        partial.rename(folder)
    finally:
        for rest in (partial, old):
            shutil.rmtree(rest, ignore_errors=True)


def clear_leftovers(*folders: Path) -> None:
    """Remove what runs left half done that were killed."""
    for place in (place for folder in folders for place in folder.glob("*.partial*")):
        found = _PARTIAL.search(place.name)
        if found is None or _is_running(int(found[1])):
            continue
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":  # where asking would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _name_partial(path: Path) -> Path:
    return path.with_name(f".{path.name}-{os.getpid()}.partial")


def _make_partial(folder: Path) -> Path:
    partial = _name_partial(folder)
    partial.mkdir(parents=True)
    return partial


def _write_entries(folder: Path, entries: Iterable[Entry], output: str) -> None:
    (folder / "figures").mkdir()
    counts = {"text": 0, "figure": 0}
    for entry in entries:
        if entry.kind not in counts:
            continue
        counts[entry.kind] += 1
        name = f"{counts[entry.kind]:02d}_{_file_name(entry.name)}{entry.suffix}"
        if entry.kind == "figure":
            (folder / "figures" / name).write_bytes(entry.content)
        else:
            (folder / name).write_text(entry.content, encoding="utf-8", errors="replace")
    if output:
        (folder / "output.txt").write_text(output, encoding="utf-8", errors="replace")


def _file_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name).strip("_.").lower()[:60] or "unnamed"


def _serialise(name: str, document: Any) -> str:
    if name.endswith(".yaml"):
        return str(yaml.safe_dump(document, sort_keys=False, allow_unicode=True))
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _describe_files(folder: Path) -> dict[str, Any]:
    """Note size and SHA-256 of each file: who loads one later can tell whether it is the same."""
    return {
        file.name: {
            "bytes": file.stat().st_size,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        }
        for file in sorted(folder.iterdir())
    }


def _name_version(folder: Path) -> str:
    """Name a version by the time and by what is in it: 20240131T120000Z-1a2b3c4d."""
    content = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        with file.open("rb") as stream:
            content.update(hashlib.file_digest(stream, "sha256").digest())
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{content.hexdigest()[:8]}"
