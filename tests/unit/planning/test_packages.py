"""A package is named so that it hides no other one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.errors import UsageError
from mlship.settings import Settings

CODE = "import pandas as pd\ndf = pd.read_csv('d.csv')"


@pytest.mark.parametrize(
    ("title", "package"),
    [("Surprise", "surprise_project"), ("Pandas", "pandas_project"), ("Churn", "churn")],
)
def test_a_title_that_is_the_name_of_a_package_is_changed(
    notebook: Callable[..., Path], title: str, package: str
) -> None:
    assert plan_notebook(notebook(f"#md # {title}", CODE), Settings()).plan.package == package


@pytest.mark.parametrize(
    ("title", "file", "package"),
    [
        ("Финальный проект, MAE < 6.8", "gold_recovery", "gold_recovery"),
        ("Финальный проект, MAE", "проект", "mae"),
        ("Prédiction du prix", "nb", "prediction_du_prix"),
    ],
)
def test_a_title_in_other_letters_leaves_the_name_to_the_file(
    notebook: Callable[..., Path], title: str, file: str, package: str
) -> None:
    path = notebook(f"#md # {title}", CODE, name=f"{file}.ipynb")

    assert plan_notebook(path, Settings()).plan.package == package


@pytest.mark.parametrize("name", ["numpy", "pytest", "json", "tests"])
def test_a_name_of_another_package_is_refused(notebook: Callable[..., Path], name: str) -> None:
    with pytest.raises(UsageError, match=f"^{name} is the name of another package"):
        plan_notebook(notebook(CODE), Settings(name=name))
