"""A project lands in its folder as a whole, and nobody's work is lost."""

import json
import subprocess
from pathlib import Path

import pytest

from mlship.errors import EnvironmentLacks, WouldOverwrite
from mlship.ir.project import Project
from mlship.writing import Written, write

OLD = {"README.md": "# old\n", "src/churn/old.py": "OLD = 1\n"}
NEW = {"README.md": "# new\n", "src/churn/new.py": "NEW = 1\n"}


def put(target: Path, files: dict[str, str], *, force: bool = False) -> Written:
    return write(Project(name="churn", files=files), target, force=force, provenance={})


def files_in(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): path.read_text()
        for path in directory.rglob("*")
        if path.is_file() and ".mlship" not in path.parts
    }


def test_a_new_folder_holds_exactly_the_project(tmp_path: Path) -> None:
    put(tmp_path / "a/churn", OLD)

    assert files_in(tmp_path / "a/churn") == OLD
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["churn"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    put(tmp_path, OLD)

    assert files_in(tmp_path) == OLD


def test_records_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    project = Project(name="churn", files=OLD)
    write(project, tmp_path / "churn", force=False, provenance={"notebook": {"path": "a.ipynb"}})

    record = json.loads((tmp_path / "churn/.mlship/notebook.json").read_text())
    assert record == {"path": "a.ipynb"}


def test_a_conversion_that_nobody_touched_is_replaced(tmp_path: Path) -> None:
    put(tmp_path / "churn", OLD)

    written = put(tmp_path / "churn", NEW)

    assert files_in(tmp_path / "churn") == NEW
    assert written.backup is None
    assert [path.name for path in tmp_path.iterdir()] == ["churn"]


@pytest.mark.parametrize("name", ["README.md", "src/churn/new.py"])
def test_somebodys_work_is_not_overwritten(tmp_path: Path, name: str) -> None:
    put(tmp_path / "churn", OLD)
    (tmp_path / "churn" / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "churn" / name).write_text("mine")

    with pytest.raises(WouldOverwrite, match=name):
        put(tmp_path / "churn", NEW)

    assert files_in(tmp_path / "churn") == {**OLD, name: "mine"}


@pytest.mark.parametrize("name", ["src/churn/mine.py", "submission.csv", "plots/a.png"])
def test_what_lies_beside_the_generated_files_is_carried_over(tmp_path: Path, name: str) -> None:
    put(tmp_path / "churn", OLD)
    (tmp_path / "churn" / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "churn" / name).write_text("mine, or of a run")

    written = put(tmp_path / "churn", NEW)

    assert files_in(tmp_path / "churn") == {**NEW, name: "mine, or of a run"}
    assert written.backup is None


def test_a_file_where_a_folder_comes_is_not_overwritten(tmp_path: Path) -> None:
    put(tmp_path / "churn", {"README.md": "old"})
    (tmp_path / "churn/src").write_text("mine")

    with pytest.raises(WouldOverwrite, match="src"):
        put(tmp_path / "churn", {"src/churn/load.py": "new"})


def test_a_folder_of_other_things_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("ten years of work")

    with pytest.raises(WouldOverwrite, match=r"thesis\.tex"):
        put(tmp_path, NEW)


def test_a_file_in_the_way_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "churn").write_text("a file")

    with pytest.raises(WouldOverwrite, match="is a file") as raised:
        put(tmp_path / "churn", NEW)

    assert raised.value.location == str(tmp_path / "churn")
    assert (tmp_path / "churn").read_text() == "a file"


def test_force_keeps_a_backup(tmp_path: Path) -> None:
    put(tmp_path / "churn", OLD)
    (tmp_path / "churn/README.md").write_text("mine")

    written = put(tmp_path / "churn", NEW, force=True)

    assert written.backup == tmp_path / "churn.backup-1"
    assert files_in(tmp_path / "churn.backup-1") == {**OLD, "README.md": "mine"}
    assert files_in(tmp_path / "churn") == NEW


def test_backups_are_counted(tmp_path: Path) -> None:
    for _ in range(2):
        put(tmp_path / "churn", OLD, force=True)
        (tmp_path / "churn/README.md").write_text("mine")
    put(tmp_path / "churn", OLD, force=True)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "churn",
        "churn.backup-1",
        "churn.backup-2",
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("artifacts/v1/model.joblib", "outputs/a.pkl", "reports/a.md", "data/a.csv"),
        *(".venv/bin/python", ".git/HEAD", ".idea/a.xml", "src/churn.egg-info/PKG-INFO"),
        *("src/churn/__pycache__/a.pyc", ".env", "uv.lock"),
    ],
)
def test_what_the_project_produced_is_kept(tmp_path: Path, name: str) -> None:
    put(tmp_path / "churn", OLD)
    (tmp_path / "churn" / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "churn" / name).write_text("produced")

    put(tmp_path / "churn", NEW)

    assert files_in(tmp_path / "churn") == {**NEW, name: "produced"}


def test_a_generated_file_among_produced_ones_is_renewed(tmp_path: Path) -> None:
    put(tmp_path / "churn", {"data/README.md": "old"})
    (tmp_path / "churn/data/a.csv").write_text("a")

    put(tmp_path / "churn", {"data/README.md": "new"})

    assert files_in(tmp_path / "churn") == {"data/README.md": "new", "data/a.csv": "a"}


def test_data_comes_with_the_project(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\x00")
    project = Project(name="churn", files=OLD)

    write(
        project,
        tmp_path / "churn",
        force=False,
        provenance={},
        data={"data/a.csv": tmp_path / "a.csv"},
    )

    assert (tmp_path / "churn/data/a.csv").read_bytes() == b"\xff\x00"


@pytest.mark.parametrize("name", ["../escaped.txt", "/escaped.txt", "a/../../escaped.txt"])
def test_no_file_leaves_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        put(tmp_path / "churn", {name: "out"})

    assert list(tmp_path.iterdir()) == []


def test_a_script_can_be_started(tmp_path: Path) -> None:
    put(tmp_path, {"run": "#!/bin/sh\n"})

    assert (tmp_path / "run").stat().st_mode & 0o111


def test_the_folder_that_we_work_in_is_replaced_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "churn", OLD)
    monkeypatch.chdir(tmp_path / "churn/src")

    put(Path(".."), NEW)

    assert Path.cwd() == tmp_path / "churn/src"
    assert (Path.cwd() / "churn/new.py").exists()


def test_the_longest_name_can_be_written_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / ("é" * 127)
    put(target, OLD)
    (target / "README.md").write_text("mine")

    written = put(target, NEW, force=True)

    assert files_in(target) == NEW
    assert written.backup is not None
    assert files_in(written.backup)["README.md"] == "mine"


def test_links_are_followed_to_the_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    put(tmp_path / "link", OLD)

    assert files_in(tmp_path / "real") == OLD
    assert (tmp_path / "link").is_symlink()


def test_a_link_to_nowhere_among_the_files_is_carried_over(tmp_path: Path) -> None:
    put(tmp_path / "churn", OLD)
    (tmp_path / "churn/link").symlink_to("nowhere")

    put(tmp_path / "churn", NEW)

    assert (tmp_path / "churn/link").readlink() == Path("nowhere")


@pytest.mark.parametrize("target", ["file/churn", "n" * 300, "/proc/churn"])
def test_where_nothing_can_be_written_it_is_said(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("a file")

    with pytest.raises(EnvironmentLacks, match="cannot be written") as caught:
        put(tmp_path / target, OLD)

    assert caught.value.hint == "Choose another folder with -o."


def left_by_the_dead(target: Path, kind: str, files: dict[str, str]) -> None:
    """Make what a process that was killed would have left beside the target."""
    with subprocess.Popen(["true"]) as process:
        process.wait()
    folder = target.with_name(f".{target.name}.mlship-{kind}-{process.pid}")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize("kind", ["new", "swap"])
def test_what_never_came_into_place_is_removed(tmp_path: Path, kind: str) -> None:
    left_by_the_dead(tmp_path / "churn", kind, OLD)

    put(tmp_path / "churn", NEW)

    assert files_in(tmp_path) == {f"churn/{name}": text for name, text in NEW.items()}


def test_what_was_put_aside_comes_back_before_it_is_judged(tmp_path: Path) -> None:
    left_by_the_dead(tmp_path / "churn", "old", {"thesis.tex": "ten years of work"})

    with pytest.raises(WouldOverwrite, match=r"thesis\.tex"):
        put(tmp_path / "churn", NEW)

    assert files_in(tmp_path / "churn") == {"thesis.tex": "ten years of work"}


def test_what_was_not_carried_over_yet_is_carried_over(tmp_path: Path) -> None:
    put(tmp_path / "churn", OLD)
    left_by_the_dead(tmp_path / "churn", "swap", {"artifacts/a": "produced"})

    put(tmp_path / "churn", NEW)

    assert files_in(tmp_path / "churn") == {**NEW, "artifacts/a": "produced"}
    assert [path.name for path in tmp_path.iterdir()] == ["churn"]


def test_where_folders_cannot_be_swapped_they_are_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlship.writing.target.exchange", lambda *_: False)
    put(tmp_path / "churn", OLD)

    put(tmp_path / "churn", NEW)

    assert files_in(tmp_path) == {f"churn/{name}": text for name, text in NEW.items()}


def test_a_file_in_the_way_is_backed_up_when_forced(tmp_path: Path) -> None:
    (tmp_path / "churn").write_text("a file")

    put(tmp_path / "churn", NEW, force=True)

    assert (tmp_path / "churn.backup-1").read_text() == "a file"
    assert files_in(tmp_path / "churn") == NEW
