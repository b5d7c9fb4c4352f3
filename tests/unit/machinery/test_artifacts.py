"""A version of the artifacts: the model, whatever it is made of, and what tells it apart."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

Machinery = Callable[[str], ModuleType]
ROWS = np.arange(6.0).reshape(-1, 1)


def fit_pipeline_of_own_step(limit: float) -> Any:
    class Clip(BaseEstimator, TransformerMixin):  # type: ignore[misc]
        def fit(self, _rows: Any, _target: Any = None) -> "Clip":
            return self

        def transform(self, rows: Any) -> Any:
            return np.minimum(rows, limit)

    return make_pipeline(Clip(), LinearRegression()).fit(ROWS, ROWS.ravel())


def test_a_step_defined_inside_of_a_stage_takes_its_code_along(
    machinery: Machinery, tmp_path: Path
) -> None:
    model = fit_pipeline_of_own_step(limit=3.0)

    version = machinery("running.artifacts").write_version(tmp_path, model, {})

    place = tmp_path / version / "model.joblib"
    ask = f"import joblib; print(*joblib.load({str(place)!r}).predict([[1.0], [9.0]]))"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == [str(each) for each in model.predict([[1.0], [9.0]])]


def test_what_cannot_be_saved_leaves_no_version(machinery: Machinery, tmp_path: Path) -> None:
    model = LinearRegression()
    model.guard = Lock()

    with pytest.raises(TypeError, match="The model cannot be saved: cannot pickle"):
        machinery("running.artifacts").write_version(tmp_path, model, {})

    assert list(tmp_path.iterdir()) == []
