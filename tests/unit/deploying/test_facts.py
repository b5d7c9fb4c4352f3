"""What a project's folder says of it becomes facts that no template can misread."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mlship.deploying import choose_sizes, gather_facts, parse_image
from mlship.errors import UsageError
from mlship.ir.target import Facts, Image, Memory, Mount

SIZES = choose_sizes(Memory())


@dataclass(frozen=True)
class Folder:
    root: Path
    package: str = "churn"
    python: Path = Path("python")
    environment: dict[str, str] = field(default_factory=dict)


def project(root: Path, params: str = "", **flow: object) -> Folder:
    (root / "src/churn/serving").mkdir(parents=True)
    (root / "src/churn/serving/command.py").touch()
    (root / ".mlship").mkdir()
    (root / ".mlship/flow.json").write_text(json.dumps(flow))
    (root / "params.yaml").write_text(params)
    return Folder(root)


def facts(folder: Folder) -> Facts:
    return gather_facts(folder, None, SIZES)


def test_data_files_are_what_the_pipeline_reads_and_writes_now(tmp_path: Path) -> None:
    params = "data:\n  calls: ../my calls.csv\n  model: out/m.pkl\n  web: https://a.b/c.csv\n"
    rows = [{"name": n, "written": n == "model"} for n in ("calls", "model", "web", "gone")]

    found = facts(project(tmp_path, params, data=rows))

    assert found.reads == (Mount(name="calls", variable="CHURN_DATA__CALLS", file="my_calls.csv"),)
    assert found.writes == (Mount(name="model", variable="CHURN_DATA__MODEL", file="m.pkl"),)


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    params = "data: {train: a/data.csv, test: b/data.csv}\n"
    rows = [{"name": name, "written": False} for name in ("train", "test")]

    found = facts(project(tmp_path, params, data=rows))

    assert [mount.file for mount in found.reads] == ["train-data.csv", "test-data.csv"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Telecom_Churn", "telecom-churn"),
        ("2024 sales", "model-2024-sales"),
        ("a" * 26, "a" * 26),
        ("a" * 50, "a" * 21 + "-160b"),
        ("a" * 20 + "-bcdefg", "a" * 20 + "-ab30"),
        ("x", "model-x"),
        ("продажи", "model"),
    ],
)
def test_names_become_such_as_platforms_take(tmp_path: Path, name: str, slug: str) -> None:
    assert facts(project(tmp_path, project=name)).slug == slug


def test_the_example_is_that_of_the_model_in_use(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (tmp_path / "artifacts/v1").mkdir(parents=True)
    (tmp_path / "artifacts/current").write_text("v1\n")
    columns = [{"name": "n", "example": 1}, {"name": "s", "example": None}]
    (tmp_path / "artifacts/v1/schema.json").write_text(json.dumps({"columns": columns}))

    assert facts(folder).example == '{"n": 1, "s": null}'


def test_a_project_that_knows_little_of_itself_still_has_facts(tmp_path: Path) -> None:
    folder = project(tmp_path, "data: [1]")
    (tmp_path / ".mlship/flow.json").unlink()

    found = facts(folder)

    assert (found.title, found.reads, found.example) == ("churn", (), "{}")
    assert found.image.reference == "registry.invalid/churn:0.1.0"


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("a.io/b/churn:1.2", Image(repository="a.io/b/churn", tag="1.2")),
        ("localhost:5000/churn:v1", Image(repository="localhost:5000/churn", tag="v1")),
        (
            f"a.io/churn@sha256:{'ab' * 32}",
            Image(repository="a.io/churn", digest=f"sha256:{'ab' * 32}"),
        ),
    ],
)
def test_images_are_read_as_engines_read_them(text: str, image: Image) -> None:
    assert parse_image(text) == image


def test_names_that_are_cut_stay_apart(tmp_path: Path) -> None:
    first, second = ("quarterly sales of the north by month", "quarterly sales of the north by day")
    slugs = {facts(project(tmp_path / name, project=name)).slug for name in (first, second)}

    assert len(slugs) == 2


@pytest.mark.parametrize("text", ["churn", "a.io/churn", "localhost:5000/churn"])
def test_an_image_without_tag_and_digest_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="neither a tag nor a digest"):
        parse_image(text)


@pytest.mark.parametrize("text", ["", "a b", "a.io/Churn", "a@sha256:12", "a.io/", "$(x)", "-a"])
def test_what_is_no_image_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="does not name an image"):
        parse_image(text)
