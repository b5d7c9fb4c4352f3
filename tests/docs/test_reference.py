"""The pages that are made from the code say what the code says."""

from pathlib import Path

import pytest

from tests.docs.pages import name
from tests.docs.reference import MADE


@pytest.mark.parametrize("page", MADE, ids=name)
def test_the_page_is_in_step_with_the_code(page: Path) -> None:
    """Rewrite it with ``python -m tests.docs.rewrite``."""
    assert page.read_text(encoding="utf-8") == MADE[page]()
