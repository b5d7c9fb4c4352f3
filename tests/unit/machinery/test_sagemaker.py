"""A training job of Amazon SageMaker, as options of a run."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Machinery = Callable[[str], ModuleType]
PARAMS = (
    "data:\n  calls: calls.csv\n  here: here.csv\n  model: out/model.pkl\n  web: https://a.b/c\n"
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like /opt/ml, with no channel yet."""
    monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(tmp_path / "ml"))
    (tmp_path / "ml/input/config").mkdir(parents=True)
    (tmp_path / "params.yaml").write_text(PARAMS)
    (tmp_path / "here.csv").touch()
    set_parameters(tmp_path / "ml")
    return tmp_path / "ml"


def set_parameters(root: Path, **parameters: str) -> None:
    (root / "input/config/hyperparameters.json").write_text(json.dumps(parameters))


def put(root: Path, *files: str) -> None:
    for file in files:
        (root / "input/data" / file).parent.mkdir(parents=True, exist_ok=True)
        (root / "input/data" / file).touch()


def overrides(machinery: Machinery, root: Path) -> dict[str, str]:
    job = machinery("running.sagemaker").find_job(root.parent / "params.yaml")
    return {key: value.replace(f"{root}/", "") for key, value in job.overrides.items()}


def test_elsewhere_there_is_no_job(machinery: Machinery, tmp_path: Path) -> None:
    assert machinery("running.sagemaker").find_job(tmp_path / "params.yaml") is None


def test_a_file_is_found_by_its_name_in_any_channel(machinery: Machinery, root: Path) -> None:
    put(root, "training/calls.csv", "training/other.csv")

    assert overrides(machinery, root)["data.calls"] == "input/data/training/calls.csv"


def test_the_only_file_of_the_channel_of_its_name_is_it(machinery: Machinery, root: Path) -> None:
    put(root, "calls/part-0.csv", "calls/.hidden")

    assert overrides(machinery, root)["data.calls"] == "input/data/calls/part-0.csv"


def test_of_two_the_one_in_its_own_channel_is_taken(machinery: Machinery, root: Path) -> None:
    put(root, "a/calls.csv", "calls/calls.csv")

    assert overrides(machinery, root)["data.calls"] == "input/data/calls/calls.csv"


def test_two_that_cannot_be_told_apart_are_refused(machinery: Machinery, root: Path) -> None:
    put(root, "a/calls.csv", "b/calls.csv")

    with pytest.raises(ValueError, match="Several channels have a"):
        overrides(machinery, root)


def test_what_the_run_writes_goes_where_it_is_kept(machinery: Machinery, root: Path) -> None:
    found = overrides(machinery, root)

    assert found["data.model"] == "output/data/model.pkl"
    assert "data.here" not in found
    assert "data.web" not in found


def test_parameters_come_as_text_or_as_json_and_not_those_of_its_own(
    machinery: Machinery, root: Path
) -> None:
    set_parameters(
        root, **{"train.depth": "3", "train.kind": '"gini"', "odd": '"x', "sagemaker_region": "x",
                 "_tuning_objective_metric": "auc"}
    )  # fmt: skip

    found = overrides(machinery, root)

    assert {k: v for k, v in found.items() if not k.startswith("data.")} == {
        "train.depth": "3",
        "train.kind": "gini",
        "odd": '"x',
    }
