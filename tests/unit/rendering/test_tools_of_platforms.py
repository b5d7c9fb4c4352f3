"""What the platforms' own tools say of the files: skipped, because… where a tool is not here."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from mlship.deploying import apply, compare, find_place, prepare
from mlship.ir.target import Facts, Image
from tests.contracts.playing import find_free_port
from tests.targets import BARE, FACTS, rendered

ROOT = Path(__file__).parents[3]
COMPOSERS = (("docker", "compose"), ("docker-compose",), ("podman-compose",))
UP = {"series": 'up{job="who-leaves"}', "values": "1x30"}
# Of a hundred requests a minute, as many fail.
MINUTES = 'serving_requests_total{{job="who-leaves",status="{0}"}}'


def need(tool: str) -> str:
    """Skip where a tool is not here."""
    program = shutil.which(tool)
    if program is None:
        pytest.skip(f"skipped, because {tool} is not here")
    return program


def ask(*command: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, **environment}
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False
    )


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def wait_for(port: int) -> None:
    """Wait until something listens."""
    for _ in range(600):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("moto_server does not listen")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An AWS on this machine, played by moto: docs.getmoto.org/en/latest/docs/server_mode.html."""
    need("aws")
    server = need("moto_server")
    port = find_free_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    quiet = subprocess.DEVNULL
    with subprocess.Popen([server, "--port", str(port)], stdout=quiet, stderr=quiet) as process:
        wait_for(port)
        yield
        process.terminate()


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("target", ["sagemaker", "lambda"])
def test_cloudformation_makes_the_stack_and_tells_a_new_image_apart(
    tmp_path: Path, target: str
) -> None:
    registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/who-leaves"
    first, second = (Image(repository=registry, digest=f"sha256:{n * 64}") for n in "ab")
    write(tmp_path, rendered(target, replace(FACTS, image=first)))
    deployment = prepare(tmp_path, find_place(target), "dev", FACTS.slug)

    created = apply(deployment)
    write(tmp_path, rendered(target, replace(FACTS, image=second)))
    difference = compare(deployment)
    updated = apply(deployment)

    assert (created, updated) == (0, 0)
    assert difference.code == 0
    # moto does not tell what a parameter changes, so that only the change set is named.
    assert "Changeset created" in difference.out
    ask_for = ("--stack-name", f"who-leaves-{target}-dev", "--output", "json")
    asked = ask("aws", "cloudformation", "describe-stack-resources", *ask_for, folder=tmp_path)
    resources = json.loads(asked.stdout)["StackResources"]
    template = (tmp_path / f"deploy/{target}/template.yaml").read_text()
    template = (tmp_path / f"deploy/{target}/template.yaml").read_text()
    wanted = set(re.findall(r"^  (\w+):\n    Type: AWS::", template, re.MULTILINE))
    # moto makes the address of a function, too, but does not name it.
    assert {each.get("LogicalResourceId", "Address") for each in resources} == wanted


def test_prometheus_takes_its_settings_and_the_alerts(tmp_path: Path) -> None:
    promtool = need("promtool")
    folder = write(tmp_path, rendered("compose")) / "deploy/compose"

    done = ask(promtool, "check", "config", "--lint=all", "prometheus.yml", folder=folder)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "rules found" in done.stdout


def test_prometheus_takes_the_alerts_of_the_cluster_and_what_the_dashboard_asks(
    tmp_path: Path,
) -> None:
    promtool = need("promtool")
    alerts = rendered("kubernetes")["deploy/kubernetes/components/monitoring/alerts.yaml"]
    board = json.loads(rendered("compose")["deploy/compose/grafana/dashboards/service.json"])
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    panels = {
        "name": "panels",
        "rules": [
            # What Grafana fills in is a time.
            {"record": f"panel:{number}", "expr": re.sub(r"\$__\w+", "5m", expression)}
            for number, expression in enumerate(asked)
        ],
    }
    groups = [*yaml.safe_load(alerts)["spec"]["groups"], panels]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": groups}))

    done = ask(promtool, "check", "rules", "rules.yml", folder=tmp_path)

    assert asked
    assert done.returncode == 0, done.stdout + done.stderr


def hearing(failing: int, expected: list[object]) -> dict[str, object]:
    """Describe half an hour of requests, and what is to be heard of failures after it."""
    counts = (("500", failing), ("200", 100 - failing))
    series = [
        {"series": MINUTES.format(status), "values": f"0+{count}x30"} for status, count in counts
    ]
    quiet = {"eval_time": "30m", "alertname": "ServiceDown", "exp_alerts": []}
    asked = {"eval_time": "30m", "alertname": "ErrorsHigh", "exp_alerts": expected}
    return {"interval": "1m", "input_series": [UP, *series], "alert_rule_test": [quiet, asked]}


def test_prometheus_raises_the_alert_of_failures_when_they_are_many(tmp_path: Path) -> None:
    promtool = need("promtool")
    folder = write(tmp_path, rendered("compose")) / "deploy/compose"
    raised = {
        "exp_labels": {"severity": "critical"},
        "exp_annotations": {"summary": "20% of the requests to who-leaves fail."},
    }
    heard = [hearing(0, []), hearing(20, [raised])]
    (folder / "test.yml").write_text(yaml.safe_dump({"rule_files": ["alerts.yml"], "tests": heard}))

    done = ask(promtool, "test", "rules", "test.yml", folder=folder)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("facts", [FACTS, BARE], ids=["all", "bare"])
def test_compose_reads_its_file_as_it_is_meant(tmp_path: Path, facts: Facts) -> None:
    folder = write(tmp_path, rendered("compose", facts))
    (folder / "Dockerfile").write_text("FROM scratch\n")
    composer = next((c for c in COMPOSERS if _answers(c, tmp_path)), None)
    if composer is None:
        pytest.skip("skipped, because no docker compose or podman-compose answers here")

    done = ask(*composer, "config", folder=folder)

    assert done.returncode == 0, done.stderr
    assert set(yaml.safe_load(done.stdout)["services"]) >= {"service", "prometheus", "grafana"}


def _answers(command: tuple[str, ...], folder: Path) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return ask(*command, "version", folder=folder).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("cloud", ["aws", "gcp", "azure"])
def test_terraform_finds_nothing_wrong_where_it_gets_its_providers(
    tmp_path: Path, cloud: str
) -> None:
    terraform = need("terraform")
    folder = write(tmp_path, rendered(f"terraform-{cloud}")) / f"deploy/terraform-{cloud}"
    kept = ROOT / "build/terraform"  # hundreds of megabytes, once
    kept.mkdir(parents=True, exist_ok=True)
    init = (terraform, "init", "-backend=false", "-input=false", "-no-color")
    begun = ask(*init, folder=folder, TF_PLUGIN_CACHE_DIR=str(kept))
    if "could not connect to" in begun.stderr:
        pytest.skip("skipped, because registry.terraform.io cannot be reached")

    done = ask(terraform, "validate", "-no-color", folder=folder)

    assert begun.returncode == 0, begun.stderr
    assert done.returncode == 0, done.stdout + done.stderr
