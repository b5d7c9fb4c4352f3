"""Imports and install lines become requirements that install."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.settings import Settings


def required(notebook: Callable[..., Path], *cells: str) -> tuple[str, ...]:
    path = notebook(*cells)
    (path.parent / "needs.txt").write_text("# pinned\nlightgbm==4.1.0  # boosting\n-e .\n")
    return plan_notebook(path, Settings(versions=(("numpy", "2.0.0"),))).plan.requirements


@pytest.mark.parametrize(
    ("install", "code", "line"),
    [
        ("", "import cv2", "opencv-python>=4.7"),
        ("", "import PIL.Image", "pillow>=9.3"),
        ("", "from google.cloud import storage", "google-cloud-storage"),
        (
            "!pip install 'xgboost[scikit-learn]>=1.7, <2'",
            "import xgboost",
            "xgboost[scikit-learn]>=1.7,<2",
        ),
        ("!pip install torch==2.1.0+cu118 -f https://x.y", "import torch", "torch==2.1.0"),
        ("!pip install -r needs.txt", "import lightgbm", "lightgbm==4.1.0"),
        (
            "!pip install git+https://github.com/openai/CLIP.git",
            "import clip",
            "CLIP @ git+https://github.com/openai/CLIP.git",
        ),
        ("!pip install numpy==1.0", "import numpy", "numpy==2.0.0"),
    ],
)  # fmt: skip
def test_an_import_is_installed_as(
    notebook: Callable[..., Path], install: str, code: str, line: str
) -> None:
    used = code.rsplit(maxsplit=1)[-1].partition(".")[0]

    assert line in required(notebook, install or "1", f"{code}\nprint({used})")


def test_a_file_of_the_authors_own_is_no_requirement(notebook: Callable[..., Path]) -> None:
    lines = required(
        notebook, "1", "import my_helpers, rarely_heard_of\nmy_helpers.f(rarely_heard_of)"
    )

    assert "rarely_heard_of" in lines
    assert not any(line.startswith("my_helpers") for line in lines)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("pd.read_excel('x.xlsx').head()", "openpyxl"),
        ("pd.DataFrame().style.background_gradient()", "jinja2"),
        ("def load():\n    return pd.read_parquet('x')\nprint(load())", "pyarrow"),
    ],
)
def test_what_pandas_imports_when_asked_is_required(
    notebook: Callable[..., Path], code: str, name: str
) -> None:
    names = {
        re.split("[=>]", line)[0].lower()
        for line in required(notebook, "1", f"import pandas as pd\n{code}")
    }

    assert name in names


def test_an_install_ends_where_the_shell_goes_on(notebook: Callable[..., Path]) -> None:
    lines = required(notebook, "!pip install emoji==2.0 || true", "import emoji\nprint(emoji)")

    assert "emoji==2.0" in lines
    assert not [line for line in lines if line.startswith(("true", "||"))]


@pytest.mark.parametrize("name", ["random", "email", "copy"])
def test_a_package_hides_none_of_the_standard_library(
    notebook: Callable[..., Path], name: str
) -> None:
    titled = notebook(f"#md # {name}", "x = 1", "print(x)")

    plan = plan_notebook(titled, Settings()).plan

    assert plan.package == f"{name}_project"


def test_a_module_that_the_notebook_writes_is_the_projects_own(
    notebook: Callable[..., Path],
) -> None:
    helper = "%%writefile twice.py\ndef double(x):\n    return 2 * x"
    plan = plan_notebook(notebook(helper, "from twice import double\ndouble(21)"), Settings()).plan

    assert list(plan.files) == ["src/twice.py"]
    assert "twice" not in plan.requirements


def test_what_a_written_script_imports_stays_beside_it(notebook: Callable[..., Path]) -> None:
    helper = "%%writefile twice.py\ndef double(x):\n    return 2 * x"
    script = "%%writefile tool.py\nfrom twice import double\nprint(double(2))"
    cells = notebook(helper, script, "from twice import double\ndouble(21)", "!python tool.py")

    files = plan_notebook(cells, Settings()).plan.files

    assert sorted(files) == ["src/twice.py", "tool.py", "twice.py"]
