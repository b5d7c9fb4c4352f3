"""The last run's metrics against the thresholds in params.yaml → a line each, an exit code."""

import argparse
import importlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .configuration import ParameterError, has_own_thresholds, read_thresholds

PACKAGE = (__package__ or "").partition(".")[0]
MISSED, WRONG_USAGE, LACKING = 1, 2, 4
BOUNDS = ("min", "max")


@dataclass(frozen=True)
class Checked:
    """Checked = metric, its value (None: the run has none), bounds, whether it is within them."""

    metric: str
    value: Any
    bounds: dict[str, float]
    holds: bool

    def __str__(self) -> str:
        """Say it on one line."""
        wanted = ", ".join(f"{kind} {bound:g}" for kind, bound in self.bounds.items())
        value = "not among the metrics" if self.value is None else self.value
        return f"{'ok  ' if self.holds else 'MISS'}  {self.metric}: {value}  ({wanted})"


def main(arguments: list[str] | None = None) -> int:
    """Check the version in use; print a line for each threshold."""
    parser = argparse.ArgumentParser(prog=f"python -m {PACKAGE}.running.thresholds")
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    parser.add_argument("--output", type=Path, default=Path(), help="folder of artifacts/")
    parser.add_argument(
        "--required", action="store_true", help="where there are no thresholds, it is not good"
    )
    options = parser.parse_args(arguments)
    try:
        metrics = find_metrics(options.output / "artifacts")
        checked = check(metrics, find_thresholds(options.params))
    except ParameterError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USAGE
    except OSError as error:
        sys.stderr.write(f"There are no metrics yet: run the pipeline first. ({error})\n")
        return LACKING
    for one in checked:
        sys.stdout.write(f"{one}\n")
    if not checked:
        sys.stdout.write(f"{_say_none(metrics, options.params)}\n")
    holds = all(one.holds for one in checked) and bool(checked or not options.required)
    return 0 if holds else MISSED


def _say_none(metrics: dict[str, Any], params: Path) -> str:
    """Say what to do, and what this run would be held to."""
    numbers = [f"{name} {value:.6g}" for name, value in metrics.items() if _is_number(value)]
    gave = f" This run gave {', '.join(numbers)}." if numbers else ""
    wanted = f"set thresholds in {params}"
    if has_own_thresholds(importlib.import_module(f"{PACKAGE}.params").Params):
        wanted = f"give the parameter thresholds another name, then {wanted}"
    return f"No thresholds, so nothing says which model is good enough: {wanted}.{gave}"


def find_metrics(artifacts: Path) -> dict[str, Any]:
    """Read the metrics of the version in use; of several under one name, each: scores.accuracy."""
    version = (artifacts / "current").read_text(encoding="utf-8").strip()
    return dict(_flat(json.loads((artifacts / version / "metrics.json").read_bytes())))


def _flat(metrics: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in metrics.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def find_thresholds(params: Path) -> dict[str, dict[str, float]]:
    """Read the thresholds: metric → min, max or both."""
    if has_own_thresholds(importlib.import_module(f"{PACKAGE}.params").Params):
        return {}
    found = read_thresholds(params) or {}
    if not isinstance(found, dict):
        raise ParameterError(f"thresholds must hold metrics with bounds, not {found!r}.")
    for metric, bounds in found.items():
        if not isinstance(bounds, dict) or not bounds or not all(map(_is_bound, bounds.items())):
            raise ParameterError(f"thresholds.{metric} must be {{min: …}}, {{max: …}} or both.")
    return found


def _is_bound(item: tuple[Any, Any]) -> bool:
    name, value = item
    return name in BOUNDS and _is_number(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def check(metrics: dict[str, Any], thresholds: dict[str, dict[str, float]]) -> list[Checked]:
    """Hold each metric that has a threshold to it."""
    return list(_check(metrics, thresholds))


def _check(metrics: dict[str, Any], thresholds: dict[str, dict[str, float]]) -> Iterator[Checked]:
    for metric, bounds in thresholds.items():
        value = metrics.get(metric)
        yield Checked(metric, value, bounds, _is_within(value, bounds))


def _is_within(value: Any, bounds: dict[str, float]) -> bool:
    """Compare; what is no number, or not one at all, is not within anything."""
    if not isinstance(value, int | float):
        return False
    return bounds.get("min", value) <= value <= bounds.get("max", value)


if __name__ == "__main__":
    sys.exit(main())
