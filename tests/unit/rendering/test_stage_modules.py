"""A stage becomes a module of typed, documented functions."""

from dataclasses import replace

import pytest

from mlship.ir.plan import StageFunction, Variable
from mlship.rendering import render
from mlship.rendering.stage_modules import describe_results, field_name, name_fields
from mlship.settings import Settings
from tests.unit.rendering.plans import CHURN, TINY

TRAIN = '''\
"""Models."""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

from churn.params import Params


def train_forest(X_train: np.ndarray, y_train: pd.Series, params: Params) -> RandomForestClassifier:
    """Fit the forest that the notebook saves."""
    model = RandomForestClassifier(
        n_estimators=params.train.n_estimators, max_depth=params.train.max_depth
    )
    model.fit(X_train, y_train)
    return model
'''


def module(name: str) -> str:
    return render(CHURN, Settings()).files[f"src/churn/{name}.py"]


def test_a_stage_is_a_module() -> None:
    assert module("train") == TRAIN


def test_several_outputs_come_back_as_a_named_tuple() -> None:
    assert "class Split(NamedTuple):\n" in module("split")
    assert "    return Split(X_train, X_test, y_train, y_test, sc)\n" in module("split")


def test_looks_are_marked_and_import_the_mark() -> None:
    assert "\n\n@look\ndef plot_churn(df: pd.DataFrame) -> None:\n" in module("explore")
    assert "from churn.report import look, report\n" in module("explore")


def test_a_look_called_look_does_not_hide_the_mark() -> None:
    explore = CHURN.stages[2]
    called = (replace(explore.functions[0], name="look"),)
    plan = replace(CHURN, stages=(replace(explore, functions=called),), steps=())
    text = render(plan, Settings()).files["src/churn/explore.py"]

    assert "from churn.report import look as only_look\n" in text
    assert "@only_look\ndef look(df: pd.DataFrame) -> None:\n" in text


def test_a_helper_called_look_does_not_take_the_place_of_the_mark() -> None:
    explore = CHURN.stages[2]
    imports = (*explore.imports, "from churn.helpers import look")
    plan = replace(CHURN, stages=(replace(explore, imports=imports),), steps=())

    text = render(plan, Settings()).files["src/churn/explore.py"]

    assert "from churn.report import look as only_look\n" in text
    assert "@only_look\ndef plot_churn(df: pd.DataFrame) -> None:\n" in text


def test_cells_that_do_not_parse_stay_as_comments() -> None:
    plan = replace(CHURN, commented=("if x:\n    x = = 1", 'print "no'))
    text = render(plan, Settings()).files["src/churn/explore.py"]

    assert text.endswith('\n# if x:\n#     x = = 1\n\n# print "no\n')


@pytest.mark.parametrize(
    ("variable", "field"),
    [("df", "df"), ("_", "value_"), ("_x", "x_"), ("count", "count_"), ("_1", "v1_")],
)
def test_fields_have_names_that_a_named_tuple_takes(variable: str, field: str) -> None:
    assert field_name(variable) == field


def test_a_function_without_a_body_gives_back_its_input() -> None:
    df = Variable(name="df", annotation="int")
    function = StageFunction(name="greet", summary="Pass on", inputs=(df,), outputs=(df,))
    plan = replace(TINY, stages=(replace(TINY.stages[0], functions=(function,)),))

    assert '"""Pass on."""\n    return df\n' in render(plan, Settings()).files["src/tiny/main.py"]


def test_each_field_has_a_name_of_its_own_that_hides_no_type() -> None:
    variables = tuple(
        Variable(name=name, annotation=kind)
        for name, kind in (("_x", "int"), ("x_", "int"), ("list", "list[int]"), ("y", "list[str]"))
    )

    assert [(f.name, f.annotation) for f in name_fields(variables)] == [
        ("x__", "int"), ("x_", "int"), ("list", "Any"), ("y", "Any"),
    ]  # fmt: skip


def split(*outputs: tuple[str, str]) -> StageFunction:
    made = tuple(Variable(name=name, annotation=annotation) for name, annotation in outputs)
    return StageFunction(
        name="split_data", summary="", inputs=(), outputs=made, results="SplitResults", body="",
        cells=(),
    )  # fmt: skip


def test_the_docstring_of_results_says_what_the_fields_are() -> None:
    function = split(("x", "Any"), ("X_train", "pd.DataFrame"), ("y", "pd.Series"), ("z", "Any"))

    assert describe_results(function) == "The values x and z, the table X_train, and the column y."


def test_the_docstring_of_many_results_counts_them() -> None:
    function = split(*((f"v{n}", "int") for n in range(9)))

    assert describe_results(function) == "The 9 variables that later steps need of split_data."
