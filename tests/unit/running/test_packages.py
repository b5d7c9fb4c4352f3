"""What a project imports must be there, or else it is said how to get it."""

from pathlib import Path

import pytest

from mlship.errors import EnvironmentLacks
from mlship.running import open_project
from mlship.running.packages import require_packages, third_party_imports

SOURCE = """
import json, absent_one.part
from absent_two import x
from . import local
from tiny.pipeline import CODE
def f():
    import absent_three
"""


def test_third_party_imports_are_those_at_the_top(tiny: Path) -> None:
    (tiny / "src/tiny/stage.py").write_text(SOURCE)

    assert third_party_imports(open_project(tiny)) == {"absent_one", "absent_two"}


def test_what_only_serves_is_not_needed_to_train(tiny: Path) -> None:
    (tiny / "src/tiny/serving").mkdir()
    (tiny / "src/tiny/serving/server.py").write_text("import absent_one\n")
    (tiny / "src/tiny/service.py").write_text("import absent_two\n")

    assert third_party_imports(open_project(tiny)) == set()


def test_what_is_missing_is_named_with_the_command_that_brings_it(tiny: Path) -> None:
    (tiny / "src/tiny/stage.py").write_text(SOURCE)

    with pytest.raises(EnvironmentLacks, match="absent_one, absent_two") as caught:
        require_packages(open_project(tiny))

    assert caught.value.hint.endswith(f"-m pip install -e {tiny}")


def test_nothing_is_missing_in_a_project_that_imports_nothing(tiny: Path) -> None:
    require_packages(open_project(tiny), "pytest")


def test_a_python_that_does_not_start_is_no_crash_of_ours(tiny: Path) -> None:
    broken = tiny / "python"
    broken.write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
    broken.chmod(0o755)

    with pytest.raises(EnvironmentLacks, match="does not start"):
        require_packages(open_project(tiny, broken))
