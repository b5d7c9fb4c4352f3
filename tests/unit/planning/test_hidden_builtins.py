"""A variable that is called like a builtin hides it only where the notebook does."""

import pytest

from tests.unit.planning.conftest import PlanOf, code_of

DATA = "import pandas as pd\ndf = pd.DataFrame({'a': [1.0, 2.0, 3.0], 'y': [0, 1, 0]})"
TRAIN = (
    "from sklearn.tree import DecisionTreeClassifier\n"
    "m = DecisionTreeClassifier(random_state=0).fit(df[['a']], df['y'])\n"
    "print(m.score(df[['a']], df['y']))"
)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("sum = sum(df['a'])\ndf['a'] = df['a'] / sum", "builtins.sum, df['a'])"),
        ("cs = list(df)\nlist = ['a']\ndf['b'] = len(cs + list)", "cs = builtins.list(df)"),
        ("df['b'] = df['a'].map(lambda v: max(v, 2))\nmax = 3\ndf['a'] += max", "builtins.max(v"),
        ("len = 3\ndf['a'] += len\ndel len\ndf['b'] = len('abc')", "builtins.len('abc')"),
    ],
)
def test_what_means_the_builtin_is_spelled_out(plan_of: PlanOf, cell: str, written: str) -> None:
    plan = plan_of(DATA, cell, TRAIN)

    assert written in code_of(plan)


@pytest.mark.parametrize(
    "cell",
    [
        "df['b'] = len(df) + sum(df['a'])",
        "sum = 0\nsum += 1\ndf['a'] += sum",
        "for max in range(3):\n    df['a'] += max",
        "df['b'] = [sum for sum in df['a']]\nmin = df['a'].min()\ndf['a'] -= min",
    ],
)
def test_what_means_the_variable_stays(plan_of: PlanOf, cell: str) -> None:
    plan = plan_of(DATA, cell, TRAIN)

    assert "builtins" not in code_of(plan)


def test_the_module_of_the_builtins_is_imported_where_it_is_needed(plan_of: PlanOf) -> None:
    plan = plan_of(DATA, "sum = sum(df['a'])\ndf['a'] = df['a'] / sum", TRAIN)

    spelled = [s for s in plan.stages if any("builtins." in f.body for f in s.functions)]
    assert [("import builtins" in stage.imports) for stage in spelled] == [True]
