"""GitLab's pipeline, Jenkins', compose: valid, fitting together, calling the project's own."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlship.ir.target import Facts
from mlship.rendering.templates_dir import templates_dir
from tests.targets import BARE, FACTS, rendered

SERVING = templates_dir() / "project/src/{package}/serving"
MAKEFILE = (templates_dir() / "project/Makefile.jinja").read_text()
# What a job of GitLab cannot be called, and what is no job.
GLOBAL = {"default", "include", "stages", "variables", "workflow"}


def check_schema(schema: str, file: Path, text: str) -> None:
    file.write_text(text)
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def gitlab(facts: Facts = FACTS) -> Any:
    return yaml.safe_load(rendered("gitlab", facts)[".gitlab-ci.yml"])


def jobs(pipeline: Any) -> dict[str, Any]:
    return {name: job for name, job in pipeline.items() if name not in GLOBAL}


@pytest.mark.parametrize("facts", [FACTS, BARE], ids=["all", "bare"])
def test_gitlab_takes_its_pipeline(tmp_path: Path, facts: Facts) -> None:
    text = rendered("gitlab", facts)[".gitlab-ci.yml"]

    check_schema("vendor.gitlab-ci", tmp_path / ".gitlab-ci.yml", text)


def test_jobs_have_stages_that_there_are_and_need_jobs_that_come_before() -> None:
    pipeline = gitlab()
    stages = pipeline["stages"]

    assert {job["stage"] for job in jobs(pipeline).values()} == set(stages)
    for job in jobs(pipeline).values():
        for needed in job.get("needs", []):
            assert stages.index(jobs(pipeline)[needed]["stage"]) < stages.index(job["stage"])


def test_what_is_published_is_what_was_checked() -> None:
    pipeline = gitlab()

    assert pipeline["publish"]["needs"] == ["check"]
    assert pipeline["check"]["artifacts"]["paths"] == ["artifacts"]
    assert pipeline["publish"]["rules"] == [{"if": "$CI_COMMIT_TAG"}]


@pytest.mark.parametrize("target", ["gitlab", "jenkins"])
def test_the_targets_of_make_that_are_called_exist(target: str) -> None:
    text = "".join(rendered(target).values())
    called = re.findall(r"^\W*(?:sh ')?make ([a-z ]+)", text, re.MULTILINE)

    known = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert {word for words in called for word in words.split()} <= known
    assert "ci" in " ".join(called).split()


@pytest.mark.parametrize("facts", [FACTS, BARE], ids=["all", "bare"])
def test_the_jenkinsfile_has_its_sections_where_they_belong(facts: Facts) -> None:
    sections = list(read_sections(rendered("jenkins", facts)["Jenkinsfile"]))

    assert [name for depth, name in sections if depth == 0] == ["pipeline"]
    assert [name for depth, name in sections if depth == 1] == [
        "options",
        "environment",
        "stages",
        "post",
    ]
    stages = [name for depth, name in sections if depth == 2 and name.startswith("stage(")]
    assert stages == ["stage('Install')", "stage('Check')", "stage('Publish')"]
    inside = {name for depth, name in sections if depth == 3}
    assert inside <= {"when", "environment", "steps", "post"}
    assert sum(name == "steps" for depth, name in sections if depth == 3) == len(stages)


def read_sections(text: str) -> list[tuple[int, str]]:
    """Give each block with its depth; braces in strings do not count."""
    bare = re.sub(r"'''.*?'''|\"[^\"\n]*\"|//[^\n]*", "", text, flags=re.DOTALL)
    depth, found = 0, []
    for line in bare.splitlines():
        opened = re.fullmatch(r"\s*(\w+(?:\('[^']*'\))?) \{", line)
        if opened:
            found.append((depth, opened[1]))
        depth += line.count("{") - line.count("}")
    assert depth == 0
    return found


def compose(facts: Facts = FACTS) -> dict[str, str]:
    return rendered("compose", facts)


@pytest.mark.parametrize("facts", [FACTS, BARE], ids=["all", "bare"])
def test_compose_takes_its_file(tmp_path: Path, facts: Facts) -> None:
    text = compose(facts)["compose.yaml"]

    check_schema("vendor.compose-spec", tmp_path / "compose.yaml", text)


def test_what_compose_mounts_was_written_and_ports_are_open_to_this_machine_alone() -> None:
    files = compose()
    services = yaml.safe_load(files["compose.yaml"])["services"]

    mounts = [m for s in services.values() for m in s.get("volumes", []) if m.startswith("./")]
    for mount in mounts:
        path = mount.split(":")[0].removeprefix("./")
        assert any(name.startswith(path) for name in files), path
    ports = [port for service in services.values() for port in service["ports"]]
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_prometheus_asks_the_service_and_reads_the_alerts() -> None:
    files = compose()
    prometheus = yaml.safe_load(files["deploy/compose/prometheus.yml"])
    services = yaml.safe_load(files["compose.yaml"])["services"]
    (job,) = prometheus["scrape_configs"]

    host, port = job["static_configs"][0]["targets"][0].split(":")
    assert host in services
    assert port == services["service"]["environment"]["PORT"]
    assert f'job="{job["job_name"]}"' in files["deploy/compose/alerts.yml"]
    assert prometheus["rule_files"] == ["alerts.yml"]


def test_every_alert_has_an_expression_a_severity_and_a_sentence() -> None:
    alerts = yaml.safe_load(compose()["deploy/compose/alerts.yml"])["groups"][0]["rules"]

    assert {"ErrorsHigh", "LatencyHigh"} <= {alert["alert"] for alert in alerts}
    for alert in alerts:
        assert alert["expr"].count("(") == alert["expr"].count(")")
        assert alert["labels"]["severity"] in {"critical", "warning"}
        assert alert["annotations"]["summary"].endswith(".")


def test_the_dashboard_shows_metrics_that_the_service_has() -> None:
    board = json.loads(compose()["deploy/compose/grafana/dashboards/service.json"])
    expressions = [t["expr"] for panel in board["panels"] for t in panel["targets"]]
    known = set(re.findall(r'"(serving_\w+)"', (SERVING / "metrics.py").read_text()))

    asked = {name for text in expressions for name in re.findall(r"serving_\w+", text)}
    assert {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in asked} <= known
    assert board["title"] == FACTS.title


def test_panels_do_not_lie_on_each_other() -> None:
    board = json.loads(compose()["deploy/compose/grafana/dashboards/service.json"])
    taken: set[tuple[int, int]] = set()

    for place in (panel["gridPos"] for panel in board["panels"]):
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken
        assert place["x"] + place["w"] <= 24
        taken |= cells


def test_the_data_source_of_the_panels_is_provisioned() -> None:
    files = compose()
    source = yaml.safe_load(files["deploy/compose/grafana/provisioning/datasources/prometheus.yml"])
    board = json.loads(files["deploy/compose/grafana/dashboards/service.json"])

    assert {panel["datasource"]["uid"] for panel in board["panels"]} == {
        source["datasources"][0]["uid"]
    }
