"""python -m <package> predict FILE: raw records in, one line of JSON a record out."""

import json
import sys
from pathlib import Path
from typing import Any

import joblib
import pandas as pd

from .artifacts import write_whole
from .configuration import ParameterError


def write_predictions(records: Path, folder: Path, lines: Path | None) -> int:
    """Answer for each record of a file with the model that artifacts/current names."""
    model = load_model(folder / "artifacts")
    text = "".join(f"{json.dumps(answer)}\n" for answer in predict(model, read_records(records)))
    if lines is None:
        sys.stdout.write(text)
    else:
        write_whole(lines, text.encode())
    return 0


def load_model(folder: Path) -> Any:
    """Load the model of the version in use."""
    current = folder / "current"
    if not current.exists():
        raise ParameterError(f"There is no model in {folder}: run train first.")
    return joblib.load(folder / current.read_text(encoding="utf-8").strip() / "model.joblib")


def read_records(path: Path) -> pd.DataFrame:
    """Read raw records from CSV, JSON (a list, or one record) or JSON lines."""
    if path.suffix == ".jsonl":
        return pd.read_json(path, lines=True, dtype=False, convert_dates=False)
    if path.suffix == ".json":
        found = json.loads(path.read_text(encoding="utf-8"))
        return pd.DataFrame(found if isinstance(found, list) else [found])
    return pd.read_csv(path)


def predict(model: Any, records: pd.DataFrame) -> list[dict[str, Any]]:
    """Give an answer a record: the prediction, with probabilities where the model has them."""
    answers: list[dict[str, Any]] = [{"prediction": _plain(p)} for p in model.predict(records)]
    if hasattr(model, "predict_proba"):
        names = [str(_plain(name)) for name in model.classes_]
        for answer, row in zip(answers, model.predict_proba(records), strict=True):
            answer["probabilities"] = dict(zip(names, map(float, row), strict=True))
    return answers


def _plain(value: Any) -> Any:
    """Turn numpy's values into those that JSON knows."""
    return value.tolist() if hasattr(value, "tolist") else value
