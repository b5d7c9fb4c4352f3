"""The machinery of generated projects, as a package `sample` of its own."""

import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from mlship.rendering.templates_dir import templates_dir

MACHINERY = templates_dir() / "project" / "src" / "{package}"
PARAMS = """
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class DataParams:
    rows: Path


@dataclass(frozen=True)
class TrainParams:
    depth: int
    rate: float
    names: list[str]
    criterion: str | None
    quick: bool
    anything: Any


@dataclass(frozen=True)
class Params:
    seed: int | None
    data: DataParams
    train: TrainParams
"""


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Lay out src/sample with the machinery in it, and make it importable."""
    source = tmp_path_factory.mktemp("sample") / "src"
    shutil.copytree(MACHINERY, source / "sample", ignore=shutil.ignore_patterns("*.jinja"))
    (source / "sample" / "__init__.py").write_text("")
    (source / "sample" / "params.py").write_text(PARAMS)
    sys.path.insert(0, str(source))
    yield source / "sample"
    sys.path.remove(str(source))


@pytest.fixture
def machinery(package: Path) -> Callable[[str], ModuleType]:
    """Import one of its modules: machinery("running.cache")."""
    assert package.is_dir()
    return lambda name: importlib.import_module(f"sample.{name}")


@pytest.fixture
def stage(package: Path) -> Callable[[str], ModuleType]:
    """Write the text of a module `sample.stage` and import it afresh."""

    def make(text: str) -> ModuleType:
        (package / "stage.py").write_text(text)
        shutil.rmtree(package / "__pycache__", ignore_errors=True)
        sys.modules.pop("sample.stage", None)
        importlib.invalidate_caches()
        module = importlib.import_module("sample.stage")
        sys.modules["linecache"].__dict__["checkcache"]()
        return module

    return make
