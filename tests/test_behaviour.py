"""Projects made of notebooks: their own tests pass, and fail where a stage is broken."""

import ast
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.mutants import Mutant, mutate
from tests.warm import Warm, shared

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
NOTEBOOKS = {
    "flat_rents": ROOT / "tests/notebooks/flat_rents.ipynb",
    "busy_bikes": ROOT / "tests/notebooks/busy_bikes.ipynb",
    "telecom_churn": ROOT / "examples/telecom_churn.ipynb",
}
MACHINERY = ROOT / "templates/project/src/{package}"
NOT_STAGES = {"explore", *(path.name.partition(".")[0] for path in MACHINERY.iterdir())}
# They make the model that is served, and prove it.
SLOW = {"test_replay", "test_service"}
# What only numbers show: a notebook that sets no seed shows those of one run.
SEEDED = {"flat_rents"}
NEEDS_NUMBERS = {"loses a column", "negates a condition"}


@pytest.fixture(scope="module", params=NOTEBOOKS)
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Convert a notebook."""
    folder: Path = tmp_path_factory.mktemp("behaviour") / request.param
    notebook = NOTEBOOKS[request.param]
    words = ("-m", "mlship", "convert", str(notebook), "-o", str(folder))
    shared().run(*words, cwd=ROOT).check_returncode()
    return folder


def run_tests(warm: Warm, project: Path) -> int:
    """Run a project's own tests up to the first failure, the quick ones first."""
    files = sorted(project.glob("tests/test_*.py"), key=lambda path: path.stem in SLOW)
    names = [path.relative_to(project).as_posix() for path in files]
    options = ("-x", "-q", "-p", "no:cacheprovider")
    return warm.run("-m", "pytest", *options, *names, cwd=project).returncode


def mutants(project: Path) -> Iterator[tuple[Path, Mutant]]:
    """Break each stage function in each way that it can be broken."""
    for path in sorted(project.glob("src/*/*.py")):
        if path.stem not in NOT_STAGES and not path.stem.startswith("_"):
            for one in mutate(path.read_text()):
                if project.name in SEEDED or one.what not in NEEDS_NUMBERS:
                    yield path.relative_to(project), one


def test_the_tests_of_a_project_pass(warm: Warm, project: Path) -> None:
    assert run_tests(warm, project) == 0


@pytest.mark.parametrize("project", ["flat_rents"], indirect=True)
def test_a_look_that_fails_fails_one_test_alone(warm: Warm, project: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(project, broken)
    explore = next(broken.glob("src/*/explore.py"))
    explore.write_text(f"{explore.read_text()}\n\n@look\ndef stop() -> None:\n    raise OSError\n")
    pipeline = explore.with_name("pipeline.py")
    called = pipeline.read_text().replace("    return Results(", "    stop()\n    return Results(")
    pipeline.write_text(f"from .explore import stop\n{called}")

    done = warm.run("-m", "pytest", "-q", "tests/test_pipeline.py", cwd=broken)

    told = [line.partition("::") for line in done.stdout.splitlines() if "::" in line]
    failed = [(name.partition(" ")[0], how[:6]) for how, _, name in told]
    assert failed == [("test_every_look_runs", "FAILED")]


def one_each(found: Iterable[tuple[Path, Mutant]]) -> Iterator[tuple[Path, Mutant]]:
    """Choose one way for each function, so that the ways take turns.

    All of them, over all projects of the corpus: `benchmarks/mutants.py`.
    """
    by_function: dict[tuple[Path, str], list[Mutant]] = {}
    for path, mutant in found:
        by_function.setdefault((path, mutant.function), []).append(mutant)
    for turn, ((path, _), ways) in enumerate(by_function.items()):
        yield path, ways[turn % len(ways)]


def test_some_test_fails_where_a_stage_is_broken(warm: Warm, project: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(project, broken)
    survivors = []
    for path, mutant in one_each(mutants(project)):
        (broken / path).write_text(mutant.source)
        if run_tests(warm, broken) == 0:
            survivors.append(f"{path.stem}.{mutant.function}: {mutant.what}")
        (broken / path).write_text((project / path).read_text())

    assert survivors == []


def test_every_stage_function_is_broken_in_some_way(project: Path) -> None:
    functions = {
        (path.stem, node.name)
        for path in project.glob("src/*/*.py")
        if path.stem not in NOT_STAGES and not path.stem.startswith("_")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }

    assert {(path.stem, mutant.function) for path, mutant in mutants(project)} == functions
