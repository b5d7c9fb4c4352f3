"""Literals that a person would tune become parameters where they stand."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.settings import Settings
from tests.unit.planning.conftest import PlanOf, code_of, values_of

TRAIN = (
    "import pandas as pd\nfrom sklearn.tree import DecisionTreeClassifier\n"
    "from sklearn.model_selection import train_test_split\n"
    "df = pd.read_csv('d.csv')\nX, y = df.drop(columns='y'), df.y"
)


def test_the_rows_to_choose_a_model_by_have_a_size_of_their_own(plan_of: PlanOf) -> None:
    plan = plan_of(
        TRAIN,
        "X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2)",
        "X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.2)",
        "tree = DecisionTreeClassifier().fit(X_train, y_train)",
        "print(tree.score(X_val, y_val))\nprint(tree.score(X_test, y_test))",
    )
    values = values_of(plan)
    assert {"split.test_size", "split.validation_size"} <= values.keys()


@pytest.mark.parametrize("name", ["thr", "cost_miss", "depth", "test_ratio", "depths"])
def test_a_number_whose_name_says_that_it_is_tuned_is_a_parameter(
    plan_of: PlanOf, name: str
) -> None:
    value = [2, 4] if name.endswith("s") else 3
    use = f"tree = DecisionTreeClassifier().fit(X, y * pd.Series({name}).max())"
    values = values_of(plan_of(TRAIN, f"{name} = {value}", use, "print(tree.score(X, y))"))
    assert value in [v for key, v in values.items() if key.endswith(f".{name}")]


def test_a_text_of_such_a_name_stays_in_thecode_of(plan_of: PlanOf) -> None:
    use = "tree = DecisionTreeClassifier().fit(X, df[weight])"
    values = values_of(plan_of(TRAIN, "weight = 'kg'", use, "print(tree.score(X, y))"))
    assert "kg" not in values.values()


def test_a_setting_inside_a_function_that_a_later_statement_calls_stays_where_it_stands(
    plan_of: PlanOf,
) -> None:
    makers = (
        "def grow(frame, makers):\n"
        "    return {name: make().fit(frame) for name, make in makers.items()}\n"
        "makers = {\n"
        "    'tree': lambda: DecisionTreeClassifier(\n"
        "        max_depth=3,\n"
        "        random_state=7,\n"
        "    ),\n"
        "}"
    )
    plan = plan_of(TRAIN, makers, "grown = grow(df, makers)\nprint(grown)")
    assert "max_depth=3" in code_of(plan)


def test_a_slash_that_an_own_function_takes_out_of_texts_is_no_folder(plan_of: PlanOf) -> None:
    clean = "def clean(f):\n    f['id'] = f['id'].str.replace('/', '')\n    return f"
    plan = plan_of(TRAIN, clean, "df = clean(df)", "DecisionTreeClassifier().fit(df, y)")
    assert [p.value for p in plan.parameters if p.section == "data"] == ["d.csv"]


def test_seeds_are_told_apart_by_what_they_seed(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\nfrom sklearn.model_selection import train_test_split\n"
        "from sklearn.tree import DecisionTreeClassifier\ndf = pd.read_csv('d.csv')",
        "a, b, c, d = train_test_split(df[['x']], df['y'], random_state=4)",
        "tree = DecisionTreeClassifier(random_state=5).fit(a, c)\nprint(tree.score(b, d))",
        "import numpy as np\nnp.random.seed(6)\n"
        "print(DecisionTreeClassifier(random_state=7).fit(a, c).score(b, d), np.random.rand())",
    )

    assert {p.name: p.value for p in plan.parameters if "random_state" in p.name} == {
        "random_state": 5,
        "split_random_state": 4,
        "evaluate_random_state": 6,
        "decision_tree_random_state": 7,
    }


@pytest.mark.parametrize(("tags", "found"), [(["parameters"], True), (["other"], False)])
def test_what_stands_in_the_cell_of_parameters_is_one_whatever_its_name(
    notebook: Callable[..., Path], tags: list[str], found: bool
) -> None:
    use = "df = df[df.place == place].head(top)\nif fancy:\n    df = df.dropna()"
    fit = "tree = DecisionTreeClassifier().fit(df[['x']], df['y'])"
    path = notebook(TRAIN, "place = 'north'\ntop = 12\nfancy = True", use, fit)
    document = json.loads(path.read_text())
    document["cells"][1]["metadata"]["tags"] = tags
    path.write_text(json.dumps(document))

    values = values_of(plan_notebook(path, Settings()).plan).items()

    assert {("clean.place", "north"), ("clean.top", 12), ("clean.fancy", True)}.issubset(
        values
    ) is found
