"""The time that is told as left is that of all of the work."""

from dataclasses import dataclass

import pytest

from mlship.cli.forecast import Forecast, spell


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def forecast(clock: Clock) -> Forecast:
    return Forecast(parts=("notebook", "pipeline", "notebook again"), clock=clock)


def test_nobody_knows_before_the_first_step_is_done(forecast: Forecast) -> None:
    assert forecast.left("notebook", 0, 10) is None


def test_the_first_part_speaks_for_those_to_come(forecast: Forecast, clock: Clock) -> None:
    forecast.left("notebook", 0, 10)
    clock.now = 20.0

    assert forecast.left("notebook", 2, 10) == 80.0 + 100.0 + 100.0


def test_a_later_part_takes_as_long_as_the_first_did(forecast: Forecast, clock: Clock) -> None:
    forecast.left("notebook", 0, 10)
    clock.now = 60.0
    assert forecast.left("pipeline", 0, 4) == 120.0
    clock.now = 90.0

    assert forecast.left("pipeline", 1, 4) == 30.0 + 60.0


def test_a_later_part_that_takes_longer_speaks_for_itself(forecast: Forecast, clock: Clock) -> None:
    forecast.left("notebook", 0, 10)
    clock.now = 10.0
    forecast.left("pipeline", 0, 4)
    clock.now = 40.0

    assert forecast.left("pipeline", 2, 4) == 30.0 + 10.0


def test_without_known_parts_only_this_one_counts(clock: Clock) -> None:
    forecast = Forecast(clock=clock)
    forecast.left("image", 0, 4)
    clock.now = 10.0

    assert forecast.left("image", 1, 4) == 30.0


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, ""),
        (0.2, "1 s left"),
        (59.0, "59 s left"),
        (61.0, "1 min left"),
        (600.0, "10 min left"),
    ],
)
def test_times_are_spelled_as_people_say_them(seconds: float | None, told: str) -> None:
    assert spell(seconds) == told
