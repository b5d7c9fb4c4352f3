"""Which of the models that a notebook trains is the model, and why."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.ir.plan import Plan
from mlship.settings import Settings

PlanOf = Callable[..., Plan]
DATA = (
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split\n"
    "df = pd.read_csv('d.csv')\n"
    "X_train, X_test, y_train, y_test = train_test_split(df[['a']], df['y'], random_state=1)"
)
FOREST = (
    "from sklearn.ensemble import RandomForestClassifier\n"
    "forest = RandomForestClassifier(random_state=1)\nforest.fit(X_train, y_train)"
)
TREE = (
    "from sklearn.tree import DecisionTreeClassifier\n"
    "tree = DecisionTreeClassifier(random_state=1)\ntree.fit(X_train, y_train)"
)


BOTH = "from sklearn.tree import DecisionTreeClassifier\n" + FOREST
ZOO = BOTH.partition("forest =")[0] + (
    "zoo = {'forest': RandomForestClassifier(), 'tree': DecisionTreeClassifier()}\nscores = {}"
)
RACE = (
    "for name, animal in zoo.items():\n    animal.fit(X_train, y_train)\n"
    "    scores[name] = animal.score(X_test, y_test)\nprint(scores)"
)
SAVE = "import joblib\njoblib.dump(final, 'final.joblib')"


@pytest.fixture
def plan_of(tmp_path: Path) -> PlanOf:
    """Plan a notebook of (source, printed text) cells."""

    def make(*cells: str, printed: Mapping[str, str] | None = None) -> Plan:
        path = tmp_path / "models.ipynb"
        path.write_text(json.dumps(_document(cells, printed or {})))
        return plan_notebook(path, Settings()).plan

    return make


def _document(cells: tuple[str, ...], printed: Mapping[str, str]) -> dict[str, object]:
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{number}",
                "metadata": {},
                "execution_count": number,
                "source": source,
                "outputs": [
                    {"output_type": "stream", "name": "stdout", "text": printed[source]}
                ] if source in printed else [],
            }
            for number, source in enumerate(cells)
        ],
    }  # fmt: skip


def _score(name: str) -> str:
    return f"print({name}.score(X_test, y_test))"


def test_the_last_model_is_chosen_if_nothing_else_tells(plan_of: PlanOf) -> None:
    plan = plan_of(DATA, FOREST, TREE)

    assert {c.name: c.reason for c in plan.candidates} == {
        "forest": "another model",
        "tree": "the last one fitted",
    }


def test_a_model_of_which_only_the_importances_are_looked_at_is_not_the_last(
    plan_of: PlanOf,
) -> None:
    look = "order = forest.feature_importances_.argsort()\nprint(X_train.columns[order])"
    plan = plan_of(DATA, TREE, _score("tree"), FOREST, look)

    assert {c.name: c.reason for c in plan.candidates} == {
        "tree": "the last one fitted that is for new rows",
        "forest": "another model",
    }


def test_a_model_that_is_looked_at_alone_is_chosen_all_the_same(plan_of: PlanOf) -> None:
    plan = plan_of(DATA, FOREST, "print(forest.feature_importances_)")

    assert [c.reason for c in plan.candidates] == ["the last one fitted"]


def test_the_best_of_the_scores_that_are_shown_is_chosen(plan_of: PlanOf) -> None:
    shown = {_score("forest"): "0.91\n", _score("tree"): "0.84\n"}
    plan = plan_of(DATA, FOREST, _score("forest"), TREE, _score("tree"), printed=shown)

    assert plan.model == "forest"
    assert {c.name: c.reason for c in plan.candidates} == {
        "forest": "the best score that the notebook shows: 0.91",
        "tree": "score 0.84",
    }


def test_of_errors_the_smallest_is_the_best(plan_of: PlanOf) -> None:
    error = "from sklearn.metrics import mean_squared_error\n"
    first = error + "print(mean_squared_error(y_test, forest.predict(X_test)))"
    second = "print(mean_squared_error(y_test, tree.predict(X_test)))"
    plan = plan_of(DATA, FOREST, first, TREE, second, printed={first: "3.1\n", second: "2.5\n"})

    assert plan.model == "tree"


def test_the_model_behind_the_submission_comes_before_the_best(plan_of: PlanOf) -> None:
    shown = {_score("forest"): "0.91\n", _score("tree"): "0.84\n"}
    submission = "pd.DataFrame({'y': tree.predict(X_test)}).to_csv('submission.csv')"
    plan = plan_of(
        DATA, TREE, _score("tree"), FOREST, _score("forest"), submission, printed=shown
    )  # fmt: skip

    assert plan.model == "tree"


def test_the_saved_model_comes_first(plan_of: PlanOf) -> None:
    save = "import joblib\njoblib.dump(forest, 'model.pkl')"
    submission = "pd.DataFrame({'y': tree.predict(X_test)}).to_csv('submission.csv')"
    plan = plan_of(DATA, FOREST, TREE, submission, save)

    assert plan.model == "forest"
    assert next(c.reason for c in plan.candidates if c.chosen) == "the notebook saves it"


@pytest.mark.parametrize(
    "record",
    [
        "forest.predict([[3, 1]])",
        "forest.predict(np.array([[3, 1]]))",
        "row = pd.DataFrame({'a': [3], 'b': [1]})\nforest.predict(row)",
        "row = [[3, 1]]\nrow = scaler.transform(row)\nforest.predict_proba(row)",
    ],
)
def test_the_model_that_is_asked_about_a_new_record_comes_before_the_best(
    plan_of: PlanOf, record: str
) -> None:
    shown = {_score("forest"): "0.84\n", _score("tree"): "0.91\n"}
    scaler = "from sklearn.preprocessing import StandardScaler\nscaler = StandardScaler().fit(X)"
    plan = plan_of(
        DATA, scaler, FOREST, _score("forest"), TREE, _score("tree"),
        f"import numpy as np\n{record}", printed=shown,
    )  # fmt: skip

    assert plan.model == "forest"


@pytest.mark.parametrize("rows", ["X_test", "X_test[:3]", "[list(X_test.iloc[0]), [1, 2]]"])
def test_rows_of_the_data_are_no_new_record(plan_of: PlanOf, rows: str) -> None:
    shown = {_score("forest"): "0.84\n", _score("tree"): "0.91\n"}
    plan = plan_of(
        DATA, FOREST, _score("forest"), TREE, _score("tree"), f"print(forest.predict({rows}))",
        printed=shown,
    )  # fmt: skip

    assert plan.model == "tree"


def test_models_bound_to_one_name_are_candidates_of_their_own(plan_of: PlanOf) -> None:
    first = FOREST.replace("forest =", "model =").replace("forest.fit", "model.fit")
    second = TREE.replace("tree =", "model =").replace("tree.fit", "model.fit")
    shown = "print('of the first', model.score(X_test, y_test))"
    again = "print('of the second', model.score(X_test, y_test))"
    plan = plan_of(
        DATA, first, shown, second, again,
        printed={shown: "of the first 0.93\n", again: "of the second 0.71\n"},
    )  # fmt: skip

    assert plan.model == "random_forest"


@pytest.mark.parametrize(
    "picked",
    [
        "final = tree if tree.score(X_test, y_test) > forest.score(X_test, y_test) else forest",
        "if tree.score(X_test, y_test) > 0.5:\n    final = tree\nelse:\n    final = forest",
        "final = max([tree, forest], key=lambda model: model.score(X_test, y_test))",
        "zoo = {'tree': tree}\nzoo['forest'] = forest\nfinal = zoo[input()]",
        "rows = []\nrows.append((0.5, tree))\nrows.append((0.7, forest))\nfinal = rows[-1][1]",
        "(best, final) = sorted([(0.5, tree), (0.6, forest)])[0]",
    ],
    ids=["condition", "if", "max", "dictionary", "list", "pair"],
)
def test_what_a_run_picks_and_saves_is_the_model(plan_of: PlanOf, picked: str) -> None:
    plan = plan_of(DATA, FOREST, TREE, picked, SAVE)

    (chosen,) = (c for c in plan.candidates if c.chosen)
    assert (plan.model, chosen.name, chosen.reason) == ("final", "final", "the notebook saves it")
    assert chosen.estimator == "RandomForestClassifier or DecisionTreeClassifier"
    assert (plan.inference.level, plan.inference.kind) == ("records", "classifier")


def test_models_of_a_dictionary_are_fitted_in_a_loop(plan_of: PlanOf) -> None:
    picked = "best = max(scores, key=scores.get)\nfinal = zoo[best]"
    plan = plan_of(DATA, ZOO, RACE, picked, SAVE)

    assert (plan.model, plan.inference.level) == ("final", "records")


def test_the_best_that_a_loop_meets_is_the_model(plan_of: PlanOf) -> None:
    best = "    if scores[name] > top:\n        top, final = scores[name], animal\nprint(top)"
    plan = plan_of(DATA, ZOO, "top = 0\n" + RACE.replace("print(scores)", best), SAVE)

    assert (plan.model, plan.inference.level) == ("final", "records")


@pytest.mark.parametrize(
    ("picked", "model"),
    [("final = tree", "tree"), ("final = tree if tree else tree", "tree")],
    ids=["another name", "no choice"],
)
def test_what_is_certain_goes_by_the_name_that_it_was_fitted_under(
    plan_of: PlanOf, picked: str, model: str
) -> None:
    assert plan_of(DATA, TREE, FOREST, picked, SAVE).model == model


def test_a_model_that_an_own_function_fits_is_a_model(plan_of: PlanOf) -> None:
    train = "def train(model, rows, answers):\n    model.fit(rows, answers)\n    return model"
    made = "final = train(RandomForestClassifier(), X_train, y_train)"
    plan = plan_of(DATA, TREE, BOTH, train, made, SAVE)

    assert (plan.model, plan.inference.level) == ("final", "records")


def test_what_is_picked_and_predicts_comes_before_the_last(plan_of: PlanOf) -> None:
    picked = "final = tree if len(df) > 9 else forest"
    plan = plan_of(DATA, FOREST, TREE, picked, "print(final.score(X_test, y_test))")

    assert [c.reason for c in plan.candidates if c.chosen] == ["the notebook picks it"]


def test_models_fitted_on_other_features_are_saved_and_not_served(plan_of: PlanOf) -> None:
    other = TREE.replace("X_train", "X_train * 2")
    picked = "final = tree if len(df) > 9 else forest"
    plan = plan_of(DATA, FOREST, other, picked, SAVE)

    assert (plan.model, plan.inference.level) == ("final", "none")
    assert plan.inference.reason.startswith("it is one of several")


def test_what_is_picked_can_be_named(tmp_path: Path) -> None:
    cells = (DATA, FOREST, TREE, "final = tree if len(df) > 9 else forest", SAVE)
    path = tmp_path / "models.ipynb"
    path.write_text(json.dumps(_document(cells, {})))

    assert plan_notebook(path, Settings(model="final")).plan.model == "final"


def test_models_are_found_in_what_an_own_function_reports(plan_of: PlanOf) -> None:
    report = (
        "def report(name, model):\n    found = {'name': name, 'model': model}\n"
        "    found['score'] = model.score(X_test, y_test)\n    return found"
    )
    race = "races = [report('a', tree)]\nlast = report('b', forest)\nraces.append(last)"
    picked = "by_name = {r['name']: r['model'] for r in races}\nfinal = by_name[input()]"
    plan = plan_of(DATA, FOREST, TREE, report, race, picked, SAVE)

    assert (plan.model, plan.inference.level) == ("final", "records")


def test_another_name_for_each_of_a_loop_picks_nothing(plan_of: PlanOf) -> None:
    loop = "for one in [tree, forest]:\n    each = one.fit(X_train, y_train)\n"
    plan = plan_of(DATA, TREE, FOREST, f"{loop}    print(each.score(X_test, y_test))")

    assert [c.reason for c in plan.candidates if c.chosen] == ["the last one fitted"]


def test_one_of_those_that_a_loop_has_put_aside_is_not_the_last_of_the_loop(
    plan_of: PlanOf,
) -> None:
    race = (
        "from sklearn.tree import DecisionTreeClassifier\nzoo, scores = {}, {}\n"
        "for depth in (4, 3, 1):\n"
        "    tree = DecisionTreeClassifier(max_depth=depth)\n    tree.fit(X_train, y_train)\n"
        "    zoo[depth] = tree\n    scores[depth] = tree.score(X_test, y_test)"
    )
    plan = plan_of(DATA, race, "final = zoo[max(scores, key=scores.get)]", SAVE)

    assert plan.model == "final"


def test_nothing_is_served_where_the_one_that_is_saved_has_no_name(plan_of: PlanOf) -> None:
    race = (
        "import joblib\nfrom sklearn.tree import DecisionTreeClassifier\nzoo = {}\n"
        "for depth in (4, 3, 1):\n"
        "    tree = DecisionTreeClassifier(max_depth=depth)\n    tree.fit(X_train, y_train)\n"
        "    zoo[depth] = tree"
    )
    plan = plan_of(DATA, race, "joblib.dump(zoo[4], 'best.joblib')")

    assert plan.model == ""


GROUPS = (
    "import pandas as pd\nfrom sklearn.cluster import DBSCAN, KMeans\n"
    "X = pd.read_csv('d.csv')\nmeans = KMeans(n_clusters=3, random_state=1)\nmeans.fit(X)"
)
DENSE = "dense = DBSCAN(eps=0.3)\ndense.fit(X)\nprint(dense.labels_)"


def test_a_model_that_has_answers_for_new_rows_goes_before_one_that_has_none(
    plan_of: PlanOf,
) -> None:
    assert plan_of(GROUPS, DENSE).model == "means"


def test_a_model_without_answers_for_new_rows_is_not_served_and_it_is_said_why(
    plan_of: PlanOf,
) -> None:
    plan = plan_of(GROUPS.partition("means =")[0] + DENSE)

    assert plan.model == "dense"
    assert plan.inference.level == "none"
    assert plan.inference.reason == "`DBSCAN` labels the rows that it is fitted on, and no others"


def test_neighbours_that_are_asked_about_new_rows_are_a_model(plan_of: PlanOf) -> None:
    outliers = (
        "from sklearn.neighbors import LocalOutlierFactor\n"
        "outliers = LocalOutlierFactor(novelty=True)\noutliers.fit(X)"
    )

    assert plan_of(GROUPS, outliers).model == "means"
    assert plan_of(GROUPS, outliers, "print(outliers.predict(X))").model == "outliers"


def test_a_printed_table_is_not_expected_to_be_the_number_on_the_line_below(
    plan_of: PlanOf,
) -> None:
    judge = (
        "from sklearn.metrics import confusion_matrix\n"
        "print(confusion_matrix(y_test, forest.predict(X_test)))\n"
        "print(forest.score(X_test, y_test))"
    )

    plan = plan_of(DATA, FOREST, judge, printed={judge: "[[3 0]\n [1 4]]\n0.875\n"})

    assert [(each.metric, each.value) for each in plan.shown] == [("forest.score", 0.875)]
