"""The generated projects that are checked in: which, and how they are made."""

import re
from pathlib import Path

from mlship.compiler import compile_notebook
from mlship.settings import Settings

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
# A fixed table, so that the trees are the same on every machine.
VERSIONS = (
    ("joblib", "1.6.0"),
    ("matplotlib", "3.11.2"),
    ("numpy", "2.4.6"),
    ("pandas", "3.1.1"),
    ("PyYAML", "6.0.3"),
    ("scikit-learn", "1.9.1"),
    ("seaborn", "0.13.2"),
)
NOTEBOOKS = {"telecom_churn": ROOT / "examples" / "telecom_churn.ipynb"}


def generate(name: str) -> dict[str, str]:
    """Return the project of one notebook: the files that its own code makes, no machinery."""
    project = compile_notebook(NOTEBOOKS[name], Settings(versions=VERSIONS)).project
    made = {path: text for path, text in project.files.items() if path not in project.raw}
    return {path: re.sub(re.escape(str(ROOT)), "/repository", text) for path, text in made.items()}
