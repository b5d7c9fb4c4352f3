"""What goes into an image is found, listed and pinned; what is missing is said."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mlship.building import BuildOptions, Engine, build_image, choose_engine
from mlship.building.inventory import Package, find_needed, read_inventory
from mlship.building.model import Model
from mlship.building.pinning import pin_base, pin_packages, read_base
from mlship.building.sbom import Subject, write_sbom
from mlship.errors import EnvironmentLacks
from tests.conftest import Cli
from tests.delivered import deliver

NUMPY = Package(kind="pypi", name="numpy", version="2.0.0", licence="BSD-3-Clause")
BASH = Package(kind="deb", name="bash", version="5.2.15-2")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return deliver("machinery", tmp_path)


@pytest.fixture
def _nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Find no program at all, but a docker whose daemon does not answer."""
    script = tmp_path / "bin/docker"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\necho 'Cannot connect to the daemon' >&2; exit 1\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(script.parent))


@pytest.mark.usefixtures("_nothing")
def test_without_an_engine_it_is_4_and_names_the_other_way(cli: Cli, project: Path) -> None:
    answer = cli("build", project)

    assert answer.code == 4
    assert "docker does not answer: Cannot connect to the daemon" in answer.err
    assert "podman is not installed" in answer.err
    assert "mlship build --engine wheel" in answer.err


def test_without_a_model_it_is_4_and_says_how_to_get_one(project: Path) -> None:
    with pytest.raises(EnvironmentLacks, match="no trained model") as caught:
        build_image(project, "telecom_churn_prediction", choose_engine_or_skip(), BuildOptions())

    assert caught.value.hint == f"mlship run {project}"


def choose_engine_or_skip() -> Engine:
    try:
        return choose_engine()
    except EnvironmentLacks as error:
        pytest.skip(error.message)


def test_a_wheel_takes_no_options_of_images(cli: Cli, project: Path) -> None:
    assert cli("build", project, "--engine", "wheel", "--push").code == 2


def test_what_a_project_needs_is_found_with_what_that_needs(project: Path) -> None:
    found = {each.name.lower() for each in find_needed(project, Path(sys.executable), ["serve"])}

    assert {"pandas", "scikit-learn", "scipy", "uvicorn", "click", "python-dateutil"} <= found
    assert found.isdisjoint({"pytest", "mypy", "ruff"})


def test_a_package_that_is_not_installed_is_named(project: Path) -> None:
    path = project / "pyproject.toml"
    path.write_text(path.read_text().replace('"joblib', '"no-such-package>=1",\n  "joblib', 1))

    with pytest.raises(EnvironmentLacks, match="no-such-package"):
        find_needed(project, Path(sys.executable), [])


def test_an_inventory_of_an_image_is_read(tmp_path: Path) -> None:
    classifiers = ["License :: OSI Approved :: MIT License"]
    rows = [
        {"metadata": {"name": "numpy", "version": "2.0.0", "license_expression": "BSD-3-Clause"}},
        {"metadata": {"name": "long", "version": "1", "license": "\n", "classifier": classifiers}},
    ]
    (tmp_path / "python.json").write_text(json.dumps({"installed": rows}))
    (tmp_path / "debian.tsv").write_text("bash\t5.2.15-2\n")

    long = Package(kind="pypi", name="long", version="1", licence="MIT License")
    assert read_inventory(tmp_path) == (BASH, long, NUMPY)


def test_the_list_is_valid_and_names_packages_and_model(tmp_path: Path) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    model = Model(version="v1", sha256="ab" * 32)
    subject = Subject(name="churn", version="v1", is_image=True, model=model)
    text = write_sbom(subject, [NUMPY, BASH], tmp_path).read_text()

    names = {each["bom-ref"] for each in json.loads(text)["components"]}
    assert names == {"pkg:pypi/numpy@2.0.0", "pkg:deb/debian/bash@5.2.15-2", "model@v1"}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_pins_are_written_and_can_be_written_again(project: Path) -> None:
    pin_base(project, "sha256:aa")
    pin_base(project, "sha256:bb")
    pin_packages(project, [NUMPY, BASH])

    assert read_base(project) == "python:3.11-slim"
    assert "ARG PYTHON_IMAGE=python:3.11-slim@sha256:bb\n" in (project / "Dockerfile").read_text()
    assert (project / "constraints.txt").read_text().endswith("numpy==2.0.0\n")
    assert "bash" not in (project / "constraints.txt").read_text()


def test_a_dockerfile_of_ones_own_is_not_pinned(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM python:3.11-slim\n")

    with pytest.raises(EnvironmentLacks, match="PYTHON_IMAGE"):
        read_base(project)


def test_the_start_script_is_shell() -> None:
    script = Path(__file__).parents[3] / "templates/wheel/start.sh"

    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
