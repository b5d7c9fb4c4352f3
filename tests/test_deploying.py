"""`mlship add` and `mlship deploy`, as people type them, on a project that has been converted."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import Cli

EXAMPLE = Path(__file__).parent.parent / "examples" / "telecom_churn.ipynb"


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from mlship.cli.conversions import Job, convert_one

    folder = tmp_path_factory.mktemp("converted")
    shutil.copy(EXAMPLE, folder)
    shutil.copy(EXAMPLE.with_suffix(".csv"), folder)
    return convert_one(Job(notebook=folder / EXAMPLE.name, target=folder / "churn")).target


@pytest.fixture
def churn(converted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(converted, tmp_path / "churn"))


def test_a_target_is_added_listed_and_removed(cli: Cli, churn: Path) -> None:
    added = cli("add", "compose", churn, "--no-measure", "--json")
    listed = cli("add", "--list", churn, "--json").document["targets"]
    removed = cli("add", "compose", churn, "--remove", "--json")

    assert added.code == 0
    assert "compose.yaml" in added.out
    assert isinstance(listed, list)
    assert [each["name"] for each in listed if each["added"]] == ["compose"]
    assert removed.document["removed"] == added.document["written"]
    assert not (churn / "compose.yaml").exists()


def test_an_edited_file_is_named_and_stays(cli: Cli, churn: Path) -> None:
    cli("add", "compose", churn, "--no-measure")
    (churn / "compose.yaml").write_text("mine\n")

    answer = cli("add", "compose", churn, "--no-measure")

    assert "! compose.yaml is not as it was generated: left alone" in answer.out
    assert (churn / "compose.yaml").read_text() == "mine\n"


def test_an_edited_file_is_shown_beside_ours_and_written_anew_if_asked(
    cli: Cli, churn: Path
) -> None:
    cli("add", "compose", churn, "--no-measure")
    generated = (churn / "compose.yaml").read_text()
    (churn / "compose.yaml").write_text(f"# mine\n{generated}")
    (churn / "deploy/compose/alerts.yml").unlink()

    shown = cli("add", "compose", churn, "--diff")
    forced = cli("add", "compose", churn, "--no-measure", "--force")
    then = cli("add", "compose", churn, "--diff", "--json")

    assert "--- a/compose.yaml\n+++ b/compose.yaml\n@@ -1,4 +1,3 @@\n-# mine\n" in shown.out
    assert "--- /dev/null\n+++ b/deploy/compose/alerts.yml\n" in shown.out
    assert "+ compose.yaml (yours is beside it: compose.yaml.orig)" in forced.out
    assert "+ deploy/compose/alerts.yml (was deleted: here again)" in forced.out
    assert (churn / "compose.yaml").read_text() == generated
    assert (churn / "compose.yaml.orig").read_text() == f"# mine\n{generated}"
    assert then.document["difference"] == ""


def test_after_a_new_name_targets_are_added_again_before_they_are_deployed(
    cli: Cli, churn: Path, converted: Path
) -> None:
    cli("add", "lambda", churn, "--no-measure")
    notebook = converted.parent / EXAMPLE.name

    renamed = cli("convert", notebook, "-o", churn, "--name", "leaving")
    refused = cli("deploy", churn, "--target", "lambda")
    cli("add", "lambda", churn, "--no-measure")

    again = f"mlship add lambda {churn}"
    assert f"lambda names the package as it was called before: {again}" in renamed.out
    assert refused.code == 2
    assert again in refused.err
    assert [path.parent.name for path in churn.glob("src/*/aws_lambda.py")] == ["leaving"]


def test_without_a_model_sizes_are_assumed_and_that_is_said(cli: Cli, churn: Path) -> None:
    answer = cli("add", "kubernetes", churn)

    assert "Sizes are assumed: train a model" in answer.out
    assert "# Assumed" in (churn / "deploy/kubernetes/base/deployment.yaml").read_text()


def test_the_image_is_remembered_for_the_next_target(cli: Cli, churn: Path) -> None:
    cli("add", "kubernetes", churn, "--no-measure", "--image", "a.io/churn:7")
    added = cli("add", "cloud-run", churn, "--no-measure")

    assert "image a.io/churn:7, as given for kubernetes" in added.out
    assert "image: a.io/churn:7\n" in (churn / "deploy/cloud-run/service.yaml").read_text()


def test_a_target_keeps_the_image_that_it_was_given(cli: Cli, churn: Path) -> None:
    cli("add", "kubernetes", churn, "--no-measure", "--image", "a.io/churn:7")
    cli("add", "cloud-run", churn, "--no-measure", "--image", "b.io/churn:8")
    cli("add", "kubernetes", churn, "--no-measure")

    kustomization = (churn / "deploy/kubernetes/base/kustomization.yaml").read_text()
    assert (
        "a.io/churn"
        in kustomization
        + (churn / "deploy/kubernetes/overlays/prod/kustomization.yaml").read_text()
    )


def test_what_remembers_the_targets_is_broken_is_said(cli: Cli, churn: Path) -> None:
    cli("add", "compose", churn, "--no-measure")
    (churn / ".mlship/targets.json").write_text("<<<<<<< HEAD\n")

    answer = cli("add", "compose", churn, "--no-measure")

    assert answer.code == 2
    assert "targets.json: What was added to this project cannot be read" in answer.err
    assert (churn / ".mlship/targets.json").read_text() == "<<<<<<< HEAD\n"


def test_the_image_of_a_target_with_one_of_its_own_is_not_that_of_the_others(
    cli: Cli, churn: Path
) -> None:
    cli("add", "lambda", churn, "--no-measure", "--image", "a.io/churn-lambda:7")
    cli("add", "cloud-run", churn, "--no-measure", "--image", "a.io/churn:7")
    cli("add", "lambda", churn, "--no-measure")

    assert "image: a.io/churn:7\n" in (churn / "deploy/cloud-run/service.yaml").read_text()
    assert "a.io/churn-lambda:7" in (churn / "deploy/lambda/parameters.json").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add",), "no target without a name"),
        (("add", "mesos", "."), "no target mesos"),
        (("add", "kubernets", "."), "Is kubernetes meant?"),
        (("add", "compose", "."), "no generated project"),
        (("deploy", ".", "--target", "compose"), "no generated project"),
    ],
)
def test_wrong_usage_is_2(
    cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    answer = cli(*arguments)

    assert answer.code == 2
    assert message in answer.err


def test_what_was_not_added_is_not_deployed(cli: Cli, churn: Path) -> None:
    answer = cli("deploy", churn, "--target", "kubernetes")

    assert answer.code == 2
    assert "mlship add kubernetes" in answer.err


def test_a_missing_tool_is_4_with_what_brings_it(
    cli: Cli, churn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("add", "kubernetes", churn, "--no-measure")
    monkeypatch.setenv("PATH", "")

    answer = cli("deploy", churn, "--target", "kubernetes")

    assert answer.code == 4
    assert "kubectl" in answer.err


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not here")
def test_a_dry_run_without_a_cluster_shows_what_would_be_there_but_is_4(
    cli: Cli, churn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(churn / "none"))
    cli("add", "kubernetes", churn, "--no-measure")

    answer = cli("deploy", churn, "--target", "kubernetes")

    assert answer.code == 4
    assert "kind: Deployment" in answer.out
    assert "What would change cannot be told" in answer.err


def test_a_cloud_that_lets_nobody_in_is_4_with_what_it_says(
    cli: Cli, churn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("add", "sagemaker", churn)
    aws = churn / "bin/aws"
    aws.parent.mkdir()
    aws.write_text("#!/bin/sh\ntest $1 = --version || { echo 'No credentials' >&2; exit 253; }\n")
    aws.chmod(0o755)
    monkeypatch.setenv("PATH", str(aws.parent), prepend=":")

    answer = cli("deploy", churn, "--target", "sagemaker")

    assert answer.code == 4
    assert "What would change cannot be told: No credentials" in answer.err


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not here")
def test_nothing_is_applied_before_the_image_has_a_registry(cli: Cli, churn: Path) -> None:
    cli("add", "kubernetes", churn, "--no-measure")

    answer = cli("deploy", churn, "--target", "kubernetes", "--apply")

    assert answer.code == 2
    assert "no registry yet" in answer.err
