"""What judges a model inside of a loop that trains is a function of `evaluate`."""

from mlship.ir.plan import Plan, StageFunction
from tests.unit.planning.conftest import PlanOf

BEGINNING = (
    "import pandas as pd\n"
    "from sklearn.linear_model import LogisticRegression\n"
    "from sklearn.metrics import accuracy_score, f1_score\n"
    "from sklearn.model_selection import KFold, train_test_split\n"
    "from sklearn.tree import DecisionTreeClassifier\n"
    "df = pd.read_csv('d.csv')\n"
    "X, y = df[['a']], df['y']\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)\n"
    "models = {'lr': LogisticRegression(), 'tree': DecisionTreeClassifier()}\n"
    "scores = []\n"
)
LOOP = "for name, model in models.items():\n    model.fit(X_train, y_train)\n"
AFTER = "pd.DataFrame(scores).to_csv('scores.csv')\n"


def _function(plan: Plan, stage: str, name: str) -> StageFunction:
    found = {f.name: f for s in plan.stages if s.name == stage for f in s.functions}
    return found[name]


def _loop(plan: Plan) -> str:
    (train,) = (s for s in plan.stages if s.name == "train")
    return "\n".join(f.body for f in train.functions).partition("y_train)\n")[2]


def _names(plan: Plan) -> set[str]:
    return {f.name for s in plan.stages for f in s.functions}


def test_a_score_that_a_loop_collects_is_a_function(plan_of: PlanOf) -> None:
    judging = (
        "    pred = model.predict(X_test)\n"
        "    scores.append(accuracy_score(y_test, pred))\n"
    )  # fmt: skip

    plan = plan_of(BEGINNING + LOOP + judging + AFTER)

    score = _function(plan, "evaluate", "score_model")
    assert [v.name for v in score.inputs] == ["model", "X_test", "y_test"]
    assert score.body == "pred = model.predict(X_test)\nscore = accuracy_score(y_test, pred)"
    assert score.summary == "Score the model by accuracy."
    assert _loop(plan).startswith("    scores.append(score_model(model, X_test, y_test))")


def test_the_stage_that_trains_imports_what_it_calls(plan_of: PlanOf) -> None:
    judging = "    scores.append(accuracy_score(y_test, model.predict(X_test)))\n"

    plan = plan_of(BEGINNING + LOOP + judging + AFTER)

    (train,) = (s for s in plan.stages if s.name == "train")
    assert f"from {plan.package}.evaluate import score_model" in train.imports
    assert not any("sklearn.metrics" in line for line in train.imports)


def test_what_the_loop_goes_on_with_is_given_back(plan_of: PlanOf) -> None:
    judging = (
        "    # how good?\n"
        "    pred = model.predict(X_test)\n"
        "    acc = accuracy_score(y_test, pred)\n"
        "    f1 = f1_score(y_test, pred)\n"
        "    scores.append({'model': name, 'accuracy': acc, 'f1': f1})\n"
    )

    plan = plan_of(BEGINNING + LOOP + judging + AFTER)

    score = _function(plan, "evaluate", "score_model")
    assert [v.name for v in score.outputs] == ["acc", "f1"]
    assert score.body.startswith("# how good?\npred = model.predict(X_test)\n")
    assert _loop(plan).startswith("    acc, f1 = score_model(model, X_test, y_test)\n")


def test_what_only_prints_gives_nothing_back(plan_of: PlanOf) -> None:
    judging = "    pred = model.predict(X_test)\n    print(name, accuracy_score(y_test, pred))\n"

    plan = plan_of(BEGINNING + LOOP + judging + "models['lr'].coef_\n")

    assert _function(plan, "evaluate", "evaluate_model").outputs == ()


def test_a_part_of_the_data_is_called_a_fold(plan_of: PlanOf) -> None:
    folds = (
        "for train, val in KFold(3).split(X):\n"
        "    tree = DecisionTreeClassifier()\n"
        "    tree.fit(X.iloc[train], y.iloc[train])\n"
        "    pred = tree.predict(X.iloc[val])\n"
        "    scores.append(accuracy_score(y.iloc[val], pred))\n"
    )

    plan = plan_of(BEGINNING + folds + AFTER)

    score = _function(plan, "evaluate", "score_fold")
    assert [v.name for v in score.inputs] == ["tree", "X", "val", "y"]


def test_a_model_that_is_kept_for_its_score_stays_with_the_loop(plan_of: PlanOf) -> None:
    judging = (
        "    pred = model.predict(X_test)\n"
        "    acc = accuracy_score(y_test, pred)\n"
        "    if acc > best:\n"
        "        best, winner = acc, model\n"
    )

    plan = plan_of(BEGINNING + "best = 0\n" + LOOP + judging + "winner.score(X_test, y_test)\n")

    score = _function(plan, "evaluate", "score_model")
    assert [(v.name, v.annotation) for v in score.outputs] == [("acc", "Any")]
    assert "    if acc > best:\n        best, winner = acc, model" in _loop(plan)


def test_predictions_that_are_read_after_the_loop_are_given_back(plan_of: PlanOf) -> None:
    judging = "    pred = model.predict(X_test)\n    print(name, accuracy_score(y_test, pred))\n"
    goal = "pd.DataFrame({'pred': pred}).to_csv('pred.csv')\n"

    plan = plan_of(BEGINNING + LOOP + judging, goal)

    assert "    pred = score_model(" in _loop(plan)


def test_one_call_of_a_library_stays_where_it_is(plan_of: PlanOf) -> None:
    judging = "    score = model.score(X_test, y_test)\n    scores.append(score)\n"

    plan = plan_of(BEGINNING + LOOP + judging + AFTER)

    assert not {name for name in _names(plan) if name.startswith("score_")}


def test_what_needs_too_much_stays_where_it_is(plan_of: PlanOf) -> None:
    judging = "    scores.append((accuracy_score(y_test, model.predict(X_test)), name, a, b, c))\n"
    counts = "    a, b, c = len(scores), len(name), len(X_test)\n"

    plan = plan_of(BEGINNING + LOOP + counts + judging + AFTER)

    assert not {name for name in _names(plan) if name.startswith("score_")}


def test_what_may_fail_half_way_is_not_asked_for_behind_it(plan_of: PlanOf) -> None:
    tried = (
        "for name, model in models.items():\n"
        "    try:\n"
        "        model.fit(X_train, y_train)\n"
        "        pred = model.predict(X_test)\n"
        "        acc = accuracy_score(y_test, pred)\n"
        "    except ValueError:\n"
        "        print(pred)\n"
        "    scores.append(acc)\n"
    )

    plan = plan_of(BEGINNING + "pred = acc = None\n" + tried + AFTER)

    assert not {name for name in _names(plan) if name.startswith("score_")}
