"""A package `served` with the serving machinery in it, and artifacts as training leaves them."""

import importlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder

from mlship.rendering.templates_dir import templates_dir

MACHINERY = templates_dir() / "project" / "src" / "{package}" / "serving"
SERVICE = """
from served.serving.hooks import Service

service = Service(name="served", title="Who leaves?")
"""
MAIN = """
import sys

from served.serving.command import run_command

if __name__ == "__main__":
    sys.exit(run_command(sys.argv[1:]))
"""
Machinery = Callable[[str], ModuleType]
RECORD = {"tenure": 12, "charges": 70.5, "contract": "month", "plan": "basic", "senior": False}


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Lay out a project with the machinery and two versions of a model."""
    root = tmp_path_factory.mktemp("project")
    package = root / "src" / "served"
    shutil.copytree(MACHINERY, package / "serving", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__init__.py").write_text("")
    (package / "service.py").write_text(SERVICE)
    (package / "__main__.py").write_text(MAIN)
    sys.path.insert(0, str(root / "src"))
    write_version(root, "20260101T000000Z-aaaaaaaa", train(customers()))
    write_version(root, "20260102T000000Z-bbbbbbbb", train(customers(seed=1)))
    (root / "artifacts" / "current").write_text("20260102T000000Z-bbbbbbbb\n")
    yield root
    sys.path.remove(str(root / "src"))


@pytest.fixture
def machinery(project: Path) -> Machinery:
    """Import one of its modules: machinery("records")."""
    assert project.is_dir()
    return lambda name: importlib.import_module(f"served.serving.{name}")


def customers(seed: int = 0, rows: int = 300) -> pd.DataFrame:
    """Make up customers; some charges are missing."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "tenure": rng.integers(0, 72, rows),
            "charges": np.round(rng.normal(65, 20, rows), 2),
            "contract": rng.choice(["month", "year"], rows),
            "plan": rng.choice(["basic", "plus"], rows),
            "senior": rng.random(rows) < 0.3,
        }
    )
    table.loc[rng.random(rows) < 0.1, "charges"] = np.nan
    table["left"] = np.where(rng.random(rows) < 1 / (1 + table["tenure"] / 10), "yes", "no")
    return table


def train(table: pd.DataFrame) -> Pipeline:
    """Train a model that knows no contract but those it has seen; another plan is nothing to it."""
    preparation = ColumnTransformer(
        [
            ("numbers", SimpleImputer(), ["tenure", "charges"]),
            ("contract", OneHotEncoder(handle_unknown="error"), ["contract"]),
            ("plan", OneHotEncoder(handle_unknown="ignore"), ["plan"]),
            ("flags", "passthrough", ["senior"]),
        ]
    )
    model = make_pipeline(preparation, LogisticRegression(max_iter=1000))
    return model.fit(table.drop(columns="left"), table["left"])


def write_version(root: Path, name: str, model: Any, table: pd.DataFrame | None = None) -> Path:
    """Write what training writes."""
    observing = importlib.import_module("served.serving.observing")
    versions = importlib.import_module("served.serving.versions")
    folder = root / "artifacts" / name
    folder.mkdir(parents=True)
    joblib.dump(model, folder / "model.joblib")
    schema = observing.observe(customers() if table is None else table, model, "left")
    (folder / "schema.json").write_text(json.dumps(schema.to_document()))
    (folder / "run.json").write_text(json.dumps({"started": name[:16]}))
    (folder / "metrics.json").write_text("{}")
    (folder / "manifest.json").write_text(json.dumps(versions.describe_files(folder)))
    return folder
