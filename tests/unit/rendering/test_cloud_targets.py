"""What the clouds are given: shapes that they take, references that resolve, time to stop."""

import json
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from mlship.ir.target import Facts
from tests.targets import BARE, FACTS, rendered
from tests.unit.rendering.test_targets import Tags

each_facts = pytest.mark.parametrize("facts", [FACTS, BARE], ids=["all", "bare"])


@each_facts
def test_the_training_job_has_all_that_sagemaker_requires(facts: Facts) -> None:
    job = json.loads(rendered("sagemaker", facts)["deploy/sagemaker/training-job.json"])

    required = "TrainingJobName RoleArn AlgorithmSpecification OutputDataConfig ResourceConfig"
    assert set(job) >= {*required.split(), "StoppingCondition"}
    assert job["AlgorithmSpecification"] == {
        "TrainingImage": facts.image.reference,
        "TrainingInputMode": "File",
    }
    assert set(job["ResourceConfig"]) == {"InstanceType", "InstanceCount", "VolumeSizeInGB"}


def test_a_training_job_has_a_channel_for_each_data_file() -> None:
    job = json.loads(rendered("sagemaker")["deploy/sagemaker/training-job.json"])

    assert [channel["ChannelName"] for channel in job["InputDataConfig"]] == ["calls", "plans"]


def template(target: str, facts: Facts = FACTS) -> Any:
    text = rendered(target, facts)[f"deploy/{target}/template.yaml"]
    return yaml.load(text, Tags)  # noqa: S506 - a safe loader that also knows tags


@pytest.mark.parametrize("target", ["sagemaker", "lambda"])
def test_what_a_template_refers_to_is_in_it(target: str) -> None:
    made = template(target)
    text = rendered(target)[f"deploy/{target}/template.yaml"]
    names = {*made["Resources"], *made["Parameters"], *made.get("Conditions", {}), "Path"}

    asked = set(find_names(text))
    assert asked
    assert {name for name in asked if not name.startswith("AWS::")} <= names
    assert set(made["Parameters"]) <= asked


def find_names(text: str) -> list[str]:
    refs = re.findall(r"!Ref ([\w:]+)|!GetAtt (\w+)|\$\{([\w:]+)\}|!If\n? *\[?(?:- )?(\w+)", text)
    return [name for groups in refs for name in groups if name]


@pytest.mark.parametrize("target", ["sagemaker", "lambda"])
@each_facts
def test_parameters_are_those_of_the_template(target: str, facts: Facts) -> None:
    given = json.loads(rendered(target, facts)[f"deploy/{target}/parameters.json"])

    assert given == [f"Image={facts.image.reference}"]
    assert "Image" in template(target)["Parameters"]


def test_roles_may_not_do_everything() -> None:
    for target in ("sagemaker", "lambda"):
        text = rendered(target)[f"deploy/{target}/template.yaml"]
        assert 'Action: "*"' not in text
        assert ":*]" not in text


def test_the_function_runs_the_image_that_is_built_beside_it() -> None:
    files = rendered("lambda")
    resources = template("lambda")["Resources"]

    assert resources["Function"]["Properties"]["PackageType"] == "Image"
    assert 'CMD ["who_leaves.aws_lambda.handler"]' in files["deploy/lambda/Dockerfile"]
    assert "src/who_leaves/aws_lambda.py" in files
    assert files["deploy/lambda/requirements.txt"].startswith("awslambdaric==")


def test_cloud_run_stops_in_its_ten_seconds_and_asks_for_no_path_that_is_reserved() -> None:
    service = yaml.safe_load(rendered("cloud-run")["deploy/cloud-run/service.yaml"])
    (container,) = service["spec"]["template"]["spec"]["containers"]
    environment = {each["name"]: each["value"] for each in container["env"]}

    assert float(environment["DRAIN_SECONDS"]) + float(environment["FINISH_SECONDS"]) < 10
    account = service["spec"]["template"]["spec"]["serviceAccountName"]
    assert account == "who-leaves-run@PROJECT.iam.gserviceaccount.com"
    for probe in ("startupProbe", "livenessProbe"):
        assert not container[probe]["httpGet"]["path"].endswith("z")
        assert container[probe]["httpGet"]["port"] == container["ports"][0]["containerPort"]
    assert "PORT" not in environment


def test_azure_ml_is_told_routes_that_the_service_has() -> None:
    deployment = yaml.safe_load(rendered("azureml")["deploy/azureml/deployment.yml"])
    endpoint = yaml.safe_load(rendered("azureml")["deploy/azureml/endpoint.yml"])
    routes = deployment["environment"]["inference_config"]

    assert {name: route["path"] for name, route in routes.items()} == {
        "liveness_route": "/health/live",
        "readiness_route": "/health/ready",
        "scoring_route": "/score",
    }
    assert {route["port"] for route in routes.values()} == {8080}
    assert deployment["endpoint_name"] == endpoint["name"]


@pytest.mark.parametrize(
    ("target", "file", "key"),
    [("vertex", "request.json", "instances"), ("azureml", "request.json", "data")],
)
@each_facts
def test_requests_hold_the_example(target: str, file: str, key: str, facts: Facts) -> None:
    request = json.loads(rendered(target, facts)[f"deploy/{target}/{file}"])

    assert request == {key: [json.loads(facts.example)]}


@each_facts
def test_the_script_for_vertex_is_a_script(facts: Facts) -> None:
    script = rendered("vertex", facts)["deploy/vertex/deploy.sh"]
    shell = shutil.which("sh") or "/bin/sh"

    subprocess.run([shell, "-n"], input=script, text=True, check=True)
    unset = subprocess.run(
        [shell, "-c", script], capture_output=True, text=True, check=False, env={"PATH": ""}
    )
    assert script.startswith("#!/bin/sh\n")
    assert "PROJECT: the id of the Google Cloud project" in unset.stderr
