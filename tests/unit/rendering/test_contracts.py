"""What a stage's test holds its function to."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.ir.plan import Stage, Variable
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


@pytest.mark.parametrize(
    ("drawn", "tells"), [("ax.set_title('Calls')", False), ("plt.hist(df['calls'])", True)]
)
def test_who_goes_on_with_a_figure_of_the_cell_before_may_show_nothing(
    notebook: Callable[..., Path], drawn: str, tells: bool
) -> None:
    cells = (
        "import pandas as pd\nimport matplotlib.pyplot as plt\ndf = pd.read_csv('d.csv')",
        "fig, ax = plt.subplots()\nax.plot(df['calls'])",
        "df.to_csv('out.csv')",
    )
    plan = plan_notebook(notebook(*cells), Settings()).plan
    (function,) = (f for stage in plan.stages for f in stage.functions if "ax.plot" in f.body)
    inputs = Variable(name="ax", annotation="Any"), Variable(name="df", annotation="pd.DataFrame")
    later = replace(function, body=f"{drawn}\nreport.figure('calls')", inputs=inputs)
    plan = replace(plan, stages=(Stage(name="reporting", functions=(later,), summary=""),))

    assert [contract.tells for contract in build_contracts(plan)] == [tells]


def test_tests_need_no_data_that_only_looks_read(notebook: Callable[..., Path]) -> None:
    path = notebook(
        "import os\nfor folder, _, names in os.walk('/kaggle/input'):\n    print(folder, names)",
        "import pandas as pd\ndf = pd.read_csv('/kaggle/input/titanic/train.csv')",
        "df = df.dropna()\ndf.to_csv('clean.csv')",
    )
    plan = plan_notebook(path, Settings()).plan

    assert len(plan.data) > len(build_context(plan, Settings()).data.read) == 1
