"""The example's image, really built and run as a platform runs it: skipped where that cannot be."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mlship.building import Engine, RunRequest, choose_engine
from tests.contracts.playing import ROOT, Demo, Load, Service, find_free_port, train_demo
from tests.engines import one_at_a_time, pip_secrets, registry, working_engine

pytestmark = pytest.mark.slow
NAME = f"localhost/churn-{os.getpid()}"
TAGS = (f"{NAME}:1", f"{NAME}:latest")


@dataclass(frozen=True)
class Built:
    """Built = the trained project, the engine, what `mlship build` said."""

    demo: Demo
    engine: Engine
    document: dict[str, Any]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    with working_engine():
        folder = tmp_path_factory.mktemp("demo")
        demo = train_demo(folder)
        with one_at_a_time():
            document = build(demo, folder, TAGS)
        yield Built(demo, choose_engine("podman"), document)
        subprocess.run(["podman", "rmi", "--force", *TAGS], capture_output=True, check=False)


@dataclass(frozen=True)
class Container:
    """Container = its id, its service, the engine that runs it."""

    id: str
    service: Service
    engine: Engine

    def runs(self, code: str) -> bool:
        """Run Python in it."""
        return self.engine.execute(self.id, "python", "-c", code) == 0


@pytest.fixture
def container(built: Built) -> Iterator[Container]:
    """Start it: read-only root, no capabilities."""
    port = find_free_port()
    request = RunRequest(tag=TAGS[0], port=port, environment={"ALLOW_ANONYMOUS": "1"})
    name = built.engine.start(request)
    waiting = subprocess.Popen(["podman", "wait", name], stdout=subprocess.DEVNULL)
    service = Service(waiting, port, built.demo, started=time.monotonic())
    try:
        service.wait_for("/health/ready")
        yield Container(name, service, built.engine)
    finally:
        subprocess.run(["podman", "rm", "--force", name], capture_output=True, check=False)
        waiting.wait(20)


def build(demo: Demo, folder: Path, tags: Sequence[str], *more: str) -> dict[str, Any]:
    """Build with `mlship build`, and read its document."""
    named = [word for tag in tags for word in ("--tag", tag)]
    words = ("--engine", "podman", "--json", *named, *pip_secrets(folder), *more)
    done = mlship("build", demo.root, *words)
    assert done.returncode == 0, done.stderr[-3000:]
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def mlship(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mlship", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_was_built_is_told(built: Built) -> None:
    image = built.document["image"]

    assert built.document["tags"] == list(TAGS)
    assert image["digest"].startswith("sha256:")
    assert 200 < image["bytes"] / 1_000_000 < 900
    assert len(image["layers"]) >= 4
    assert built.document["packages"] > 60
    assert Path(built.document["sbom"]).is_file()


def test_it_runs_as_nobody_in_particular_and_writes_nothing(container: Container) -> None:
    assert container.runs("import os; assert os.getuid() == 10001")
    assert container.runs("open('/tmp/file', 'w')")
    assert not container.runs("open('/app/file', 'w')")


def test_it_answers_and_is_seen_to_be_healthy(container: Container) -> None:
    status, answer = container.service.ask("POST", "/predict", container.service.demo.record)
    check = subprocess.run(["podman", "healthcheck", "run", container.id], check=False)

    assert status == 200
    assert answer["prediction"] in {"No", "Yes"}
    assert answer["model_version"] == container.service.demo.version
    assert check.returncode == 0


def test_what_the_build_was_lent_is_not_in_it(container: Container) -> None:
    assert not container.runs("open('/run/secrets/ca.pem')")
    assert not container.runs("open('/run/secrets/pip.conf')")


def test_sigterm_under_load_loses_nothing(container: Container) -> None:
    with Load(container.service).keep_asking(4) as load:
        time.sleep(1)
        code = container.engine.stop(container.id, 20)

    assert code == 0
    # 0: nobody listens any more; a request that was accepted has its answer.
    assert set(load.statuses) <= {200, 0}
    assert load.statuses.count(200) > 4
    assert load.statuses.count(0) <= 4


def test_any_user_will_do(built: Built) -> None:
    code = "import os; assert os.getuid() == 54321"
    command = ["podman", "run", "--rm", "--read-only", "--user", "54321:0"]
    command += ["--entrypoint", "python", built.document["image"]["tag"], "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_what_is_pushed_is_pinned_and_there_under_every_tag(built: Built, tmp_path: Path) -> None:
    root = Path(shutil.copytree(built.demo.root, tmp_path / "copy"))
    with registry(tmp_path, find_free_port()) as address:
        tags = [f"{address}/team/churn:1", f"{address}/team/churn:latest"]
        document = build(Demo(root), tmp_path, tags, "--pin", "--push")
        found = {tag: look_up(tag) for tag in tags}

    assert document["pushed"] == found
    assert set(found) == set(tags)
    dockerfile = (root / "Dockerfile").read_text()
    assert f"ARG PYTHON_IMAGE={document['base']}\n" in dockerfile
    assert re.fullmatch(r"python:3\.11-slim@sha256:[0-9a-f]{64}", document["base"])
    assert "scikit-learn==" in (root / "constraints.txt").read_text()


def look_up(tag: str) -> str:
    """Ask the registry for the digest of what it has."""
    words = ("inspect", "--tls-verify=false", "--format", "{{.Digest}}", f"docker://{tag}")
    done = subprocess.run(["skopeo", *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@contextmanager
def another_dockerfile(root: Path, step: str) -> Iterator[None]:
    """Let the project's image have one step."""
    path = root / "Dockerfile"
    good = path.read_text()
    path.write_text(f"FROM python:3.11-slim\n{step}\n")
    try:
        yield
    finally:
        path.write_text(good)


def list_working_containers() -> set[str]:
    words = ("ps", "--all", "--external", "--quiet")
    done = subprocess.run(["podman", *words], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("engine", ["podman", "buildah"])
def test_a_build_that_fails_says_so_and_leaves_nothing(built: Built, engine: str) -> None:
    before = list_working_containers()

    with another_dockerfile(built.demo.root, "RUN false"):
        done = mlship("build", built.demo.root, "--engine", engine)

    assert done.returncode == 1
    assert f"{engine} could not build it" in done.stderr
    assert list_working_containers() == before


@pytest.mark.parametrize("engine", ["podman", "buildah"])
def test_a_build_that_is_interrupted_leaves_nothing(built: Built, engine: str) -> None:
    before, deadline = list_working_containers(), time.monotonic() + 60
    command = [sys.executable, "-m", "mlship", "build", str(built.demo.root), "--engine", engine]

    with another_dockerfile(built.demo.root, "RUN sleep 100"):
        child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        while list_working_containers() == before and time.monotonic() < deadline:
            time.sleep(0.2)
        child.send_signal(signal.SIGINT)

    assert child.wait(20) == 130
    assert list_working_containers() == before
