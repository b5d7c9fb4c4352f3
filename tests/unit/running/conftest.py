"""A project as small as can be: its `train` says what it was called with."""

from pathlib import Path

import pytest

MAIN = """
import sys
import tiny.pipeline
print(sys.argv[1:])
sys.exit(tiny.pipeline.CODE)
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    package = tmp_path / "tiny/src/tiny"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(MAIN)
    (package / "pipeline.py").write_text("CODE = 0\n")
    return tmp_path / "tiny"
