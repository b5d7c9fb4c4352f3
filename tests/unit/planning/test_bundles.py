"""Settings that stand in one dictionary or class become parameters, one by one."""

from pathlib import Path

import pytest

from tests.unit.planning.conftest import PlanOf, code_of, values_of

TRAIN = (
    "import pandas as pd\nfrom sklearn.tree import DecisionTreeClassifier\n"
    "df = pd.read_csv('d.csv')"
)


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

    assert values_of(plan) == {"train.depth": 3, "train.seed": 7}
    assert "max_depth=params.train.depth, random_state=params.train.seed" in code_of(plan)
    assert "CONFIG" not in code_of(plan)
    assert "CFG" not in plan.helpers.source


@pytest.mark.parametrize(
    "use",
    [
        "CONFIG['depth'] = 4",
        "print(CONFIG)",
        "CONFIG['columns'].append('z')",
        "class Tree:\n    def build(self):\n        return CONFIG['depth']",
        "def build(CONFIG):\n    return CONFIG['depth']",
    ],
)
def test_settings_that_are_used_in_another_way_stay_together(plan_of: PlanOf, use: str) -> None:
    settings = "CONFIG = {'depth': 3, 'columns': ['x']}"
    fit = "tree = DecisionTreeClassifier(max_depth=CONFIG['depth']).fit(df[['x']], df['y'])"
    plan = plan_of(settings, TRAIN, use, f"{fit}\nprint(tree.score(df[CONFIG['columns']], df.y))")

    assert not {"train.depth", "train.columns"} & values_of(plan).keys()


def test_a_path_among_the_settings_is_a_data_file(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\nCONFIG = {'path': 'input/d.csv', 'rows': 5}",
        "df = pd.read_csv(CONFIG['path'], nrows=CONFIG['rows'])",
        "df.to_csv('out.csv')",
    )

    assert [file.written_as for file in plan.data] == ["input/d.csv", "out.csv"]
    assert values_of(plan) == {"load.rows": 5}


def test_settings_that_functions_read_are_given_to_them(plan_of: PlanOf, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("x,y\n1,2\n")
    plan = plan_of(
        "CONFIG = {'path': 'calls.csv', 'depth': 3, 'tree': 1}\nimport pandas as pd",
        "def read():\n    return pd.read_csv(CONFIG['path'])",
        "def build():\n    return DecisionTreeClassifier(max_depth=CONFIG['depth'])",
        "from sklearn.tree import DecisionTreeClassifier",
        "df = read()\ntree = build().fit(df[['x']], df['y'])",
        "print(tree.score(df[['x']], df['y']), CONFIG['tree'])",
    )

    values = {parameter.name: parameter.value for parameter in plan.parameters}
    assert (values["depth"], values["config_tree"]) == (3, 1)
    assert [(file.name, file.found is not None) for file in plan.data] == [("calls", True)]
    assert "def build(*, depth: int)" in plan.helpers.source
