"""Stage functions that do alike are one function, called several times."""

import pytest

from mlship.ir.plan import Plan, StageFunction, Step
from tests.unit.planning.conftest import PlanOf, code_of

LOAD = "import pandas as pd\ndf = pd.read_csv('d.csv')"
SPLIT = (
    "from sklearn.model_selection import train_test_split\n"
    "X_train, X_test, y_train, y_test = train_test_split(df[['a']], df['y'], random_state=1)"
)
FORESTS = (
    "from sklearn.ensemble import RandomForestClassifier\n"
    "rf = RandomForestClassifier()\nrf.fit(X_train, y_train)"
)
TREES = (
    "from sklearn.tree import DecisionTreeClassifier\n"
    "tree = DecisionTreeClassifier()\ntree.fit(X_train, y_train)"
)
SCORE = (
    "from sklearn.metrics import accuracy_score\n"
    "rf_pred = rf.predict(X_test)\nprint('accuracy', accuracy_score(y_test, rf_pred))"
)


def _functions(plan: Plan, stage: str) -> dict[str, StageFunction]:
    return {f.name: f for s in plan.stages if s.name == stage for f in s.functions}


def _calls(plan: Plan, stage: str) -> list[Step]:
    return [step for step in plan.steps if step.stage == stage]


def _scored(plan_of: PlanOf, one: str, other: str) -> Plan:
    return plan_of(LOAD, SPLIT, FORESTS, one, TREES, other)


def test_two_models_are_scored_by_one_function(plan_of: PlanOf) -> None:
    plan = _scored(plan_of, SCORE, SCORE.replace("rf", "tree"))

    (function,) = _functions(plan, "evaluate").values()
    assert function.name == "evaluate_model"
    assert [v.name for v in function.inputs] == ["X_test", "y_test", "model", "label"]
    assert function.inputs[2].annotation == "RandomForestClassifier | DecisionTreeClassifier"
    assert function.body == (
        "pred = model.predict(X_test)\n"
        "print('accuracy', report.metric(f'{label}.accuracy', accuracy_score(y_test, pred)))"
    )


def test_each_call_gives_its_own_variables(plan_of: PlanOf) -> None:
    plan = _scored(plan_of, SCORE, SCORE.replace("rf", "tree"))

    calls = _calls(plan, "evaluate")
    assert [call.arguments for call in calls] == [
        ("X_test", "y_test", "rf"), ("X_test", "y_test", "tree"),
    ]  # fmt: skip
    twins = [call.twin for call in calls if call.twin]
    assert [twin.given for twin in twins] == [("'rf'",), ("'tree'",)]
    assert [twin.names["rf_pred"] for twin in twins[:1]] == ["pred"]


def test_each_statement_says_which_call_it_stands_in(plan_of: PlanOf) -> None:
    plan = _scored(plan_of, SCORE, SCORE.replace("rf", "tree"))

    kept = [(row.function, row.call) for row in plan.kept if row.module == "evaluate"]
    assert kept == [("evaluate_model", 1)] * 2 + [("evaluate_model", 2)] * 2


def test_what_the_calls_give_back_keeps_the_names_of_the_notebook(plan_of: PlanOf) -> None:
    tree = SCORE.replace("rf", "tree")
    plan = plan_of(
        LOAD, SPLIT, FORESTS, SCORE, TREES, tree, "pd.DataFrame({'f': rf_pred, 't': tree_pred})"
        ".to_csv('out.csv')",
    )  # fmt: skip

    assert [call.targets for call in _calls(plan, "evaluate")][:2] == [("rf_pred",), ("tree_pred",)]
    assert {"rf_pred", "tree_pred"} <= {variable.name for variable in plan.results}


def test_two_texts_that_differ_are_arguments(plan_of: PlanOf) -> None:
    other = SCORE.replace("rf", "tree").replace("'accuracy'", "'accuracy of the tree'")
    plan = _scored(plan_of, SCORE.replace("'accuracy'", "'accuracy of the forest'"), other)

    (function,) = _functions(plan, "evaluate").values()
    assert "f'accuracy of the {text}'" in function.body
    twins = [call.twin for call in _calls(plan, "evaluate") if call.twin]
    assert [twin.given for twin in twins] == [("'forest'", "'rf'"), ("'tree'", "'tree'")]


def test_what_differs_in_much_stays_apart(plan_of: PlanOf) -> None:
    shown = SCORE + "\nprint('one', rf.score(X_test, y_test))\nprint('two', rf_pred.sum())"
    other = shown.replace("rf", "tree").replace("'one'", "'1st'").replace("'two'", "'2nd'")
    plan = _scored(plan_of, shown, other)

    assert len(_functions(plan, "evaluate")) == 2


def test_models_of_two_classes_are_trained_apart(plan_of: PlanOf) -> None:
    plan = _scored(plan_of, SCORE, SCORE.replace("rf", "tree"))

    assert len(_functions(plan, "train")) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("predict(X_test)", "predict(X_test[:9])"),
        ("accuracy_score(y_test, rf_pred)", "accuracy_score(rf_pred, y_test)"),
        ("rf.predict", "rf.predict_proba"),
    ],
)
def test_bodies_that_do_something_else_are_no_twins(plan_of: PlanOf, old: str, new: str) -> None:
    plan = _scored(plan_of, SCORE, SCORE.replace(old, new).replace("rf", "tree"))

    assert len(_functions(plan, "evaluate")) == 2


def test_a_variable_that_a_query_names_is_not_renamed(plan_of: PlanOf) -> None:
    one = "low = df['a'].min()\ndf = df.query('a > @low')\nprint(df['a'].mean())"
    plan = plan_of(LOAD, one, one.replace("low", "high"), "df.to_csv('out.csv')")

    code = code_of(plan)
    assert "a > @low" in code
    assert "low = " in code
    assert "high = " in code


def test_a_comment_of_one_call_stands_above_it(plan_of: PlanOf) -> None:
    remarked = SCORE.replace("rf_pred =", "# the wide one\nrf_pred =")
    plan = _scored(plan_of, remarked, SCORE.replace("rf", "tree"))

    assert [call.comment for call in _calls(plan, "evaluate")] == ["the wide one", ""]
    assert "the wide one" not in code_of(plan)


def test_a_comment_of_all_calls_stays_in_the_function(plan_of: PlanOf) -> None:
    one = SCORE.replace("print", "# on new rows\nprint")
    plan = _scored(plan_of, one, one.replace("rf", "tree"))

    assert "# on new rows" in code_of(plan)
    assert [call.comment for call in _calls(plan, "evaluate")] == ["", ""]


def test_models_of_one_class_are_trained_by_one_function(plan_of: PlanOf) -> None:
    other = TREES.replace("tree", "grown").replace("sklearn.grown", "sklearn.tree")
    plan = plan_of(LOAD, SPLIT, TREES, SCORE.replace("rf", "tree"), other.replace("train", "test"))

    calls = [(step.arguments, step.targets) for step in _calls(plan, "train")]
    assert calls == [(("X_train", "y_train"), ("tree",)), (("X_test", "y_test"), ("grown",))]
    assert [v.name for v in _functions(plan, "train")["train_decision_tree"].outputs] == ["model"]


def test_a_text_that_values_are_put_into_is_given_whole(plan_of: PlanOf) -> None:
    one = SCORE.replace("'accuracy', ", "'the forest: {}'.format(").replace(
        "rf_pred))", "rf_pred)))"
    )
    plan = _scored(plan_of, one, one.replace("rf", "tree").replace("forest", "tree"))

    assert "template.format(report.metric(" in code_of(plan)


def test_what_draws_alike_is_called_after_the_figure(plan_of: PlanOf) -> None:
    draw = (
        "import matplotlib.pyplot as plt\n"
        "plt.title('Spread')\nplt.hist(df['a'])\nplt.grid()\nplt.show()"
    )
    plan = plan_of(LOAD, draw, "df = df.dropna()", draw.replace("['a']", "['b']"), SPLIT, TREES)

    assert set(_functions(plan, "explore")) == {"plot_spread"}
    assert "plt.hist(df[column])" in code_of(plan)
