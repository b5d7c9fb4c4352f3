"""`mlship build --engine wheel`: a folder that runs where nothing of the project is."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.contracts.playing import KEPT, ROOT, Demo, Service, find_free_port, train_demo
from tests.indexes import COMPILE_LATER, skip_without_packages

pytestmark = pytest.mark.slow
INSTALL_S = 300


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return train_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def bundle(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it, and take it away from the project; `VENV` is made by its script."""
    command = [sys.executable, "-m", "mlship", "build", str(demo.root), "--engine", "wheel"]
    command.append("--json")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a bundle"
    shutil.copytree(json.loads(done.stdout)["folder"], elsewhere)
    return elsewhere


def environment(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    return {**kept, **pip, **COMPILE_LATER, "PYTHON": sys.executable, **more}


def start(bundle: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script from somewhere else."""
    return subprocess.run(
        [bundle / "start.sh", *arguments],
        cwd="/", env=environment(), capture_output=True, text=True, timeout=INSTALL_S, check=False,
    )  # fmt: skip


def test_the_script_installs_once_and_then_becomes_the_server(bundle: Path, demo: Demo) -> None:
    versions = start(bundle, "models", "list", "--json")
    skip_without_packages(versions.stderr)
    port = find_free_port()
    command = [bundle / "start.sh"]
    process = subprocess.Popen(command, cwd="/", env=environment(PORT=str(port)))
    service = Service(process, port, demo, started=time.monotonic())
    try:
        service.wait_for("/health/ready")
        status, answer = service.ask("POST", "/predict", demo.record)
        code = service.stop(30)
    finally:
        process.kill()

    assert versions.returncode == 0, versions.stderr
    assert demo.version in versions.stdout
    assert status == 200
    assert answer["model_version"] == demo.version
    assert code == 0


def test_an_interpreter_that_is_not_there_is_said_by_the_script(
    bundle: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [bundle / "start.sh"],
        env=environment(PYTHON="/no/such/python", VENV=str(tmp_path / "venv")),
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    assert "/no/such/python" in done.stderr
    assert not (tmp_path / "venv/.complete").exists()
