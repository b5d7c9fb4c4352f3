"""The manifests: valid by the schemas, hardened, and fitting together, which no schema sees."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlship.ir.target import Facts
from mlship.rendering.templates_dir import templates_dir
from tests.targets import BARE, FACTS, documents, objects, rendered

VERSION = "1.31"
# Known to the Prometheus operator, not to Kubernetes itself.
CUSTOM = {"ServiceMonitor", "PrometheusRule"}
FILES = rendered("kubernetes")
OBJECTS = objects(FILES)
SERVING = templates_dir() / "project/src/{package}/serving"
PODS = {"Deployment", "CronJob"}


def one(kind: str, name: str = "who-leaves") -> Any:
    """Find the one object of a kind and a name."""
    (found,) = [o for o in OBJECTS if o["kind"] == kind and o["metadata"]["name"] == name]
    return found


def template(workload: Any) -> Any:
    """Give the pods' template of a workload."""
    spec = workload["spec"]
    return spec.get("jobTemplate", {}).get("spec", spec)["template"]


def settings() -> dict[str, str]:
    base = yaml.safe_load(FILES["deploy/kubernetes/base/kustomization.yaml"])
    return dict(line.split("=", 1) for line in base["configMapGenerator"][0]["literals"])


def check(document: Any) -> None:
    import kubernetes_validate  # takes seconds, and only those who run these tests

    if document["kind"] not in CUSTOM:
        kubernetes_validate.validate(document, VERSION, strict=True)


@pytest.mark.parametrize("facts", [FACTS, BARE], ids=["all", "bare"])
def test_every_object_is_valid(facts: Facts) -> None:
    for document in objects(rendered("kubernetes", facts)):
        check(document)


@pytest.mark.parametrize("facts", [FACTS, BARE], ids=["all", "bare"])
@pytest.mark.parametrize("environment", ["dev", "prod"])
@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not here")
def test_what_kustomize_makes_of_it_is_valid_and_names_the_image(
    tmp_path: Path, environment: str, facts: Facts
) -> None:
    documents = kustomize(tmp_path, environment, facts)

    for document in documents:
        check(document)
        for container in containers(document):
            assert container["image"] == facts.image.reference


def kustomize(folder: Path, environment: str, facts: Facts = FACTS) -> list[Any]:
    for name, text in rendered("kubernetes", facts).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    command = ["kubectl", "kustomize", f"deploy/kubernetes/overlays/{environment}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


def containers(document: Any) -> list[Any]:
    if document["kind"] not in PODS:
        return []
    spec = template(document)["spec"]
    return [*spec.get("initContainers", []), *spec["containers"]]


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not here")
def test_production_asks_for_keys_and_serves_models_from_the_volume(tmp_path: Path) -> None:
    made = {document["kind"]: document for document in kustomize(tmp_path, "prod")}

    container = template(made["Deployment"])["spec"]["containers"][0]
    environment = {each["name"]: each["value"] for each in container["env"]}
    assert environment == {"API_KEYS_FILE": "/run/keys/keys"}
    assert container["command"] == ["sh", "-ec"]
    where = 'MODEL_DIR="/models/$(cat artifacts/current)"'
    assert container["args"] == [f"exec env {where} python -m who_leaves serve"]
    assert "ALLOW_ANONYMOUS" not in made["ConfigMap"]["data"]
    assert made["ServiceMonitor"]["spec"]["endpoints"][0]["authorization"]["credentials"] == {
        "name": "who-leaves-keys",
        "key": "metrics",
    }


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not here")
def test_development_needs_nothing_that_a_bare_cluster_lacks(tmp_path: Path) -> None:
    made = kustomize(tmp_path, "dev")

    assert not {document["kind"] for document in made} & {*CUSTOM, "PersistentVolumeClaim"}


@pytest.mark.parametrize("kind", ["Service", "PodDisruptionBudget", "NetworkPolicy"])
def test_selectors_find_the_pods(kind: str) -> None:
    spec = one(kind)["spec"]
    selector = spec.get("selector") or spec["podSelector"]

    labels = template(one("Deployment"))["metadata"]["labels"]
    assert selector.get("matchLabels", selector) == labels


def test_the_deployment_finds_its_own_pods() -> None:
    deployment = one("Deployment")

    labels = template(deployment)["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"] == labels


def test_the_monitor_finds_the_service_and_its_port() -> None:
    monitor, service = one("ServiceMonitor"), one("Service")

    assert monitor["spec"]["selector"]["matchLabels"] == service["metadata"]["labels"]
    assert monitor["spec"]["endpoints"][0]["port"] in {p["name"] for p in service["spec"]["ports"]}


def test_the_policies_of_service_and_retraining_do_not_meet() -> None:
    job = template(one("CronJob", "who-leaves-retraining"))
    policy = one("NetworkPolicy", "who-leaves-retraining")

    assert policy["spec"]["podSelector"]["matchLabels"] == job["metadata"]["labels"]
    assert job["metadata"]["labels"] != template(one("Deployment"))["metadata"]["labels"]


def test_the_autoscaler_scales_the_deployment_that_leaves_it_the_number() -> None:
    target, deployment = one("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"], one("Deployment")

    assert (target["apiVersion"], target["kind"]) == (deployment["apiVersion"], deployment["kind"])
    assert target["name"] == deployment["metadata"]["name"]
    assert "replicas" not in deployment["spec"]


def test_every_port_that_is_named_is_a_port_of_the_pod() -> None:
    container = template(one("Deployment"))["spec"]["containers"][0]
    probes = [container[f"{kind}Probe"]["httpGet"]["port"] for kind in KINDS]
    named = {
        *probes,
        *(port["targetPort"] for port in one("Service")["spec"]["ports"]),
        *(port["port"] for port in one("NetworkPolicy")["spec"]["ingress"][0]["ports"]),
    }

    assert named == {port["name"] for port in container["ports"]}
    assert container["ports"][0]["containerPort"] == int(settings()["PORT"])


KINDS = ("startup", "liveness", "readiness")


@pytest.mark.parametrize("kind", KINDS)
def test_probes_ask_for_routes_that_the_service_has_and_that_need_no_key(kind: str) -> None:
    container = template(one("Deployment"))["spec"]["containers"][0]
    source = (SERVING / "routes.py").read_text()
    routes = source[source.index("OPEN = {") : source.index("class Routes")]

    assert f'"{container[f"{kind}Probe"]["httpGet"]["path"]}"' in routes


def test_there_is_time_to_drain_and_to_finish() -> None:
    taken = float(settings()["DRAIN_SECONDS"]) + float(settings()["FINISH_SECONDS"])

    assert taken < template(one("Deployment"))["spec"]["terminationGracePeriodSeconds"]


@pytest.mark.parametrize("name", ["who-leaves", "who-leaves-retraining"])
def test_names_are_looked_up_over_udp_and_tcp(name: str) -> None:
    ports = one("NetworkPolicy", name)["spec"]["egress"][0]["ports"]

    assert ports == [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]


@pytest.mark.parametrize(
    ("kind", "name"), [("Deployment", "who-leaves"), ("CronJob", "who-leaves-retraining")]
)
def test_pods_may_do_nothing_that_they_need_not(kind: str, name: str) -> None:
    spec = template(one(kind, name))["spec"]

    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] >= 10_000
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["serviceAccountName"] == one("ServiceAccount")["metadata"]["name"]
    for container in spec["containers"]:
        assert_hardened(container)
    writable = {"name": "tmp", "mountPath": "/tmp"}  # noqa: S108 - in the pod
    assert writable in spec["containers"][0]["volumeMounts"]


def test_the_container_that_comes_first_is_as_hardened() -> None:
    patch = next(d for n, d in documents(FILES) if n.endswith("models-from-volume.yaml"))

    assert_hardened(template(patch)["spec"]["initContainers"][0])


def assert_hardened(container: Any) -> None:
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    for bound in ("requests", "limits"):
        assert {"cpu", "memory"} <= set(container["resources"][bound])


def test_what_was_measured_is_what_is_asked_for() -> None:
    service = template(one("Deployment"))["spec"]["containers"][0]["resources"]

    assert (service["requests"]["memory"], service["limits"]["memory"]) == ("256Mi", "512Mi")
    assert "# Measured: serving 200 MB, training 500 MB at most." in "".join(FILES.values())
    assert "# Assumed: train a model" in "".join(rendered("kubernetes", BARE).values())


def test_retraining_gets_its_data_and_secrets_and_checks_before_it_replaces() -> None:
    container = template(one("CronJob", "who-leaves-retraining"))["spec"]["containers"][0]

    assert {each["name"]: each.get("value") for each in container["env"]} == {
        "WHO_LEAVES_DATA__CALLS": "/data/calls.csv",
        "WHO_LEAVES_DATA__PLANS": "/data/plans.csv",
        "WHO_LEAVES_DATA__REPORT": "/tmp/report.csv",  # noqa: S108 - the job's own
        "API_TOKEN": None,
    }
    script = container["command"][-1]
    assert script.index("train") < script.index("thresholds") < script.index('mv "$home')
    subprocess.run(["sh", "-n"], input=script, text=True, check=True)


def test_every_volume_is_mounted_and_every_claim_is_made() -> None:
    spec = template(one("CronJob", "who-leaves-retraining"))["spec"]
    mounts = {mount["name"] for mount in spec["containers"][0]["volumeMounts"]}
    claims = {
        v["persistentVolumeClaim"]["claimName"]
        for v in spec["volumes"]
        if "persistentVolumeClaim" in v
    }

    assert mounts == {volume["name"] for volume in spec["volumes"]}
    assert claims == {
        o["metadata"]["name"] for o in OBJECTS if o["kind"] == "PersistentVolumeClaim"
    }


def test_every_file_is_in_a_kustomization() -> None:
    folders = [Path(name).parent for name in FILES if name.endswith("kustomization.yaml")]

    for folder in folders:
        listed = yaml.safe_load(FILES[f"{folder}/kustomization.yaml"])
        named = {
            *listed.get("resources", []),
            *(p["path"] for p in listed.get("patches", []) if "path" in p),
        }
        here = {Path(name).name for name in FILES if Path(name).parent == folder}
        assert {n for n in named if "/" not in n} == here - {"kustomization.yaml"}


def test_alerts_are_about_metrics_that_the_service_has() -> None:
    source = (SERVING / "metrics.py").read_text()
    known = set(re.findall(r'"(serving_\w+)"', source))
    text = FILES["deploy/kubernetes/components/monitoring/alerts.yaml"]

    asked = {re.sub(r"_(total|bucket)$", "", name) for name in re.findall(r"serving_\w+", text)}
    assert asked
    assert asked <= known
