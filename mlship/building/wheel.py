"""A project → a folder that runs anywhere: its wheel, its model, exact versions, a start script."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mlship.building.inventory import Package, find_needed
from mlship.building.model import Model, find_model, read_name
from mlship.building.pinning import HEAD, as_constraints
from mlship.building.sbom import Subject, write_sbom
from mlship.errors import MlshipError
from mlship.process import capture

SCRIPT = "start.sh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Bundle = its folder, its wheel, its SBOM, bytes of all, packages, the model's version."""

    folder: Path
    wheel: Path
    sbom: Path
    bytes: int
    packages: int
    model: str


def build_bundle(root: Path, package: str, python: Path, templates: Path) -> Bundle:
    """Build it below dist/; `templates` is the folder of the start script's template."""
    model = find_model(root, package)
    name, version = read_name(root)
    packages = find_needed(root, python, ["serve"] if model else [])
    label = model.version if model else version
    folder = root / "dist" / f"{name}-{label}"
    with TemporaryDirectory(dir=_made(root / "dist"), prefix=".bundle-") as fresh:
        _fill(Path(fresh) / "bundle", root, packages, model)
        script = (templates / SCRIPT).read_text(encoding="utf-8")
        _write_script(Path(fresh) / "bundle", script, package, model)
        write_sbom(
            Subject(name=name, version=label, is_image=False, model=model),
            packages,
            Path(fresh) / "bundle",
        )
        shutil.rmtree(folder, ignore_errors=True)
        (Path(fresh) / "bundle").rename(folder)
    return Bundle(
        folder=folder,
        wheel=next(folder.glob("*.whl")),
        sbom=folder / "sbom.cdx.json",
        bytes=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        packages=len(packages),
        model=model.version if model else "",
    )


def _fill(folder: Path, root: Path, packages: tuple[Package, ...], model: Model | None) -> None:
    _make_wheel(root, folder)
    shutil.copy(root / "params.yaml", folder)
    (folder / "constraints.txt").write_text(HEAD + as_constraints(packages), encoding="utf-8")
    if model:
        shutil.copytree(root / "artifacts" / model.version, folder / "artifacts" / model.version)
        shutil.copy(root / "artifacts/current", folder / "artifacts")


def _make_wheel(root: Path, folder: Path) -> None:
    """Build it with the backend that we bring: nothing has to be fetched."""
    done = capture(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=root,
    )
    if done.code:
        raise MlshipError(
            "The wheel could not be built.",
            hint=(done.err or done.out).strip(),
            location=str(root / "pyproject.toml"),
        )


def _write_script(folder: Path, template: str, package: str, model: Model | None) -> None:
    extra, command = ("[serve]", "serve") if model else ("", "train")
    text = template
    for mark, value in {"@package@": package, "@extra@": extra, "@command@": command}.items():
        text = text.replace(mark, value)
    path = folder / SCRIPT
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
