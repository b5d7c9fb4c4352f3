"""The metrics that both sides agreed on → `tests/expected.json`, for the project's own tests."""

import json
from collections.abc import Mapping
from pathlib import Path

from mlship.ir.plan import Json

PLACE = Path("tests") / "expected.json"


def write_expected(root: Path, metrics: Mapping[str, Json]) -> Path | None:
    """Write what the project's tests expect from now on; nothing where there are no tests."""
    place = root / PLACE
    if not place.parent.is_dir() or not metrics:
        return None
    text = json.dumps({"metrics": dict(metrics)}, indent=2, ensure_ascii=False) + "\n"
    partial = place.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    return partial.replace(place)
