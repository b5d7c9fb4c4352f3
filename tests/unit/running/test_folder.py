"""Which package a folder holds, and which interpreter runs it."""

import sys
from pathlib import Path

import pytest

from mlship.errors import EnvironmentLacks, UsageError
from mlship.running import open_project


def test_the_package_is_the_one_with_a_pipeline(tiny: Path) -> None:
    (tiny / "src/helpers").mkdir()

    assert open_project(tiny).package == "tiny"


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no generated project"):
        open_project(tmp_path)


def test_our_interpreter_runs_a_project_without_its_own(tiny: Path) -> None:
    assert open_project(tiny).python == Path(sys.executable)


def test_the_projects_environment_comes_before_ours(tiny: Path) -> None:
    own = tiny / ".venv/bin/python"
    own.parent.mkdir(parents=True)
    own.symlink_to(sys.executable)

    assert open_project(tiny).python == own


def test_the_interpreter_asked_for_comes_first(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "python").symlink_to(sys.executable)

    assert open_project(tiny, tmp_path / "python").python == tmp_path / "python"


@pytest.mark.parametrize("name", ["missing", "."])
def test_an_interpreter_that_is_none_is_refused(tiny: Path, name: str) -> None:
    with pytest.raises(EnvironmentLacks, match="cannot be run"):
        open_project(tiny, tiny / name)


def test_an_interpreter_is_found_by_its_name_on_the_path(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python9").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert open_project(tiny, Path("python9")).python == tmp_path / "python9"
