"""Terraform files: formatted, parsed, variables declared and used, sizes legal, no secrets."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import hcl2
import pytest

from mlship.deploying import choose_sizes
from mlship.ir.target import Facts, Memory
from tests.targets import BARE, FACTS, rendered

CLOUDS = ("aws", "gcp", "azure")
cloud_and_facts = pytest.mark.parametrize(
    ("cloud", "facts"),
    [(cloud, facts) for cloud in CLOUDS for facts in (FACTS, BARE)],
    ids=[f"{cloud}-{kind}" for cloud in CLOUDS for kind in ("all", "bare")],
)
each_cloud = pytest.mark.parametrize("cloud", CLOUDS)
# What keys, tokens and passwords look like where they stand in the text.
SECRET = re.compile(r"AKIA[0-9A-Z]{16}|-----BEGIN|(password|secret|token|key)\s*=\s*\"[^\"]{8,}\"")


def files(cloud: str, facts: Facts = FACTS) -> dict[str, str]:
    made = rendered(f"terraform-{cloud}", facts)
    return {Path(name).name: text for name, text in made.items() if name.endswith(".tf")}


def blocks(cloud: str, kind: str, facts: Facts = FACTS) -> dict[str, Any]:
    """Give the blocks of a kind by the names that follow it."""
    found: dict[str, Any] = {}
    for text in files(cloud, facts).values():
        for block in hcl2.load(io.StringIO(text)).get(kind, []):
            found |= {name.strip('"'): content for name, content in block.items()}
    return found


@cloud_and_facts
def test_every_file_parses(cloud: str, facts: Facts) -> None:
    for text in files(cloud, facts).values():
        hcl2.load(io.StringIO(text))


@cloud_and_facts
@pytest.mark.skipif(not shutil.which("terraform"), reason="terraform is not here")
def test_every_file_is_formatted_as_terraform_has_it(
    tmp_path: Path, cloud: str, facts: Facts
) -> None:
    for name, text in files(cloud, facts).items():
        (tmp_path / name).write_text(text)

    command = ["terraform", "fmt", "-check", "-diff"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@each_cloud
def test_variables_are_all_declared_and_all_used(cloud: str) -> None:
    used = {name for text in files(cloud).values() for name in re.findall(r"\bvar\.(\w+)", text)}

    assert used == set(blocks(cloud, "variable"))


@each_cloud
def test_every_variable_says_what_it_is_and_of_which_type(cloud: str) -> None:
    for variable in blocks(cloud, "variable").values():
        assert variable["description"]
        assert variable["type"]


@each_cloud
def test_what_is_referred_to_is_there(cloud: str) -> None:
    text = "".join(files(cloud).values())
    declared = set(re.findall(r'^(?:resource|data) "(\w+)" "(\w+)"', text, re.MULTILINE))

    asked = set(re.findall(r"\b((?:aws|google|azurerm)_\w+)\.(\w+)", text))
    assert asked <= declared


@each_cloud
def test_nothing_is_declared_twice(cloud: str) -> None:
    text = "".join(files(cloud).values())
    names = re.findall(r"^(?:resource|data|variable|output) .*\{", text, re.MULTILINE)

    assert len(names) == len(set(names))


@each_cloud
def test_providers_and_terraform_itself_are_bounded(cloud: str) -> None:
    text = files(cloud)["versions.tf"]

    assert 'required_version = ">= ' in text
    assert re.search(r'version = "~> \d+\.0"', text)


@each_cloud
def test_there_is_no_secret(cloud: str) -> None:
    assert not SECRET.search("".join(files(cloud).values()))


@each_cloud
def test_probes_and_limits_are_those_of_the_service(cloud: str) -> None:
    text = "".join(files(cloud).values())

    assert "/health/ready" in text
    assert re.search(r'"?command"?\s*= \["serve"\]|args\s*= \["serve"\]', text)


# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
LEGAL = {
    256: {512, 1024, 2048},
    512: set(range(1024, 4097, 1024)),
    1024: set(range(2048, 8193, 1024)),
    2048: set(range(4096, 16385, 1024)),
    4096: set(range(8192, 30721, 1024)),
    8192: set(range(16384, 61441, 4096)),
    16384: set(range(32768, 122881, 8192)),
}


@pytest.mark.parametrize("serve_mb", [50, 200, 500, 900, 3000, 7000, 20_000, 50_000])
def test_fargate_takes_the_pair_of_processor_and_memory(serve_mb: int) -> None:
    sizes = choose_sizes(Memory(serve_mb=serve_mb))
    variables = blocks("aws", "variable", replace(FACTS, sizes=sizes))

    cpu, memory = (int(variables[name]["default"]) for name in ("cpu", "memory"))
    assert memory in LEGAL[cpu]
    assert memory >= min(2 * serve_mb, 122_880)


@pytest.mark.parametrize("serve_mb", [50, 200, 500, 900, 3000])
def test_container_apps_take_the_pair_of_processor_and_memory(serve_mb: int) -> None:
    sizes = choose_sizes(Memory(serve_mb=serve_mb))
    variables = blocks("azure", "variable", replace(FACTS, sizes=sizes))

    cpu = float(variables["cpu"]["default"])
    gigabytes = float(variables["memory"]["default"].strip('"').removesuffix("Gi"))
    assert cpu in {quarters / 4 for quarters in range(1, 17)}
    assert gigabytes == 2 * cpu


def test_fargate_has_what_the_image_needs() -> None:
    text = files("aws")["service.tf"]

    assert "readonlyRootFilesystem = true" in text
    assert 'containerPath = "/tmp"' in text
    # A volume there is root's, with 0755: docs.aws.amazon.com/AmazonECS/…/bind-mounts.html
    assert "\"import os; os.chmod('/tmp', 0o1777)\"" in text
    assert 'dependsOn              = [{ containerName = "tmp", condition = "SUCCESS" }]' in text
    assert '["CMD", "python", "-m", "who_leaves.health"]' in text
    drain, finish, stop = (
        int(re.search(pattern, text)[1])  # type: ignore[index]
        for pattern in (
            r'"DRAIN_SECONDS", value = "(\d+)"',
            r'"FINISH_SECONDS", value = "(\d+)"',
            r"stopTimeout = (\d+)",
        )
    )
    assert drain + finish < stop <= 120
