"""Raw records get the features and the predictions that they had in the pipeline."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from telecom_churn_prediction.forms import as_table
from telecom_churn_prediction.inference import find_parts
from telecom_churn_prediction.replay import Part, replay

# Features that the pipeline made.
PARTS = ["X_train", "X_test"]
ALONE = 100  # records of each part that are sent one by one


def find_part(run: Run, name: str) -> Part:
    return next(part for part in find_parts(run.results) if part.name == name)


def find_records(run: Run, model: Any, name: str) -> Any:
    """Return the records that went in: raw ones, or features where only these can be served."""
    if model.takes_features_:
        return as_table(find_part(run, name).features)
    return as_table(run.results.learned.records)


def is_as_generated() -> bool:
    """Tell whether the code is as it was generated: then what it cannot do is known."""
    root = Path(__file__).parents[1]
    manifest = root / ".mlship/manifest.json"
    if not manifest.is_file():
        return False
    sums = json.loads(manifest.read_text())["files"]
    code = {name: root / name for name in sums if name.startswith("src/")}
    return all(
        path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sums[name]
        for name, path in code.items()
    )


@pytest.mark.parametrize("name", PARTS)
def test_records_get_what_they_got_in_the_pipeline(run: Run, model: Any, name: str) -> None:
    if model.reason_:
        assert is_as_generated(), model.reason_
        pytest.skip(f"raw records cannot be served: {model.reason_}")
    (found,) = replay(model, find_records(run, model, name), [find_part(run, name)], ALONE)
    assert found.rows > 0, found.difference
    assert found.difference == ""


def test_the_schema_names_every_column_that_is_needed(model: Any) -> None:
    named = [column["name"] for column in model.schema_["columns"]]
    assert named == [str(name) for name in model.feature_names_in_]


def test_a_record_without_a_column_is_refused_by_name(run: Run, model: Any) -> None:
    needed = list(model.feature_names_in_)
    record = find_records(run, model, PARTS[0])[needed[1:]].head(1)
    with pytest.raises(ValueError, match=re.escape(str(needed[0]))):
        model.predict(record)
