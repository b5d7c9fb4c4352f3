"""The generated projects are what was reviewed; `make golden` writes them anew."""

import pytest

from tests.golden_projects import GOLDEN, NOTEBOOKS, generate
from tests.trees import differences, read_tree


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_project_is_the_one_that_was_reviewed(name: str) -> None:
    assert differences(read_tree(GOLDEN / name), generate(name)) == ""
