"""Sizes and seconds of batches → how long more rows would take."""

from typing import Any

import pytest

from tests.unit.serving.conftest import Machinery


@pytest.fixture
def pace(machinery: Machinery) -> Any:
    return machinery("pace").Pace(batch=100)


def test_what_is_fixed_and_what_a_row_takes_are_told_apart(pace: Any) -> None:
    for rows in (1, 50, 10, 100):
        pace.observe(rows, 0.2 + rows * 0.01)

    assert pace.estimate(40) == pytest.approx(0.2 + 0.4)
    assert pace.estimate(250) == pytest.approx(3 * 0.2 + 2.5)
    assert pace.added(40) == pytest.approx(0.4)
    assert pace.added(250) == pytest.approx(2 * 0.2 + 2.5)


def test_batches_of_one_size_do_not_say_what_rows_cost(pace: Any) -> None:
    for _ in range(5):
        pace.observe(1, 0.5)

    assert pace.added(80) == 0
    assert pace.estimate(80) == pytest.approx(0.5)


def test_nothing_seen_takes_no_time(pace: Any) -> None:
    assert pace.estimate(1_000) == 0


def test_the_last_batches_decide(pace: Any) -> None:
    for seconds in [0.001] * 200 + [0.1] * 200:
        pace.observe(10, seconds * 10)
        pace.observe(20, seconds * 20)

    assert pace.estimate(50) == pytest.approx(5, rel=0.05)


def test_noise_gives_no_negative_times(pace: Any) -> None:
    pace.observe(1, 1.0)
    pace.observe(50, 0.1)

    assert pace.added(80) == 0
    assert pace.estimate(80) > 0
