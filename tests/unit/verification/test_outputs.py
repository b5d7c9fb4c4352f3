"""The files that a run has written."""

from pathlib import Path

import pytest

from mlship.verification.outputs import find_written


@pytest.fixture
def changes(tmp_path: Path) -> Path:
    for name in ("original/data.csv", "changes/new.csv", "changes/out/model.pkl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path / "changes"


def test_new_files_are_found_by_name(changes: Path, tmp_path: Path) -> None:
    assert find_written(changes, tmp_path / "original") == {
        "new.csv": changes / "new.csv",
        "model.pkl": changes / "out/model.pkl",
    }


def test_a_copy_of_what_was_there_is_not_written(changes: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copy2(tmp_path / "original/data.csv", changes / "data.csv")

    assert "data.csv" not in find_written(changes, tmp_path / "original")


def test_what_tools_leave_behind_does_not_count(changes: Path, tmp_path: Path) -> None:
    (changes / "__pycache__").mkdir()
    (changes / "__pycache__/a.pyc").write_text("")

    assert "a.pyc" not in find_written(changes, tmp_path / "original")


def test_files_with_one_name_are_told_apart_by_their_paths(changes: Path, tmp_path: Path) -> None:
    (changes / "model.pkl").write_text("another")

    assert find_written(changes, tmp_path / "original", {"out/model.pkl": "best"}) == {
        "best": changes / "out/model.pkl",
        "model.pkl": changes / "model.pkl",
        "new.csv": changes / "new.csv",
    }
    assert set(find_written(changes, tmp_path / "original")) == {
        "model.pkl",
        "model.pkl (2)",
        "new.csv",
    }
