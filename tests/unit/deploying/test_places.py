"""Each place is a target; its tool is found, asked, and what it says passed on."""

import shutil
from pathlib import Path

import pytest

from mlship.deploying import PLACES, Deployment, apply, compare, find_place, prepare, render
from mlship.errors import EnvironmentLacks, UsageError
from mlship.rendering import TARGETS
from tests.targets import BARE, FACTS, rendered

each_place = pytest.mark.parametrize("target", [place.target for place in PLACES])


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A path with nothing on it but what a test puts there, and a shell."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "sh").symlink_to(shutil.which("sh") or "/bin/sh")
    monkeypatch.setenv("PATH", str(folder))
    return folder


def put_tool(folder: Path, name: str, script: str) -> None:
    """Put a tool there: a stand-in for those that need a cloud to answer."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def put_files(root: Path, target: str) -> None:
    for name, text in rendered(target, BARE).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def place(root: Path, target: str, environment: str = "dev") -> Deployment:
    return prepare(root, find_place(target), environment, "who-leaves")


def test_every_place_is_a_target() -> None:
    assert {p.target for p in PLACES} <= {target.name for target in TARGETS}


@each_place
def test_a_tool_that_is_not_here_is_named_with_what_brings_it(
    tmp_path: Path, tools: Path, target: str
) -> None:
    assert tools.is_dir()
    put_files(tmp_path, target)

    with pytest.raises(EnvironmentLacks, match="This machine has no") as lacking:
        place(tmp_path, target)

    assert find_place(target).remedy in lacking.value.hint


def test_a_tool_that_does_not_answer_is_as_good_as_none(tmp_path: Path, tools: Path) -> None:
    put_files(tmp_path, "compose")
    put_tool(tools, "docker", "exit 1")
    put_tool(tools, "podman-compose", "exit 0")

    assert place(tmp_path, "compose").tool == ("podman-compose",)


@each_place
def test_the_files_that_commands_name_are_those_of_the_target(target: str) -> None:
    found = find_place(target)
    files = {f"./{name}" if found.folder == "." else name for name in rendered(target)}
    words = [word for command in (found.render, found.compare, *found.apply) for word in command]
    named = [
        word.removeprefix("file://").replace("{environment}", "dev")
        for word in words
        if word.endswith((".yaml", ".json")) or "overlays/" in word
    ]

    for name in named:
        assert any(file.startswith(f"{found.folder}/{name}") for file in files), name


def test_an_environment_that_is_not_there_is_refused(tmp_path: Path, tools: Path) -> None:
    put_files(tmp_path, "kubernetes")
    put_tool(tools, "kubectl", "exit 0")

    with pytest.raises(UsageError, match="no environment staging"):
        place(tmp_path, "kubernetes", "staging")


def test_what_mlship_cannot_deploy_is_refused_with_the_page_that_says_how() -> None:
    with pytest.raises(UsageError, match="does not deploy vertex") as refused:
        find_place("vertex")

    assert "deploy/vertex/README.md" in refused.value.hint


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not here")
def test_kubectl_renders_and_says_that_it_cannot_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    put_files(tmp_path, "kubernetes")
    deployment = place(tmp_path, "kubernetes")

    assert "kind: Deployment" in render(deployment)
    assert compare(deployment).code != 0
    assert compare(deployment).err


@pytest.mark.parametrize(("code", "told"), [(0, True), (1, True), (2, False)])
def test_a_difference_is_no_failure(tmp_path: Path, tools: Path, code: int, told: object) -> None:
    put_files(tmp_path, "kubernetes")
    put_tool(
        tools,
        "kubectl",
        f'test "$1" = diff || exit 0\necho "+ replicas: 2"\necho lost >&2\nexit {code}',
    )

    found = compare(place(tmp_path, "kubernetes"))

    assert (found.code == 0) == told
    assert "+ replicas: 2" in found.out
    assert found.err == ("" if told else "lost")


def test_terraform_prepares_plans_and_then_does_what_it_has_planned(
    tmp_path: Path, tools: Path
) -> None:
    put_files(tmp_path, "terraform-aws")
    put_tool(tools, "terraform", f'echo "$@" >> {tmp_path}/calls')

    assert apply(place(tmp_path, "terraform-aws")) == 0

    assert (tmp_path / "calls").read_text().splitlines()[1:] == [
        "init -input=false",
        "plan -input=false -out=.terraform/mlship.plan",
        "apply -input=false .terraform/mlship.plan",
    ]


def test_the_reason_is_the_error_inside_of_the_box_that_terraform_draws(
    tmp_path: Path, tools: Path
) -> None:
    put_files(tmp_path, "terraform-aws")
    (tmp_path / "said").write_text(
        "\x1b[31m╷\x1b[0m\n\x1b[31m│ \x1b[0mError: No provider\n│ Why\n╵\n"
    )
    put_tool(tools, "terraform", f'test "$1" = version || {{ cat {tmp_path}/said >&2; exit 1; }}')
    (tools / "cat").symlink_to(shutil.which("cat") or "/bin/cat")

    assert compare(place(tmp_path, "terraform-aws")).err == "Error: No provider"


def test_what_fails_stops_there(tmp_path: Path, tools: Path) -> None:
    put_files(tmp_path, "terraform-aws")
    put_tool(tools, "terraform", f'echo "$@" >> {tmp_path}/calls\ntest "$1" != init')

    assert apply(place(tmp_path, "terraform-aws")) == 1
    assert "apply" not in (tmp_path / "calls").read_text()


def test_an_image_without_a_registry_is_not_deployed(tmp_path: Path, tools: Path) -> None:
    put_files(tmp_path, "kubernetes")
    put_tool(tools, "kubectl", "exit 0")
    overlay = tmp_path / "deploy/kubernetes/overlays/dev/kustomization.yaml"
    overlay.write_text(overlay.read_text().replace("registry.example.com", "registry.invalid"))

    with pytest.raises(UsageError, match="no registry yet") as refused:
        apply(place(tmp_path, "kubernetes"))

    assert "--image" in refused.value.hint


def test_a_misspelt_target_is_told_which_may_be_meant() -> None:
    with pytest.raises(UsageError) as refused:
        find_place("terraform-gpc")

    assert refused.value.hint == "Is terraform-gcp meant?"


def test_what_a_dry_run_only_names_is_shown_and_taken_away(tmp_path: Path, tools: Path) -> None:
    put_files(tmp_path, "lambda")
    script = f"""
echo "$2 $4" >> {tmp_path}/calls
case $2 in
deploy) echo "aws cloudformation describe-change-set --change-set-name arn:1" ;;
describe-change-set) echo "Modify Function" ;;
esac"""
    put_tool(tools, "aws", script)

    found = compare(place(tmp_path, "lambda"))

    assert found.out == "Modify Function\n"
    calls = (tmp_path / "calls").read_text().splitlines()
    assert calls[-2:] == ["describe-change-set arn:1", "delete-change-set arn:1"]


def test_a_stack_is_called_by_the_project_and_its_environment(tmp_path: Path, tools: Path) -> None:
    put_files(tmp_path, "lambda")
    put_tool(tools, "aws", f'echo "$@" >> {tmp_path}/calls')

    compare(place(tmp_path, "lambda", "prod"))

    said = (tmp_path / "calls").read_text().splitlines()[-1]
    assert "--stack-name who-leaves-lambda-prod" in said
    assert said.endswith("--no-execute-changeset")
    assert FACTS.slug == "who-leaves"
