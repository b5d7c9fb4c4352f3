"""The last run's metrics are held to the thresholds in params.yaml."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Machinery = Callable[[str], ModuleType]
Check = Callable[..., int]


@pytest.fixture
def check(machinery: Machinery, tmp_path: Path) -> Check:
    def call(thresholds: str, *options: str, **metrics: object) -> int:
        version = tmp_path / "artifacts" / "v1"
        version.mkdir(parents=True)
        (version / "metrics.json").write_text(json.dumps(metrics))
        (tmp_path / "artifacts" / "current").write_text("v1\n")
        (tmp_path / "params.yaml").write_text(f"seed: 1\nthresholds: {thresholds}\n")
        arguments = ["--params", str(tmp_path / "params.yaml"), "--output", str(tmp_path)]
        arguments += options
        return int(machinery("running.thresholds").main(arguments))

    return call


@pytest.mark.parametrize(
    ("thresholds", "value"),
    [
        ("{accuracy: {min: 0.8}}", 0.8),
        ("{accuracy: {max: 1}}", 0.5),
        ("{accuracy: {min: 0.5, max: 0.9}}", 0.7),
        ("{}", 0.1),
    ],
)
def test_a_metric_within_its_bounds_passes(check: Check, thresholds: str, value: float) -> None:
    assert check(thresholds, accuracy=value) == 0


@pytest.mark.parametrize(
    ("thresholds", "value"),
    [
        ("{accuracy: {min: 0.8}}", 0.79),
        ("{accuracy: {max: 0.4}}", 0.5),
        ("{accuracy: {min: 0.8}}", float("nan")),
        ("{accuracy: {min: 0.8}}", [0.9, 0.9]),
        ("{accuracies: {min: 0.8}}", 0.9),
    ],
)
def test_a_metric_outside_of_them_or_none_at_all_fails(
    check: Check, thresholds: str, value: object
) -> None:
    assert check(thresholds, accuracy=value) == 1


@pytest.mark.parametrize(("least", "code"), [(0.8, 0), (0.95, 1)])
def test_one_of_several_metrics_of_one_name_is_held_to_its_own(
    check: Check, least: float, code: int
) -> None:
    thresholds = f"{{scores.f1: {{min: {least}}}}}"

    assert check(thresholds, scores={"accuracy": 0.7, "f1": 0.9}) == code


@pytest.mark.parametrize(
    "thresholds",
    ["[0.8]", "{accuracy: 0.8}", "{accuracy: {least: 0.8}}", "{accuracy: {min: high}}"],
)
def test_a_threshold_that_makes_no_sense_is_wrong_usage(
    check: Check, capsys: pytest.CaptureFixture[str], thresholds: str
) -> None:
    assert check(thresholds, accuracy=0.9) == 2
    assert "thresholds" in capsys.readouterr().err


def test_a_release_needs_thresholds_and_is_told_what_the_run_gave(
    check: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check("{}", "--required", accuracy=0.71234, folds=[0.7, 0.8]) == 1
    assert "This run gave accuracy 0.71234.\n" in capsys.readouterr().out


def test_a_release_that_holds_its_thresholds_passes(check: Check) -> None:
    assert check("{accuracy: {min: 0.7}}", "--required", accuracy=0.71) == 0


def test_without_a_run_it_says_what_to_do(
    machinery: Machinery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "params.yaml").write_text("thresholds: {}\n")
    arguments = ["--params", str(tmp_path / "params.yaml"), "--output", str(tmp_path)]

    assert machinery("running.thresholds").main(arguments) == 4
    assert "run the pipeline first" in capsys.readouterr().err


def test_thresholds_are_no_parameter_of_the_pipeline(machinery: Machinery, tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(
        "seed: 1\ndata: {rows: a.csv}\n"
        "train: {depth: 1, rate: 1, names: [], criterion: null, quick: true, anything: 1}\n"
        "thresholds: {accuracy: {min: 0.8}}\n"
    )

    loaded = machinery("running.configuration").load_parameters(
        machinery("params").Params, path, {}, prefix="SAMPLE"
    )

    assert loaded.train.depth == 1
