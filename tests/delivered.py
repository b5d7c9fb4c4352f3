"""Notebooks of every shape → the folders of their projects, for what checks or builds them."""

import subprocess
import sys
from pathlib import Path

from mlship.compiler import compile_notebook
from mlship.settings import Settings
from mlship.writing import write

ROOT = Path(__file__).parents[1]
CHURN = ROOT / "examples/telecom_churn.ipynb"
# No model; a title that would break out of quotes; a system package and an address.
PLAIN = '# %% [markdown]\n# # Totals "per $HOME" \\ `day`\n# %%\nprint(sum([1, 2]))\n'
PACKAGES = """\
# %%
!pip install git+https://example.com/own.git
import lightgbm as lgb
model = lgb.LGBMClassifier().fit([[1], [2]], [0, 1])
print(model.predict([[1]]))
"""
SHAPES = ("machinery", "fastapi", "no model", "packages")


def deliver(shape: str, folder: Path) -> Path:
    """Write the project of one shape."""
    notebook, settings = CHURN, Settings(service="fastapi" if shape == "fastapi" else "machinery")
    if shape in {"no model", "packages"}:
        notebook = folder / "notebook.py"
        notebook.write_text(PLAIN if shape == "no model" else PACKAGES, encoding="utf-8")
    compiled = compile_notebook(notebook, settings)
    target = folder / "project"
    return write(compiled.project, target, force=True, provenance={}).target


def train(project: Path) -> None:
    """Run its pipeline with this interpreter."""
    command = [sys.executable, "-m", "mlship", "run", str(project)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
