"""A plan becomes a project: which files, and all of them well formed."""

import ast
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from mlship.ir.inference import Inference
from mlship.ir.plan import Plan
from mlship.ir.project import Project
from mlship.planning.segments import TAKEN
from mlship.rendering import locate, render
from mlship.settings import Settings
from tests.unit.rendering.plans import CHURN, LESSON, TINY
from tests.unit.rendering.strategies import hostile_plans

STAGES = {"load", "clean", "explore", "features", "split", "train", "evaluate"}


def assert_well_formed(project: Project) -> None:
    for path, text in project.files.items():
        if path.endswith(".py"):
            ast.parse(text)
    yaml.safe_load(project.files[".github/workflows/ci.yml"])
    tomllib.loads(project.files["pyproject.toml"])


@pytest.mark.parametrize("plan", [CHURN, LESSON, TINY], ids=lambda plan: plan.package)
def test_every_file_is_well_formed(plan: Plan) -> None:
    assert_well_formed(render(plan, Settings()))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(hostile_plans())
def test_no_text_of_a_notebook_breaks_out_of_its_place(plan: Plan) -> None:
    project = render(plan, Settings())
    parameters = yaml.safe_load(project.files["params.yaml"])

    assert_well_formed(project)
    assert parameters["train"]["note"] == plan.parameters[-1].value
    assert set(parameters) == {"seed", "data", "features", "split", "train", "thresholds"}


def test_each_stage_has_its_module() -> None:
    files = render(CHURN, Settings()).files

    assert {f"src/churn/{stage}.py" for stage in STAGES} <= files.keys()


def test_helpers_are_there_only_if_the_notebook_has_functions() -> None:
    assert "src/churn/helpers.py" in render(CHURN, Settings()).files
    assert "src/tiny/helpers.py" not in render(TINY, Settings()).files


def test_a_model_that_takes_no_records_has_no_service() -> None:
    files = render(
        replace(CHURN, inference=Inference(reason="nobody knows", cell=4)), Settings()
    ).files

    assert not [name for name in files if "serving" in name or name.endswith("service.py")]
    said = "There is no service, as the model takes no records: nobody knows (cell 4)."
    assert said in files["README.md"]
    assert "the pipeline, for docker or podman" in files["README.md"]


def test_machinery_is_raw_and_the_rest_is_not() -> None:
    raw = render(CHURN, Settings()).raw

    assert {"src/churn/report.py", "src/churn/runner.py", "src/churn/running/cache.py"} <= raw
    assert raw.isdisjoint({"src/churn/params.py", "src/churn/train.py", "tests/conftest.py"})


def test_no_stage_can_be_called_as_machinery_is() -> None:
    modules = Path(__file__).parents[3] / "templates/project/src/{package}"
    names = {path.name.partition(".")[0] for path in modules.iterdir()}

    assert {name for name in names if name.isidentifier() and not name.startswith("__")} <= TAKEN


def test_files_of_the_plan_are_added_and_replace_nothing() -> None:
    plan = replace(TINY, files={"src/extra.py": "x = 1\n", "pyproject.toml": "no"})
    files = render(plan, Settings()).files

    assert files["src/extra.py"] == "x = 1\n"
    assert files["pyproject.toml"] != "no"


def test_rendering_twice_gives_the_same() -> None:
    assert render(CHURN, Settings()) == render(CHURN, Settings())


def test_rows_of_provenance_point_at_functions() -> None:
    project = render(CHURN, Settings())
    rows = [(cell, file, line) for cell, _, file, line in project.provenance]
    lines = project.files["src/churn/clean.py"].split("\n")

    assert [row[:2] for row in rows] == [(2, "src/churn/load.py"), (4, "src/churn/clean.py")]
    assert lines[rows[1][2] - 1].startswith("def clean_customers(")


def test_rows_of_provenance_follow_when_lines_move() -> None:
    files = {"src/churn/clean.py": "\n\n\ndef clean_customers(): ...\n"}

    assert locate(CHURN, files)[1] == (4, 1, "src/churn/clean.py", 4)


def test_the_readme_says_where_each_cell_went() -> None:
    readme = render(CHURN, Settings()).files["README.md"]

    assert "| 1 | `nowhere` | magics have no meaning in a project |\n" in readme
    assert "| 2 | `load.load_customers` |  |\n" in readme


def test_the_readme_names_secrets_and_data_to_fetch() -> None:
    plan = replace(TINY, environment=("API_KEY",), needs=("!wget https://example.org/a.csv",))
    readme = render(plan, Settings()).files["README.md"]

    assert "- `API_KEY`\n" in readme
    assert "- `!wget https://example.org/a.csv`\n" in readme


def test_requirements_are_those_of_the_plan_and_of_the_machinery() -> None:
    project = tomllib.loads(render(LESSON, Settings()).files["pyproject.toml"])["project"]

    assert project["dependencies"] == ["joblib>=1.3", "numpy", "PyYAML>=6.0"]


def test_a_pinned_requirement_is_not_added_again() -> None:
    plan = replace(TINY, requirements=("Joblib==1.4.2", "pyyaml==6.0"))
    project = tomllib.loads(render(plan, Settings()).files["pyproject.toml"])["project"]

    assert project["dependencies"] == ["Joblib==1.4.2", "pyyaml==6.0"]


def test_a_template_of_the_user_wins(tmp_path: Path) -> None:
    (tmp_path / "Makefile.jinja").write_text("all: {{ project.package | name }}\n")
    project = render(CHURN, Settings(templates=tmp_path))

    assert project.files["Makefile"] == "all: churn\n"
    assert project.files["Dockerfile"] == render(CHURN, Settings()).files["Dockerfile"]
