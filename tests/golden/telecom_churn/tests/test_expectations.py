"""The numbers that the notebook shows, and those that `mlship verify` measured."""

import json
from typing import Any

import pytest
from conftest import Run
from data_files import ROOT

MEASURED = ROOT / "tests" / "expected.json"
# Name in the report, which of that name, size as the notebook shows it, cell.
SIZES: list[tuple[str, int, str, int]] = [
    ("df shape", 0, "(900, 11)", 5),
]


@pytest.mark.parametrize(("name", "place", "text", "cell"), SIZES)
def test_size_is_as_shown(run: Run, name: str, place: int, text: str, cell: int) -> None:
    skip_if_sampled(run)
    assert run.shown[name][place] == text, f"shown by cell {cell}"


def test_metrics_are_as_measured(run: Run) -> None:
    if not MEASURED.exists():
        pytest.skip("no numbers to expect: nothing seeds the run; set seed in params.yaml")
    skip_if_sampled(run)
    for name, expected in json.loads(MEASURED.read_text(encoding="utf-8"))["metrics"].items():
        assert is_close(run.metrics[name], expected), name


def skip_if_sampled(run: Run) -> None:
    if run.sampled:
        pytest.skip("the numbers are those of the whole data; this is a sample")


def is_close(value: Any, expected: Any) -> bool:
    """Compare what JSON holds; numbers but for rounding."""
    if isinstance(expected, dict):
        return value.keys() == expected.keys() and all(
            is_close(value[key], expected[key]) for key in expected
        )
    if isinstance(expected, list):
        return len(value) == len(expected) and all(map(is_close, value, expected))
    if isinstance(expected, float):
        return bool(value == pytest.approx(expected, rel=1e-9, abs=1e-12))
    return bool(value == expected)
