"""A fitted estimator and a sample of its data → a folder that is served like a project."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mlship.errors import EnvironmentLacks, UsageError

SUFFIXES = (".csv", ".parquet", ".jsonl")
PACKAGE = "served"


@dataclass(frozen=True, slots=True, kw_only=True)
class BareModel:
    """BareModel = the estimator's file, a sample of its data, the column that it predicts ("")."""

    model: Path
    sample: Path
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedProject:
    """AdoptedProject = a folder made for a bare model; what serving needs to know of it."""

    root: Path
    python: Path
    package: str = PACKAGE

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables of its processes."""
        path = os.pathsep.join(filter(None, [str(self.root / "src"), os.environ.get("PYTHONPATH")]))
        return {**os.environ, "PYTHONPATH": path}


def adopt(bare: BareModel, templates: Path, python: Path) -> AdoptedProject:
    """Lay out the folder; the same model and sample get the same folder again."""
    _check(bare)
    machinery = templates / "project" / "src" / "{package}" / "serving"
    sources = [*sorted(machinery.iterdir()), *sorted((templates / "bare").iterdir())]
    key = _fingerprint([bare.model, bare.sample, *filter(Path.is_file, sources)], bare.target)
    root = _cache() / key
    if not root.exists():
        root.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=root.parent))
        _lay_out(bare, partial, machinery, templates / "bare", key)
        _put_in_place(partial, root)
    return AdoptedProject(root=root, python=python)


def _put_in_place(partial: Path, root: Path) -> None:
    """Give the folder its name, unless another start has been faster."""
    try:
        partial.replace(root)
    except OSError:
        shutil.rmtree(partial)
        if not root.exists():
            raise


def _check(bare: BareModel) -> None:
    for file in (bare.model, bare.sample):
        if not file.is_file():
            raise EnvironmentLacks(f"There is no file {file}.")
    if bare.sample.suffix not in SUFFIXES:
        raise UsageError(f"A sample is one of {', '.join(SUFFIXES)}.", location=str(bare.sample))


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "mlship" / "served"


def _fingerprint(files: Iterable[Path], target: str) -> str:
    content = hashlib.sha256(target.encode())
    for file in files:
        with file.open("rb") as stream:
            content.update(hashlib.file_digest(stream, "sha256").digest())
    return content.hexdigest()[:16]


def _lay_out(bare: BareModel, root: Path, machinery: Path, own: Path, key: str) -> None:
    package = root / "src" / PACKAGE
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(own, package, ignore=ignored)
    shutil.copytree(machinery, package / "serving", ignore=ignored)
    (package / "__init__.py").touch()
    version = root / "artifacts" / key
    version.mkdir(parents=True)
    shutil.copy(bare.model, version / "model.joblib")
    sample = f"sample{bare.sample.suffix}"
    shutil.copy(bare.sample, root / sample)
    (root / "artifacts" / "current").write_text(f"{key}\n", encoding="utf-8")
    adopted = {"version": key, "sample": sample, "target": bare.target}
    (root / "adopted.json").write_text(json.dumps(adopted), encoding="utf-8")
