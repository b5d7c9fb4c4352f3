"""Settings that stand in one dictionary or class become parameters, one by one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.ir.plan import Plan
from mlship.settings import Settings

PlanOf = Callable[..., Plan]
TRAIN = (
    "import pandas as pd\nfrom sklearn.tree import DecisionTreeClassifier\n"
    "df = pd.read_csv('d.csv')"
)


@pytest.fixture
def plan_of(notebook: Callable[..., Path]) -> PlanOf:
    def make(*cells: str) -> Plan:
        return plan_notebook(notebook(*cells), Settings()).plan

    return make


def _values(plan: Plan) -> dict[str, object]:
    return {f"{p.section}.{p.name}": p.value for p in plan.parameters if p.section != "data"}


def _code(plan: Plan) -> str:
    return "\n".join(f.body for stage in plan.stages for f in stage.functions)


@pytest.mark.parametrize(
    ("settings", "depth", "seed"),
    [
        ("CONFIG = {'depth': 3, 'seed': 7, 'unused': x()}", "CONFIG['depth']", "CONFIG['seed']"),
        ("CONFIG = dict(depth=3, seed=7)", "CONFIG['depth']", "CONFIG.get('seed', 1)"),
        ("class CFG:\n    depth: int = 3\n    seed = 7", "CFG.depth", "CFG.seed"),
    ],
)
def test_each_setting_is_a_parameter(plan_of: PlanOf, settings: str, depth: str, seed: str) -> None:
    model = f"tree = DecisionTreeClassifier(max_depth={depth}, random_state={seed})"
    plan = plan_of(settings, TRAIN, f"{model}\ntree.fit(df[['x']], df['y'])")

    assert _values(plan) == {"train.depth": 3, "train.seed": 7}
    assert "max_depth=params.train.depth, random_state=params.train.seed" in _code(plan)
    assert "CONFIG" not in _code(plan)
    assert "CFG" not in plan.helpers.source


@pytest.mark.parametrize(
    "use",
    [
        "CONFIG['depth'] = 4",
        "print(CONFIG)",
        "CONFIG['columns'].append('z')",
        "def build():\n    return CONFIG['depth']",
    ],
)
def test_settings_that_are_used_in_another_way_stay_together(plan_of: PlanOf, use: str) -> None:
    settings = "CONFIG = {'depth': 3, 'columns': ['x']}"
    fit = "tree = DecisionTreeClassifier(max_depth=CONFIG['depth']).fit(df[['x']], df['y'])"
    plan = plan_of(settings, TRAIN, use, f"{fit}\nprint(tree.score(df[CONFIG['columns']], df.y))")

    assert not {"train.depth", "train.columns"} & _values(plan).keys()


def test_a_path_among_the_settings_is_a_data_file(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\nCONFIG = {'path': 'input/d.csv', 'rows': 5}",
        "df = pd.read_csv(CONFIG['path'], nrows=CONFIG['rows'])",
        "df.to_csv('out.csv')",
    )

    assert [file.written_as for file in plan.data] == ["input/d.csv", "out.csv"]
    assert _values(plan) == {"load.rows": 5}
