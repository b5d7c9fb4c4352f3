"""Platforms that run any container: Cloud Run, Heroku, ECS on Fargate, Kubernetes."""

import http.client
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from tests.contracts.playing import PACKAGE, Demo, Environment, Load, Platform, Service
from tests.targets import FACTS, rendered

ZERO = {"HOST": "0.0.0.0"}  # noqa: S104 - as in the container


def as_cloud_run(_: Path) -> Environment:
    """What the generated service.yaml sets, and what Cloud Run adds."""
    service = yaml.safe_load(rendered("cloud-run")["deploy/cloud-run/service.yaml"])
    (container,) = service["spec"]["template"]["spec"]["containers"]
    own = {each["name"]: each["value"] for each in container["env"]}
    return {**own, "PORT": "PORT", "K_SERVICE": "churn", "K_REVISION": "churn-00001"}


def listens_on_the_port_that_it_is_told(service: Service) -> None:
    assert service.ask("GET", "/health/ready")[0] == 200
    assert service.ask("POST", "/predict", service.demo.record)[0] == 200


def speaks_plain_http_1_and_keeps_connections(service: Service) -> None:
    connection = http.client.HTTPConnection(service.address, service.port, timeout=30)
    for _ in range(2):
        connection.request("GET", "/health/live")
        reply = connection.getresponse()
        reply.read()
        assert (reply.version, reply.status) == (11, 200)
        assert reply.getheader("connection", "") != "close"
    connection.close()


def ends_within_ten_seconds_under_load_and_loses_nobody(demo: Demo, folder: Path) -> None:
    with demo.serve(as_cloud_run(folder)) as service:
        service.wait_for("/health/ready")
        with Load(service).keep_asking(4) as load:
            time.sleep(1)
            assert service.stop(10) == 0
    # 0: nobody listens any more; a request that was accepted has its answer.
    assert set(load.statuses) <= {200, 0}
    assert load.statuses.count(200) > 4
    assert load.statuses.count(0) <= 4


CLOUD_RUN = Platform(
    name="Google Cloud Run",
    environment=as_cloud_run,
    checks=(listens_on_the_port_that_it_is_told, speaks_plain_http_1_and_keeps_connections),
    own=(ends_within_ten_seconds_under_load_and_loses_nobody,),
)


def asks_clients_for_a_key(service: Service) -> None:
    assert service.ask("POST", "/predict", service.demo.record)[0] == 401
    answer = service.ask("POST", "/predict", service.demo.record, authorization="Bearer abc")
    assert answer[0] == 200


def does_not_open_its_door_without_keys(demo: Demo, _: Path) -> None:
    done = demo.run("serve", HOST=ZERO["HOST"], PORT="0")
    assert done.returncode == 2
    assert "API_KEYS" in done.stderr


HEROKU = Platform(
    name="Heroku",
    environment=lambda _: {**ZERO, "PORT": "PORT", "API_KEYS": "abc", "DYNO": "web.1"},
    checks=(asks_clients_for_a_key,),
    own=(does_not_open_its_door_without_keys,),
)


def is_seen_to_be_healthy_from_inside_without_curl(service: Service) -> None:
    assert run_health_check(service.demo, service.port) == 0


def is_seen_to_be_ill_where_nobody_answers(service: Service) -> None:
    assert run_health_check(service.demo, 1) == 1


def run_health_check(demo: Demo, port: int) -> int:
    """Run the command that the task definition has, in the container's place."""
    text = rendered("terraform-aws", replace(FACTS, package=PACKAGE))[
        "deploy/terraform-aws/service.tf"
    ]
    assert f'["CMD", "python", "-m", "{PACKAGE}.health"]' in text
    command = [sys.executable, "-m", f"{PACKAGE}.health"]
    return subprocess.run(
        command, env=demo.environment({"PORT": str(port)}), check=False
    ).returncode


def ends_before_its_stop_timeout(demo: Demo, _: Path) -> None:
    with demo.serve({"PORT": "PORT", "DRAIN_SECONDS": "5", "FINISH_SECONDS": "20"}) as service:
        service.wait_for("/health/ready")
        assert service.stop(30) == 0


ECS = Platform(
    name="AWS ECS on Fargate",
    environment=lambda _: {"PORT": "PORT"},
    checks=(
        is_seen_to_be_healthy_from_inside_without_curl,
        is_seen_to_be_ill_where_nobody_answers,
    ),
    own=(ends_before_its_stop_timeout,),
)


def deployment() -> Any:
    return yaml.safe_load(rendered("kubernetes")["deploy/kubernetes/base/deployment.yaml"])


def as_kubernetes(_: Path) -> Environment:
    """What the generated ConfigMap sets, and the overlay `dev`."""
    base = yaml.safe_load(rendered("kubernetes")["deploy/kubernetes/base/kustomization.yaml"])
    literals: Mapping[str, str] = dict(
        line.split("=", 1) for line in base["configMapGenerator"][0]["literals"]
    )
    return {**literals, "ALLOW_ANONYMOUS": "1", "PORT": "PORT"}


def answers_every_probe_of_the_manifest(service: Service) -> None:
    (container,) = deployment()["spec"]["template"]["spec"]["containers"]
    for kind in ("startup", "liveness", "readiness"):
        assert service.ask("GET", container[f"{kind}Probe"]["httpGet"]["path"])[0] == 200, kind


def gives_prometheus_what_the_alerts_ask_for(service: Service) -> None:
    service.ask("POST", "/predict", service.demo.record)
    status, text = service.ask("GET", "/metrics")
    assert status == 200
    alerts = rendered("kubernetes")["deploy/kubernetes/components/monitoring/alerts.yaml"]
    for name in set(re.findall(r"serving_\w+", alerts)):
        assert re.search(
            rf"^(# HELP )?{re.sub('_(total|bucket)$', '', name)}", text, re.MULTILINE
        ), name


def is_not_ready_but_still_answers_while_it_drains(demo: Demo, folder: Path) -> None:
    grace_s = deployment()["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    with demo.serve(as_kubernetes(folder)) as service:
        service.wait_for("/health/ready")
        service.process.send_signal(signal.SIGTERM)
        service.wait_for("/health/ready", 503)
        assert service.ask("POST", "/predict", demo.record)[0] == 200
        assert service.process.wait(grace_s) == 0


def takes_up_a_model_that_retraining_has_put_there(demo: Demo, folder: Path) -> None:
    """The job's own script, but for the interpreter and the paths."""
    job = yaml.safe_load(
        rendered("kubernetes", replace(FACTS, package=PACKAGE))[
            "deploy/kubernetes/components/retraining/job.yaml"
        ]
    )
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    script = container["command"][-1]
    for old, new in (
        ("python ", f"{sys.executable} "),
        ("/tmp/run", f"{folder}/run"),  # noqa: S108 - the job's own
        ("/models", f"{folder}/models"),
    ):
        script = script.replace(old, new)
    models = folder / "models" / demo.version
    first_model(demo, folder / "models")

    environment = {**as_kubernetes(folder), "MODEL_DIR": str(models)}
    with demo.serve(environment) as service:
        service.wait_for("/health/ready")
        subprocess.run(
            ["sh", "-ec", script], cwd=demo.root, env=demo.environment({}), check=True,
            capture_output=True,
        )  # fmt: skip
        trained = (models / "current").read_text().strip()
        time.sleep(3)
        assert trained != demo.version
        assert service.ask("GET", "/health/ready")[1]["version"] == trained


def first_model(demo: Demo, models: Path) -> None:
    """Run the init container's script."""
    patch = yaml.safe_load(
        rendered("kubernetes")["deploy/kubernetes/components/retraining/models-from-volume.yaml"]
    )
    (container,) = patch["spec"]["template"]["spec"]["initContainers"]
    script = container["command"][-1].replace("/models", str(models))

    def start(image: Path) -> str:
        subprocess.run(["sh", "-ec", script], cwd=image, check=True)
        home = models / (image / "artifacts/current").read_text().strip()
        return (home / "current").read_text().strip()

    models.mkdir()
    assert start(demo.root) == start(demo.root) == demo.version  # a second pod finds it done
    (models / demo.version / "current").write_text("trained-here\n")
    assert start(demo.root) == "trained-here"
    newer = models.parent / "newer"
    (newer / "artifacts/20990101T000000Z-cccccccc").mkdir(parents=True)
    (newer / "artifacts/current").write_text("20990101T000000Z-cccccccc\n")
    assert start(newer) == "20990101T000000Z-cccccccc"
    # Pods of the image before keep the model that its code has trained.
    assert start(demo.root) == "trained-here"
    (models / demo.version / "current").write_text(f"{demo.version}\n")


KUBERNETES = Platform(
    name="Kubernetes",
    environment=as_kubernetes,
    checks=(answers_every_probe_of_the_manifest, gives_prometheus_what_the_alerts_ask_for),
    own=(
        is_not_ready_but_still_answers_while_it_drains,
        takes_up_a_model_that_retraining_has_put_there,
    ),
)
