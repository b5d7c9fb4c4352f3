"""An estimator and a sample of its data → artifacts as training leaves them, then its service."""

import json
import sys
from pathlib import Path
from typing import Any

import joblib
import pandas as pd

from served.serving.command import run_command
from served.serving.observing import observe
from served.serving.versions import MANIFEST, MODEL, describe_files

ROOT = Path(__file__).resolve().parents[2]
READERS = {".csv": pd.read_csv, ".parquet": pd.read_parquet, ".jsonl": pd.read_json}


def adopt(folder: Path, sample: Path, target: str) -> None:
    """Describe what the estimator takes, unless an earlier start has done so."""
    if (folder / MANIFEST).exists():
        return
    options: dict[str, Any] = {"lines": True} if sample.suffix == ".jsonl" else {}
    records = READERS[sample.suffix](sample, **options)
    schema = observe(records, joblib.load(folder / MODEL), target)
    (folder / "schema.json").write_text(json.dumps(schema.to_document()), encoding="utf-8")
    manifest = json.dumps(describe_files(folder))
    (folder / MANIFEST).write_text(manifest, encoding="utf-8")


if __name__ == "__main__":
    adopted = json.loads((ROOT / "adopted.json").read_text(encoding="utf-8"))
    version = ROOT / "artifacts" / adopted["version"]
    adopt(version, ROOT / adopted["sample"], adopted["target"])
    sys.exit(run_command(sys.argv[1:]))
