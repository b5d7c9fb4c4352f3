"""What is added outlives conversions, and what somebody has edited outlives everything."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from mlship.errors import UsageError, WouldOverwrite
from mlship.ir.project import Project
from mlship.writing import Added, add, list_added, read_additions, remove, write

PROJECT = {"README.md": "# churn\n", "deploy.py": "x = 1\n"}
FILES = {"compose.yaml": "services: {}\n", "deploy/compose/rules.yml": "groups: []\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    convert(tmp_path / "churn")
    return tmp_path / "churn"


def convert(target: Path, files: Mapping[str, str] = PROJECT, *, force: bool = False) -> None:
    write(Project(name="churn", files=dict(files)), target, force=force, provenance={})


def contents(root: Path) -> dict[str, str]:
    found = (p for p in root.rglob("*") if p.is_file() and ".mlship" not in p.parts)
    return {p.relative_to(root).as_posix(): p.read_text() for p in found}


def test_files_are_added_beside_the_project(root: Path) -> None:
    done = add(root, "compose", FILES, {"image": "a:1"})

    assert done == Added(written=("compose.yaml", "deploy/compose/rules.yml"))
    assert contents(root) == {**PROJECT, **FILES}
    assert list_added(root) == ("compose",)
    assert read_additions(root)["image"] == "a:1"


def test_scripts_can_be_run(root: Path) -> None:
    add(root, "vertex", {"deploy.sh": "#!/bin/sh\n"}, {})

    assert (root / "deploy.sh").stat().st_mode & 0o111


def test_added_again_they_are_brought_up_to_date(root: Path) -> None:
    add(root, "compose", FILES, {})

    done = add(root, "compose", {"compose.yaml": "new\n"}, {})

    assert done == Added(written=("compose.yaml",), removed=("deploy/compose/rules.yml",))
    assert contents(root) == {**PROJECT, "compose.yaml": "new\n"}
    assert add(root, "compose", {"compose.yaml": "new\n"}, {}).unchanged == ("compose.yaml",)


def test_an_edited_file_is_left_alone_by_adding_again_and_by_removing(root: Path) -> None:
    add(root, "compose", FILES, {})
    (root / "compose.yaml").write_text("mine\n")

    again = add(root, "compose", {**FILES, "compose.yaml": "new\n"}, {})
    gone = remove(root, "compose")

    assert again == Added(left_alone=("compose.yaml",), unchanged=("deploy/compose/rules.yml",))
    assert gone == Added(left_alone=("compose.yaml",), removed=("deploy/compose/rules.yml",))
    assert contents(root) == {**PROJECT, "compose.yaml": "mine\n"}


@pytest.mark.parametrize("name", ["compose.yaml", "README.md"])
def test_a_file_that_was_there_before_is_left_alone(root: Path, name: str) -> None:
    (root / "compose.yaml").write_text("mine\n")
    before = contents(root)

    assert add(root, "compose", {**FILES, name: "ours\n"}, {}).left_alone[-1:] == ("compose.yaml",)
    assert contents(root).items() >= before.items()


@pytest.mark.parametrize("name", ["compose.yaml", "README.md"])
def test_a_target_whose_only_file_is_somebodys_own_is_not_added(root: Path, name: str) -> None:
    (root / "compose.yaml").write_text("mine\n")
    before = contents(root)

    with pytest.raises(WouldOverwrite, match=f"compose was not added: {name} is there, and yours"):
        add(root, "compose", {name: "ours\n"}, {})

    assert contents(root) == before
    assert list_added(root) == ()


def test_a_link_is_left_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("mine\n")
    (root / "compose.yaml").symlink_to(tmp_path / "elsewhere")

    assert add(root, "compose", FILES, {}).left_alone == ("compose.yaml",)
    assert (tmp_path / "elsewhere").read_text() == "mine\n"


def test_a_folder_that_leads_out_of_the_project_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "deploy").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UsageError, match="outside of the project"):
        add(root, "compose", FILES, {})
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_removed_nothing_is_left_but_the_project(root: Path) -> None:
    add(root, "compose", FILES, {})

    remove(root, "compose")

    assert contents(root) == PROJECT
    assert not (root / "deploy").exists()
    assert list_added(root) == ()


def test_what_was_never_added_cannot_be_removed(root: Path) -> None:
    with pytest.raises(UsageError, match="was not added"):
        remove(root, "compose")


def test_a_later_conversion_keeps_what_was_added_edited_or_not(root: Path) -> None:
    add(root, "compose", FILES, {"image": "a:1"})
    (root / "compose.yaml").write_text("mine\n")

    convert(root, {"README.md": "# new\n"})

    assert contents(root) == {**FILES, "README.md": "# new\n", "compose.yaml": "mine\n"}
    assert list_added(root) == ("compose",)
    assert add(root, "compose", FILES, {}).left_alone == ("compose.yaml",)


def test_a_conversion_by_force_keeps_it_in_the_project_too(root: Path) -> None:
    add(root, "compose", FILES, {})
    (root / "README.md").write_text("mine\n")

    convert(root, force=True)

    assert contents(root) == {**PROJECT, **FILES}


def test_what_terraform_keeps_beside_its_files_outlives_a_conversion(root: Path) -> None:
    add(root, "terraform-aws", {"deploy/terraform-aws/main.tf": "\n"}, {})
    (root / "deploy/terraform-aws/terraform.tfstate").write_text("{}\n")

    convert(root)

    assert (root / "deploy/terraform-aws/terraform.tfstate").read_text() == "{}\n"


def test_what_a_killed_run_has_left_half_done_is_known_as_ours(root: Path) -> None:
    add(root, "compose", FILES, {})
    record = json.loads((root / ".mlship/targets.json").read_text())
    record["writing"] = record["targets"]["compose"]
    record["targets"]["compose"] = dict.fromkeys(FILES, "0" * 64)
    (root / ".mlship/targets.json").write_text(json.dumps(record))

    done = add(root, "compose", dict.fromkeys(FILES, "new\n"), {})

    assert done.left_alone == ()
    assert set(contents(root).values()) == {*PROJECT.values(), "new\n"}


@pytest.mark.parametrize("record", ["", "[]", '{"targets": 1}', '{"targets": {"a": 1}}'])
def test_with_a_broken_record_nothing_is_touched(root: Path, record: str) -> None:
    add(root, "compose", FILES, {})
    (root / ".mlship/targets.json").write_text(record)
    before = contents(root)

    with pytest.raises(UsageError, match="cannot be read"):
        add(root, "compose", dict.fromkeys(FILES, "new\n"), {})

    assert contents(root) == before
