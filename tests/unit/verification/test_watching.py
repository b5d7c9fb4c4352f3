"""A package's functions, watched from outside."""

import importlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from mlship.verification.inside.watching import Finder

MODULE = '''"""A stage."""


def clean(rows: list[int]) -> list[int]:
    """Clean."""
    twice = [row * 2 for row in rows]
    if not twice:
        return []

    def inner() -> int:
        return 5

    twice.append(inner())
    return twice


def show(rows: list[int]) -> None:
    """Show."""
    total = sum(rows)


def fail() -> None:
    """Fail."""
    raise ValueError
'''
Heard = list[tuple[object, ...]]


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: Heard) -> Iterator[ModuleType]:
    (tmp_path / "watched").mkdir()
    (tmp_path / "watched/__init__.py").write_text("")
    (tmp_path / "watched/clean.py").write_text(MODULE)

    def hear(name: str, result: object, variables: dict[str, object]) -> object:
        heard.append((name, result, sorted(variables)))
        return result

    finder = Finder("watched", {"clean", "show", "fail"}, hear)
    finder.follow("show", lambda line, variables: heard.append((line, sorted(variables))))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    yield importlib.import_module("watched.clean")
    for name in ("watched.clean", "watched"):
        del sys.modules[name]


def test_a_return_passes_the_result_and_the_local_variables(
    module: ModuleType, heard: Heard
) -> None:
    assert module.clean([1]) == [2, 5]
    assert heard == [("clean", [2, 5], ["inner", "rows", "twice"])]


def test_every_return_is_heard_of(module: ModuleType, heard: Heard) -> None:
    assert module.clean([]) == []
    assert [name for name, *_ in heard] == ["clean"]


def test_the_variables_of_a_followed_function_are_told_line_by_line(
    module: ModuleType, heard: Heard
) -> None:
    assert module.show([1]) is None
    assert heard == [
        (0, ["rows"]),
        (18, ["rows"]),
        (19, ["rows", "total"]),
        ("show", None, ["rows", "total"]),
    ]


def test_lines_stay_where_they_are(module: ModuleType) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - it says nothing
        module.fail()

    assert traceback.extract_tb(raised.value.__traceback__)[-1].lineno == 24
