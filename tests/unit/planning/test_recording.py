"""What a notebook shows of its models becomes entries of metrics.json, named after the model."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from mlship import analysis, knowledge, parsing, reader
from mlship.planning.recording import find_recorded

RecordedBy = Callable[..., list[str]]
MODEL = (
    "from sklearn.ensemble import RandomForestClassifier\n"
    "from sklearn.metrics import *\n"
    "from sklearn.metrics import accuracy_score, f1_score, mean_squared_error\n"
    "from sklearn.metrics import classification_report, confusion_matrix\n"
    "from sklearn.model_selection import cross_val_score, cross_validate, train_test_split\n"
    "import numpy as np\nimport pandas as pd\nimport seaborn as sns\n"
    "import matplotlib.pyplot as plt\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y)\n"
    "rf = RandomForestClassifier()\nrf.fit(X_train, y_train)\npred = rf.predict(X_test)"
)


@pytest.fixture
def recorded_by(notebook: Callable[..., Path]) -> RecordedBy:
    """Say which expressions of cells that follow a fitted forest are recorded, under which name."""

    def find(*cells: str) -> list[str]:
        program = parsing.parse(reader.read(notebook(MODEL, *cells)))
        facts = knowledge.load()
        found = find_recorded(analysis.analyse(program, facts), facts)
        return [
            f"{one.name}{f' of {one.of}' if one.of else ''}: {_text(one.node)}"
            for index in sorted(found)
            for one in found[index]
        ]

    return find


def _text(node: object) -> str:
    assert isinstance(node, ast.expr)
    return ast.unparse(node)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("print(np.mean(pred == y_test))", "rf.accuracy"),
        ("(pred == y_test).mean()", "rf.accuracy"),
        ("np.sum(pred == y_test) / float(len(y_test))", "rf.accuracy"),
        ("(y_test != rf.predict(X_test)).mean()", "rf.error"),
        ("(y_test == rf.predict(X_test)).sum()", "rf.correct"),
        ("(y_test != rf.predict(X_test)).sum()", "rf.misclassified"),
        ("sum(p == t for p, t in zip(pred, y_test)) / len(pred)", "rf.accuracy"),
        ("print('error', 1 - accuracy_score(y_test, pred))", "rf.error"),
        ("print(f'acc {accuracy_score(y_test, pred):.3f}')", "rf.accuracy"),
        ("print('acc %.2f' % accuracy_score(y_test, pred))", "rf.accuracy"),
        ("print('acc {:.2f}'.format(rf.score(X_test, y_test)))", "rf.score"),
        ("print('acc ' + str(round(rf.score(X_train, y_train), 3)))", "rf.train_score"),
        ("print(rf.score(X_val, y_val))", "rf.validation_score"),
        ("print(1 - accuracy_score(y_valid, rf.predict(X_valid)))", "rf.validation_error"),
        ("print(rf.score(df[values], evaluated))", "rf.score"),
        ("print(f1_score(y_test, pred, average='macro'))", "rf.f1_macro"),
        ("print(f1_score(y_test, pred, average='binary'))", "rf.f1"),
        ("np.sqrt(mean_squared_error(y_test, pred))", "rf.root_mean_squared_error"),
        ("mean_squared_error(y_test, pred) ** 0.5", "rf.root_mean_squared_error"),
        ("rf.oob_score_", "rf.oob_score"),
        ("print(cross_val_score(rf, X, y).mean() * 100)", "rf.cross_val_score_mean"),
        ("print(confusion_matrix(y_test, pred))", "rf.confusion_matrix"),
        ("print(classification_report(y_test, pred))", "rf classification report"),
        ("sns.heatmap(confusion_matrix(y_test, pred))", "rf.confusion_matrix"),
        ("plt.title(f'{accuracy_score(y_test, pred)}')", "rf.accuracy"),
        (
            "print(RandomForestClassifier().fit(X_train, y_train).score(X_test, y_test))",
            "random_forest.score",
        ),
    ],
)
def test_an_expression_is_recorded(recorded_by: RecordedBy, code: str, name: str) -> None:
    assert [found.partition(":")[0] for found in recorded_by(code)] == [name]


@pytest.mark.parametrize(
    "code",
    [
        "print(len(cross_val_score(rf, X, y)))",
        "names[np.argmax(cross_val_score(rf, X, y))]",
        "(X['age'] == 3).mean()",
        "X.isnull().sum() / len(X)",
        "rf.feature_importances_",
        "print(X.score)",
        "best = lambda p: accuracy_score(y_test, p)",
    ],
)
def test_what_is_no_metric_is_not(recorded_by: RecordedBy, code: str) -> None:
    assert recorded_by(code) == []


def test_a_variable_is_followed_to_where_it_is_shown(recorded_by: RecordedBy) -> None:
    found = recorded_by("acc = accuracy_score(y_test, pred)", "print('acc', acc * 100)", "acc")

    assert found == ["rf.accuracy: acc * 100", "rf.accuracy: acc"]


def test_a_metric_that_nothing_shows_is_recorded_where_it_is_computed(
    recorded_by: RecordedBy,
) -> None:
    found = recorded_by("acc = accuracy_score(y_test, pred)")

    assert found == ["rf.accuracy: accuracy_score(y_test, pred)"]


def test_a_matrix_that_is_drawn_is_recorded_where_it_is_computed(recorded_by: RecordedBy) -> None:
    found = recorded_by("cm = confusion_matrix(y_test, pred)", "sns.heatmap(cm, annot=True)")

    assert found == ["rf.confusion_matrix: confusion_matrix(y_test, pred)"]


def test_a_variable_named_like_a_function_is_a_variable(recorded_by: RecordedBy) -> None:
    found = recorded_by("accuracy_score = np.sum(pred == y_test) / len(y_test)\naccuracy_score")

    assert found == ["rf.accuracy: accuracy_score"]


def test_models_of_a_loop_are_named_by_what_names_them(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "for name, model in models.items():\n"
        "    model.fit(X_train, y_train)\n"
        "    guess = model.predict(X_test)\n"
        "    print(name, accuracy_score(y_test, guess))"
    )

    assert found == ["accuracy of name: accuracy_score(y_test, guess)"]


def test_a_model_that_is_all_that_a_loop_knows_names_itself(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "for clf in (rf, other):\n"
        "    clf.fit(X_train, y_train)\n"
        "    print(clf.__class__.__name__, accuracy_score(y_test, clf.predict(X_test)))"
    )

    assert found == ["accuracy of clf: accuracy_score(y_test, clf.predict(X_test))"]


def test_a_model_looked_up_by_its_name_is_called_by_it(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "for key in models:\n    m = models[key]\n    print(m.score(X_test, y_test))"
    )

    assert found == ["score of key: m.score(X_test, y_test)"]


def test_scores_that_are_collected_are_followed_into_their_frame(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "rows = []\nfor name, model in models:\n"
        "    rows.append([name, model.score(X_test, y_test)])",
        "table = pd.DataFrame(rows, columns=['model', 'score'])",
        "table.sort_values('score')",
    )

    assert found == ["table: table.sort_values('score')"]


def test_scores_that_are_zipped_with_names_get_these(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "scores = [accuracy_score(y_test, pred), 0.5]",
        "for label, score in zip(['forest', 'none'], scores):\n    print(label, score)",
    )

    assert found == ["scores of label: score"]


@pytest.mark.parametrize("form", ["dict(acc={}, f1={})", "{{'acc': {}, 'f1': {}}}"])
@pytest.mark.parametrize(("variable", "name"), [("found", "found"), ("out", "scores")])
def test_several_metrics_of_a_dictionary_are_called_as_it(
    recorded_by: RecordedBy, form: str, variable: str, name: str
) -> None:
    made = form.format("accuracy_score(y_test, pred)", "f1_score(y_test, pred)")

    assert recorded_by(f"{variable} = {made}", f"print({variable})") == [f"{name}: {variable}"]


def test_a_function_that_prints_a_metric_records_it(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "def judge(model, X, y):\n    print('accuracy', accuracy_score(y, model.predict(X)))",
        "judge(rf, X_test, y_test)",
    )

    assert found == ["accuracy of model: accuracy_score(y, model.predict(X))"]


def test_a_function_that_gives_a_metric_is_one(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "def rmse(y, p):\n    return np.sqrt(((y - p) ** 2).mean())", "print(rmse(y_test, pred))"
    )

    assert found == ["rf.rmse: rmse(y_test, pred)"]


def test_several_metrics_of_a_function_are_told_apart(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "def judge(y, p):\n    return accuracy_score(y, p), f1_score(y, p)",
        "acc, f1 = judge(y_test, pred)\nprint(acc, f1)",
    )

    assert found == ["rf.accuracy: acc", "rf.f1: f1"]


def test_cross_validation_is_named_by_its_key(recorded_by: RecordedBy) -> None:
    found = recorded_by("cv = cross_validate(rf, X, y)", "print(cv['test_score'].mean())")

    assert found == ["rf.test_score_mean: cv['test_score'].mean()"]


def test_what_keras_measures_is_named_by_its_variables(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "from keras.models import Sequential\nnet = Sequential()\nlog = net.fit(X_train, y_train)",
        "loss, accuracy = net.evaluate(X_test, y_test)\nprint('loss', loss, accuracy)",
        "print(log.history['val_loss'][-1])",
    )

    assert found == [
        "net.loss: loss",
        "net.accuracy: accuracy",
        "net.val_loss: log.history['val_loss'][-1]",
    ]


def test_a_fit_of_statsmodels_has_metrics_as_attributes(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "import statsmodels.api as sm\nres = sm.OLS(y, X).fit()", "res.rsquared", "print(res.aic)"
    )

    assert found == ["res.r2: res.rsquared", "res.aic: res.aic"]


def test_a_variable_says_what_its_arithmetic_is(recorded_by: RecordedBy) -> None:
    found = recorded_by("precision = tp / (tp + fp)\nprint(precision)")

    assert found == ["precision: precision"]


def test_metrics_are_followed_into_the_function_that_prints_them(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "def tell(scores):\n    print(scores.mean(), scores.std())",
        "folds = cross_val_score(rf, X, y)\ntell(folds)",
    )

    assert found == [
        "cross_val_score_mean: scores.mean()",
        "cross_val_score_std: scores.std()",
        "rf.cross_val_score: cross_val_score(rf, X, y)",
    ]


def test_rows_that_a_loop_selects_are_no_model(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "for train, test in folds:\n    part = X[train]\nprint(mean_squared_error(part, pred))"
    )

    assert found == ["rf.mean_squared_error: mean_squared_error(part, pred)"]


def test_growing_a_list_of_scores_gives_none(recorded_by: RecordedBy) -> None:
    found = recorded_by("scores = []", "scores.append(accuracy_score(y_test, pred))", "scores")

    assert found == ["rf.accuracy: accuracy_score(y_test, pred)", "scores: scores"]


def test_scores_that_are_put_into_a_dictionary_are_shown_with_it(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "scores = {}\nfor name, model in models:\n    scores[name] = model.score(X_test, y_test)",
        "print(scores)",
    )

    assert found == ["scores: scores"]


def test_rows_that_are_put_into_a_frame_are_shown_with_it(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "table = pd.DataFrame(columns=['model', 'score'])\nfor name, model in models:\n"
        "    table.loc[len(table)] = [name, model.score(X_test, y_test)]",
        "table.sort_values('score')",
    )

    assert found == ["table: table.sort_values('score')"]


def test_a_text_tells_its_metrics_where_it_is_printed(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "for name, model in models:\n"
        "    acc = model.score(X_test, y_test)\n"
        "    line = '%s: %.3f' % (name, acc)\n"
        "    print(line)"
    )

    assert found == ["score of name: acc"]


def test_a_metric_made_a_text_is_recorded_as_a_number(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "folds = cross_val_score(rf, X, y)",
        "print('folds', round(folds.mean() * 100, 2).astype(str) + '%')",
    )

    assert found == ["rf.cross_val_score_mean: round(folds.mean() * 100, 2)"]


def test_what_is_predicted_from_prepared_rows_is_the_models(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "from sklearn.pipeline import Pipeline\nfrom sklearn.preprocessing import StandardScaler\n"
        "prepare = Pipeline([('scale', StandardScaler())])\nready = prepare.fit_transform(X)",
        "rf.fit(ready, y)\nguess = rf.predict(ready)\nprint(mean_squared_error(y, guess))",
    )

    assert found == ["rf.mean_squared_error: mean_squared_error(y, guess)"]


@pytest.mark.parametrize("loop", ["for name in models", "for name, model in models.items()"])
def test_a_pipeline_made_in_a_loop_is_called_by_what_it_is_made_of(
    recorded_by: RecordedBy, loop: str
) -> None:
    model = "model" if "items" in loop else "models[name]"
    found = recorded_by(
        "from sklearn.pipeline import make_pipeline",
        "from sklearn.preprocessing import StandardScaler",
        f"{loop}:\n    pipe = make_pipeline(StandardScaler(), {model})\n"
        "    pipe.fit(X_train, y_train)\n    print(pipe.score(X_test, y_test))",
    )

    assert found == ["score of name: pipe.score(X_test, y_test)"]


def test_the_name_of_the_best_is_no_metric(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "marks = {}\nmarks['rf'] = rf.score(X_test, y_test)", "print(max(marks, key=marks.get))"
    )

    assert found == ["marks: marks"]


def test_scores_that_a_function_collects_are_shown_with_the_collection(
    recorded_by: RecordedBy,
) -> None:
    found = recorded_by(
        "history = []\ndef judge(m):\n"
        "    history.append(dict(mae=m.score(X_test, y_test)))\njudge(rf)",
        "pd.DataFrame(history)",
    )

    assert found == ["history: pd.DataFrame(history)"]


BLEND = (
    "from sklearn.linear_model import Ridge, Lasso\nridge = Ridge().fit(X_train, y_train)\n"
    "lasso = Lasso().fit(X_train, y_train)\n"
)


def test_a_model_of_an_own_class_is_not_called_after_what_it_is_made_of(
    recorded_by: RecordedBy,
) -> None:
    found = recorded_by(
        f"{BLEND}class Average:\n    def fit(self, X, y): return self\nimport mine",
        "average = Average((lasso, ridge))\naverage.fit(X_train, y_train)",
        "p = average.predict(X_test)\nprint(mean_squared_error(y_test, p))",
        "other = mine.stack(lasso)\nprint(cross_val_score(other, X, y))",
    )

    assert [each.partition(":")[0] for each in found] == [
        "average.mean_squared_error",
        "other.cross_val_score",
    ]


@pytest.mark.parametrize(
    ("blend", "name"),
    [
        ("blend = ridge.predict(X_test) + lasso.predict(X_test)", "blend.mean_squared_error"),
        ("pred = ridge.predict(X_test) + lasso.predict(X_test)", "mean_squared_error"),
        ("blend = rf.predict(np.c_[ridge.predict(X), lasso.predict(X)])", "rf.mean_squared_error"),
    ],
)
def test_where_several_models_enter_none_is_named(
    recorded_by: RecordedBy, blend: str, name: str
) -> None:
    variable = blend.split(" ", maxsplit=1)[0]

    found = recorded_by(f"{BLEND}{blend}", f"print(mean_squared_error(y_test, {variable}))")

    assert found == [f"{name}: mean_squared_error(y_test, {variable})"]


def test_what_is_computed_of_several_numbers_is_called_after_its_variable(
    recorded_by: RecordedBy,
) -> None:
    found = recorded_by(
        "cm = confusion_matrix(y_test, pred)\ncost = cm[1, 0] * 500 + cm[0, 1] * 10",
        "print('cost', cost)",
    )

    assert found == ["rf.cost: cost"]


def test_a_multiple_of_a_metric_says_so(recorded_by: RecordedBy) -> None:
    found = recorded_by("cv = cross_val_score(rf, X, y)\nprint(cv.mean(), cv.std() * 2)")

    assert [each.partition(":")[0] for each in found] == [
        "rf.cross_val_score_mean",
        "rf.cross_val_score_std_times_2",
    ]


def test_a_table_that_scores_are_added_to_is_called_after_its_variable(
    recorded_by: RecordedBy,
) -> None:
    found = recorded_by(
        "log = pd.DataFrame()\nfor m in [rf]:\n    s = m.score(X_test, y_test)\n"
        "    log = pd.concat([log, pd.DataFrame([['rf', s]], columns=['name', 's'])])\nlog"
    )

    assert found == ["log: log"]


def test_metrics_that_would_share_a_name_are_named_after_their_variables(
    recorded_by: RecordedBy,
) -> None:
    early = "early_f1 = f1_score(y_one, rf.predict(X_one))"
    late = "late_f1 = f1_score(y_two, rf.predict(X_two))"
    found = recorded_by(early, late, "print(early_f1)\nprint(late_f1)")
    assert found == ["rf.early_f1: early_f1", "rf.late_f1: late_f1"]


def test_a_variable_that_names_the_model_itself_is_the_whole_name(recorded_by: RecordedBy) -> None:
    own = "rf_f1 = f1_score(y_one, rf.predict(X_one))"
    late = "late_f1 = f1_score(y_two, rf.predict(X_two))"
    found = recorded_by(own, late)
    assert [each.partition(":")[0] for each in found] == ["rf_f1", "rf.late_f1"]


def test_a_baseline_that_no_model_owns_is_its_variables(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "naive = mean_squared_error(y_two, y_one)\nskill = 1 - mean_squared_error(y_two, pred)"
        " / naive",
        "print(naive, skill)",
    )
    assert found == ["naive.mean_squared_error: naive", "rf.skill: skill"]


def test_a_score_in_a_variable_that_says_no_more_keeps_its_name(recorded_by: RecordedBy) -> None:
    found = recorded_by("score = f1_score(y_two, y_one)\nprint(score)")
    assert found == ["f1: score"]


def test_the_place_that_was_chosen_tells_a_score_from_the_table(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "scores = {}\nfor k in (1, 2):\n    scores[k] = f1_score(y_test, y_one[k])\nscores",
        "best = max(scores, key=scores.get)\nprint(best, scores[best])",
    )
    assert [each.partition(":")[0] for each in found] == ["scores", "scores.best"]


def test_where_the_best_score_stands_shows_that_one_and_not_all(recorded_by: RecordedBy) -> None:
    found = recorded_by(
        "scores = []\nfor k in (1, 2):\n    scores.append(f1_score(y_test, y_one[k]))",
        "print(np.argmax(scores), scores[np.argmax(scores)])",
    )
    assert found == ["scores_max: scores[np.argmax(scores)]"]
