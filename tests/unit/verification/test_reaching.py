"""How far above its own folder a notebook's paths climb."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship import reader
from mlship.verification.reaching import climb, count_climbs


@pytest.mark.parametrize(
    ("code", "climbs"),
    [
        ("open('../data/a.csv')", 1),
        ("open('../../a.csv')", 2),
        ("open(r'..\\..\\a.csv')", 2),
        ("open('../../../../../a.csv')", 3),
        ("from pathlib import Path\nroot = Path.cwd().parent", 1),
        ("x[..., 0]\nprint('wait...')", 0),
        ("open('a.csv')", 0),
    ],
)
def test_the_highest_climb_counts(notebook: Callable[..., Path], code: str, climbs: int) -> None:
    assert count_climbs(reader.read(notebook(code))) == climbs


def test_a_climb_ends_below_the_root() -> None:
    assert climb(Path("/a/b/c"), 1) == Path("/a/b")
    assert climb(Path("/a/b/c"), 3) == Path("/a")
    assert climb(Path("/a/b/c"), 0) == Path("/a/b/c")
