"""A bare estimator, or what was taken for one, and a sample, or what was taken for one."""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from mlship.rendering.templates_dir import templates_dir

TABLE = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [2.0, 1, 4, 3], "left": [0, 1, 0, 1]})
NAMED = LogisticRegression().fit(TABLE[["a", "b"]], TABLE["left"])
UNNAMED = LogisticRegression().fit(TABLE[["a", "b"]].to_numpy(), TABLE["left"])
Adopt = Callable[..., Any]


@pytest.fixture
def bare(project: Path) -> Any:
    """Import what a bare model's folder starts with."""
    assert project.is_dir()
    path = templates_dir() / "bare" / "__main__.py"
    spec = importlib.util.spec_from_file_location("bare_main", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def adopt(bare: Any, tmp_path: Path) -> Adopt:
    """Adopt a model (an object, or the bytes of a file) with a sample (a table, or bytes)."""

    def call(model: object, sample: object, target: str = "left") -> Path:
        if isinstance(model, bytes):
            (tmp_path / "model.joblib").write_bytes(model)
        else:
            joblib.dump(model, tmp_path / "model.joblib")
        if isinstance(sample, pd.DataFrame):
            sample = sample.to_csv(index=False).encode()
        assert isinstance(sample, bytes)
        (tmp_path / "sample.csv").write_bytes(sample)
        bare.adopt(tmp_path, tmp_path / "sample.csv", target)
        return tmp_path

    return call


@pytest.mark.parametrize("model", [NAMED, UNNAMED])
def test_an_estimator_is_adopted(adopt: Adopt, model: object) -> None:
    folder = adopt(model, TABLE)

    assert (folder / "manifest.json").exists()
    assert (folder / "schema.json").exists()


@pytest.mark.parametrize(
    ("model", "sample", "target", "message"),
    [
        (b"hello", TABLE, "", "The model cannot be loaded by this Python"),
        ({"a": 1}, TABLE, "", "holds no estimator, but a dict"),
        (NAMED, TABLE.head(0), "", "The sample has no rows"),
        (NAMED, b"", "", "The sample cannot be read"),
        (NAMED, "a,é\n1,2\n".encode("latin-1"), "", "The sample cannot be read"),
        (NAMED, TABLE, "gone", "no column gone. There are: a, b, left"),
        (NAMED, TABLE[["a"]], "", "lacks columns that the model takes: b"),
        (UNNAMED, TABLE, "", "takes 2 columns, the sample has 3; --target names"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_sentence(
    adopt: Adopt, bare: Any, model: object, sample: object, target: str, message: str
) -> None:
    with pytest.raises(bare.Unfit, match=re.escape(message)):
        adopt(model, sample, target)
