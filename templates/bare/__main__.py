"""An estimator and a sample of its data → artifacts as training leaves them, then its service."""

import json
import sys
from pathlib import Path
from typing import Any

import joblib
import pandas as pd

from served.serving.command import LACKING, run_command
from served.serving.observing import observe
from served.serving.versions import MANIFEST, MODEL, describe_files

ROOT = Path(__file__).resolve().parents[2]
READERS = {".csv": pd.read_csv, ".parquet": pd.read_parquet, ".jsonl": pd.read_json}


class Unfit(Exception):
    """The model or the sample is not what can be served."""


def adopt(folder: Path, sample: Path, target: str) -> None:
    """Describe what the estimator takes, unless an earlier start has done so."""
    if (folder / MANIFEST).exists():
        return
    estimator, records = load_estimator(folder / MODEL), read_sample(sample, target)
    require_match(estimator, records, target)
    try:
        schema = observe(records, estimator, target)
    except ValueError as error:
        raise Unfit(str(error)) from None
    (folder / "schema.json").write_text(json.dumps(schema.to_document()), encoding="utf-8")
    partial = folder / f".{MANIFEST}.partial"
    partial.write_text(json.dumps(describe_files(folder)), encoding="utf-8")
    partial.replace(folder / MANIFEST)


def load_estimator(path: Path) -> Any:
    """Load the file of a fitted estimator."""
    try:
        estimator = joblib.load(path)
    except Exception as error:  # an unknown pickle fails in any way
        kind = type(error).__name__
        raise Unfit(f"The model cannot be loaded by this Python: {kind}: {error}") from None
    if not hasattr(estimator, "predict"):
        raise Unfit(f"The model's file holds no estimator, but a {type(estimator).__name__}.")
    return estimator


def read_sample(path: Path, target: str) -> pd.DataFrame:
    """Read the sample; it has rows, and the target."""
    options: dict[str, Any] = {"lines": True} if path.suffix == ".jsonl" else {}
    try:
        records = READERS[path.suffix](path, **options)
    except (ValueError, ImportError) as error:  # what pandas says of files is mostly a ValueError
        raise Unfit(f"The sample cannot be read: {error}") from None
    if records.empty:
        raise Unfit("The sample has no rows.")
    if target and target not in records.columns:
        found = ", ".join(map(str, records.columns))
        raise Unfit(f"The sample has no column {target}. There are: {found}")
    return records


def require_match(estimator: Any, records: pd.DataFrame, target: str) -> None:
    """Refuse a model that names no columns and takes another number of them."""
    wanted = getattr(estimator, "n_features_in_", None)
    given = len([name for name in records.columns if name != target])
    if wanted not in {None, given} and not hasattr(estimator, "feature_names_in_"):
        hint = "--target names the one that is predicted."
        raise Unfit(f"The model takes {wanted} columns, the sample has {given}; {hint}")


def main() -> int:
    """Adopt the model, then do what was asked."""
    adopted = json.loads((ROOT / "adopted.json").read_text(encoding="utf-8"))
    version = ROOT / "artifacts" / adopted["version"]
    try:
        adopt(version, ROOT / adopted["sample"], adopted["target"])
    except Unfit as error:
        sys.stderr.write(f"{error}\n")
        return LACKING
    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
