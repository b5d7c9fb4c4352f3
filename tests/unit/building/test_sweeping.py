"""What an engine leaves of a build that did not come to its end is removed, and nothing else."""

import json
from pathlib import Path

import pytest

from mlship.building.sweeping import swept

ENGINE = """\
#!/bin/sh
case "$1" in
info) echo '{info}' ;;
rm) echo "$@" >> {folder}/removed ;;
esac
"""


def put_engine(folder: Path, name: str, info: object, patch: pytest.MonkeyPatch) -> None:
    (folder / name).write_text(ENGINE.format(info=json.dumps(info), folder=folder))
    (folder / name).chmod(0o755)
    patch.setenv("PATH", str(folder), prepend=":")


def leave_container(root: Path, name: str, secret: str) -> None:
    notes = root / "overlay-containers" / name / "userdata/buildah.json"
    notes.parent.mkdir(parents=True)
    notes.write_text(json.dumps({"CommonBuildOpts": {"Secrets": [secret]}}))


@pytest.mark.parametrize(
    ("engine", "keys", "words"),
    [
        ("podman", ("graphRoot", "graphDriverName"), "rm --force ours"),
        ("buildah", ("GraphRoot", "GraphDriverName"), "rm ours"),
    ],
)
def test_containers_of_an_interrupted_build_are_removed_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, keys: list[str], words: str
) -> None:
    store = dict(zip(keys, (str(tmp_path), "overlay"), strict=True))
    put_engine(tmp_path, engine, {"store": store}, monkeypatch)
    leave_container(tmp_path, "others", "id=build-0,src=/dev/null")

    with pytest.raises(KeyboardInterrupt), swept(engine) as flags:  # noqa: PT012
        leave_container(tmp_path, "ours", flags[1])
        raise KeyboardInterrupt

    assert (tmp_path / "removed").read_text() == f"{words}\n"


def test_a_build_that_came_to_its_end_has_nothing_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_engine(tmp_path, "podman", {}, monkeypatch)

    with swept("podman") as flags:
        leave_container(tmp_path, "ours", flags[1])

    assert not (tmp_path / "removed").exists()
