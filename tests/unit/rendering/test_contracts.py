"""What a stage's test holds its function to."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.rendering.context import build_context
from mlship.rendering.contracts import build_contracts
from mlship.settings import Settings

CLASS = "class Model:\n    def draw(self): pass\n    def fit(self, rows): return self"


@pytest.mark.parametrize(("shown", "tells"), [("model.draw()", False), ("print(model)", True)])
def test_what_an_own_method_gives_may_be_nothing_to_show(
    notebook: Callable[..., Path], shown: str, tells: bool
) -> None:
    cells = ("import pandas as pd\ndf = pd.read_csv('d.csv')", CLASS, "model = Model().fit(df)")
    plan = plan_notebook(notebook(*cells, shown), Settings()).plan

    assert any(contract.tells for contract in build_contracts(plan)) is tells


def test_tests_need_no_data_that_only_looks_read(notebook: Callable[..., Path]) -> None:
    path = notebook(
        "import os\nfor folder, _, names in os.walk('/kaggle/input'):\n    print(folder, names)",
        "import pandas as pd\ndf = pd.read_csv('/kaggle/input/titanic/train.csv')",
        "df = df.dropna()\ndf.to_csv('clean.csv')",
    )
    plan = plan_notebook(path, Settings()).plan

    assert len(plan.data) > len(build_context(plan, Settings()).data.read) == 1
