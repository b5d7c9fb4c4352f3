"""A notebook's cells become stages, parameters, metrics and looks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship import knowledge
from mlship.analysis import analyse
from mlship.compiler import plan_notebook
from mlship.errors import UsageError
from mlship.ir.plan import Plan
from mlship.parsing import parse
from mlship.planning.surroundings import types_along
from mlship.reader import read
from mlship.settings import Settings

PlanOf = Callable[..., Plan]
LOAD = "import pandas as pd\ndf = pd.read_csv('d.csv')"
SPLIT = (
    "from sklearn.model_selection import train_test_split\n"
    "X = df.drop('y', axis=1)\ny = df['y']\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=7)"
)
FOREST = (
    "from sklearn.ensemble import RandomForestClassifier\n"
    "model = RandomForestClassifier(n_estimators=50, random_state=7)\nmodel.fit(X_train, y_train)"
)
SCALER = "from sklearn.preprocessing import StandardScaler"
NEIGHBORS = "from sklearn.neighbors import KNeighborsClassifier"
SCORE = (
    "from sklearn.metrics import accuracy_score\npred = model.predict(X_test)\n"
    "print('accuracy', accuracy_score(y_test, pred))"
)


@pytest.fixture
def plan_of(notebook: Callable[..., Path]) -> PlanOf:
    """Plan a notebook written as the sources of its cells."""

    def make(*cells: str, **settings: str) -> Plan:
        return plan_notebook(notebook(*cells), Settings(**settings)).plan  # type: ignore[arg-type]

    return make


def _body(plan: Plan, stage: str) -> str:
    functions = [f for s in plan.stages if s.name == stage for f in s.functions]
    return "\n".join(f.body for f in functions)


def test_each_role_becomes_a_stage(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "df = df.dropna()", SPLIT, FOREST, SCORE)

    assert [s.name for s in plan.stages] == ["load", "clean", "split", "train", "evaluate"]


def test_looking_goes_to_the_exploration(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "df.head()", SPLIT, FOREST, SCORE)

    assert 'report.show("df head", df.head())' in _body(plan, "explore")


def test_what_gives_nothing_is_not_shown(notebook: Callable[..., Path]) -> None:
    made = "from pathlib import Path\nout = Path('out')\nout.mkdir(exist_ok=True)"
    plan = plan_notebook(notebook(LOAD, made, "import time\ntime.sleep(0)"), Settings()).plan

    code = "".join(function.body for stage in plan.stages for function in stage.functions)
    assert "out.mkdir(exist_ok=True)" in code
    assert "show(" not in code


def test_an_unseeded_draw_that_is_only_shown_stays(plan_of: PlanOf) -> None:
    unseeded = SPLIT.replace(", random_state=7", "")
    plan = plan_of(LOAD, "df.sample(3)", unseeded, FOREST, SCORE)

    assert "df.sample(3)" not in _body(plan, "explore")


def test_a_seed_makes_the_shown_draw_a_look(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "df.sample(3, random_state=1)", SPLIT, FOREST, SCORE)

    assert "df.sample(3" in _body(plan, "explore")


def test_a_limit_of_an_estimator_may_be_none(plan_of: PlanOf) -> None:
    made = plan_of(
        "from sklearn.tree import DecisionTreeClassifier",
        "tree = DecisionTreeClassifier(max_depth=3, min_samples_leaf=2)",
        "tree.fit([[0], [1]], [0, 1])",
        "print(tree.score([[0], [1]], [0, 1]))",
    )

    kinds = {parameter.name: parameter.annotation for parameter in made.parameters}

    assert kinds["max_depth"] == "int | None"
    assert kinds["min_samples_leaf"] == "int"


def test_one_seed_that_is_used_twice_is_one_parameter(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, SPLIT, FOREST, SCORE)

    names = {(p.section, p.name, p.value) for p in plan.parameters if p.section != "data"}
    assert names == {
        ("", "random_state", 7),
        ("split", "test_size", 0.2),
        ("train", "n_estimators", 50),
    }


def test_a_printed_metric_is_named_after_its_model(plan_of: PlanOf) -> None:
    assert plan_of(LOAD, SPLIT, FOREST, SCORE).metrics == ("model.accuracy",)


def test_models_bound_to_one_name_get_names_of_their_own(plan_of: PlanOf) -> None:
    knn = (
        "from sklearn.neighbors import KNeighborsClassifier\n"
        "model = KNeighborsClassifier(5)\nmodel.fit(X_train, y_train)"
    )
    plan = plan_of(LOAD, SPLIT, knn, SCORE, FOREST, SCORE)

    assert {"k_neighbors", "model"} <= {v.name for v in plan.results}
    assert plan.metrics == ("k_neighbors.accuracy", "random_forest.accuracy")


def test_a_fitted_model_is_kept_apart_from_one_that_is_only_cross_validated(
    plan_of: PlanOf,
) -> None:
    again = (
        "from sklearn.model_selection import cross_val_score\n"
        "model = RandomForestClassifier(random_state=7)"
    )

    plan = plan_of(LOAD, SPLIT, FOREST, SCORE, again, "print(cross_val_score(model, X, y).mean())")

    assert plan.model == "random_forest"
    assert {"random_forest", "model"} <= {result.name for result in plan.results}


def test_a_global_of_a_function_becomes_its_argument(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD,
        "LONG = 24\ndef loyal(m):\n    return m >= LONG\ndf['loyal'] = df['tenure'].apply(loyal)",
        SPLIT,
        FOREST,
        SCORE,
    )

    assert "def loyal(m, *, LONG):" in plan.helpers.source
    assert "apply(partial(loyal, LONG=params.features.long))" in _body(plan, "features")


def test_a_table_of_scores_that_a_function_gives_is_many_metrics(plan_of: PlanOf) -> None:
    compare = (
        "from sklearn.metrics import accuracy_score\ndef compare(y, p):\n    scores = []\n"
        "    scores.append({'model': 'forest', 'score': accuracy_score(y, p)})\n"
        "    return pd.DataFrame(scores, columns=['model', 'score'])"
    )
    plan = plan_of(LOAD, compare, SPLIT, FOREST, "compare(y_test, model.predict(X_test))")

    assert not any("scores" in name for name in plan.metrics)
    assert 'report.metric("model.scores"' in _body(plan, "evaluate")


def test_a_variable_called_like_its_function_is_none_of_that_function(plan_of: PlanOf) -> None:
    share = "def share(m):\n    share = m / LONG\n    return share"
    plan = plan_of(
        LOAD, f"LONG = 24\n{share}\ndf['share'] = share(df['tenure'])", SPLIT, FOREST, SCORE
    )

    assert "return share\n" in f"{plan.helpers.source}\n"
    assert "share(df['tenure'], LONG=" in _body(plan, "features")


def test_a_stage_works_on_a_copy_of_the_frame_it_is_given(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "df['a'].fillna(0, inplace=True)\ndf['b'] = 1", SPLIT, FOREST, SCORE)

    assert _body(plan, "clean").startswith("df = df.copy()") or "df = df.copy()" in _body(
        plan, "features"
    )


def test_what_a_look_binds_says_nothing_of_what_a_stage_gives_back(
    notebook: Callable[..., Path],
) -> None:
    program = parse(read(notebook("xs = [0]", "xs = str(xs)\nprint(xs)")))

    types = types_along(analyse(program, knowledge.load()), {1, 2})

    assert types[-1]["xs"] == "list"


def test_a_look_inside_of_a_stage_takes_what_the_stage_declares(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd",
        "x = 0\nx\nx = x + 0.5\npd.Series(x).to_csv('out.csv')",
        "x",
    )

    looks = [f for s in plan.stages if s.explore for f in s.functions]
    assert {v.annotation for look in looks for v in look.inputs} <= {"Any", "float"}


def test_looks_that_are_the_same_are_one_function(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "df.head()", SPLIT, "df.head()", FOREST, "df.tail()", SCORE, "df.head()")

    explore = next(stage for stage in plan.stages if stage.explore)
    assert [f.name for f in explore.functions] == ["show_df_head", "show_df_tail"]
    text = "".join(f.body for s in plan.stages for f in s.functions)
    called = [step.function for step in plan.steps]
    assert text.count("show_df_head(df)") + called.count("show_df_head") == 3


def test_a_variable_that_hides_a_class_of_pythons_is_not_told_its_type(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\nstr = 'a'.upper()\npd.Series(str).to_csv('out.csv')", "str"
    )

    looks = [f for s in plan.stages if s.explore for f in s.functions]
    assert [(v.name, v.annotation) for look in looks for v in look.inputs] == [("str", "Any")]


def test_a_secret_becomes_an_environment_variable(plan_of: PlanOf) -> None:
    plan = plan_of('api_key = "a8f5f167f44f4964e6c998dee827110c"\nprint(len(api_key))')

    everything = repr(plan)
    assert "a8f5f167f44f4964e6c998dee827110c" not in everything
    assert plan.environment == ("API_KEY",)


def test_a_model_can_be_named(plan_of: PlanOf) -> None:
    other = FOREST.replace("model", "other")

    assert plan_of(LOAD, SPLIT, other, FOREST, SCORE, model="other").model == "other"


def test_a_model_that_is_not_there_is_refused(plan_of: PlanOf) -> None:
    with pytest.raises(UsageError, match="No fitted model is called 'nobody'"):
        plan_of(LOAD, SPLIT, FOREST, model="nobody")


def test_a_windows_path_is_found_by_its_name(plan_of: PlanOf, tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("a\n1\n")

    plan = plan_of(
        "import pandas as pd\ndf = pd.read_csv(r'C:\\Users\\me\\sales.csv')\ndf.describe()"
    )

    assert [f.found for f in plan.data] == [(tmp_path / "sales.csv").resolve()]


def test_a_notebook_without_a_model_keeps_what_it_shows(plan_of: PlanOf) -> None:
    plan = plan_of("x = [1, 2, 3]\ntotal = sum(x)\nprint(total)")

    assert "print(total)" in "".join(_body(plan, s.name) for s in plan.stages)


def test_a_notebook_that_only_cross_validates_keeps_its_plots_apart(plan_of: PlanOf) -> None:
    validated = (
        "from sklearn.model_selection import cross_val_score\n"
        "from sklearn.tree import DecisionTreeClassifier\n"
        "print(cross_val_score(DecisionTreeClassifier(), df[['x']], df['y']).mean())"
    )
    plan = plan_of(LOAD, "import seaborn as sns\nsns.countplot(x=df['y'])", validated)

    assert "countplot" in _body(plan, "explore")


def test_what_several_looks_need_is_handed_to_them(plan_of: PlanOf) -> None:
    looks = [f"df.plot(x='a', title='{n}')\n" * 8 + "print(t.mean())" for n in range(3)]
    plan = plan_of(LOAD, "t = df['y']\nprint(t.std())", *looks, SPLIT, FOREST, SCORE)

    needy = [f for s in plan.stages for f in s.functions if "t.mean()" in f.body]
    assert needy
    assert not [f.body for f in needy if "t: Any" in f.body]


def test_an_exception_ends_with_its_clause(plan_of: PlanOf) -> None:
    attempt = "try:\n    print(1 / len(df))\nexcept ZeroDivisionError as e:\n    print(e)"
    plan = plan_of(LOAD, attempt, "df = df.dropna()", attempt, SPLIT, FOREST, SCORE)

    outputs = {v.name for s in plan.stages for f in s.functions for v in f.outputs}
    assert "e" not in outputs


def test_a_loop_needs_no_earlier_value_of_its_variable(plan_of: PlanOf) -> None:
    loop = "for c in df.columns:\n    df[c] = df[c].fillna(0)"
    plan = plan_of(LOAD, loop, SPLIT, loop, FOREST, SCORE)

    inputs = {v.name for s in plan.stages for f in s.functions for v in f.inputs}
    assert "c" not in inputs


def test_a_global_statement_outside_of_functions_says_nothing(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "global seen\nseen = list(df)\nprint(seen)")

    assert not [f for s in plan.stages for f in s.functions if "global" in f.body]


def test_a_name_that_is_a_keyword_makes_a_project_that_can_be_installed(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, name="class")

    assert (plan.package, plan.project) == ("class_", "class")


def test_what_only_a_figure_beside_it_needs_is_made_with_the_figure(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\nimport seaborn as sns\ndf = pd.read_csv('d.csv')",
        "df['unit'] = df['price'] / df['pieces']",
        "sales = df.groupby('shop', as_index=False)['unit'].sum()\n"
        "sns.barplot(x='shop', y='unit', data=sales)",
    )

    stages = {s.name: "".join(f.body for f in s.functions) for s in plan.stages}
    assert "groupby" in stages["reporting"]
    assert "groupby" not in stages["features"]


def test_what_is_asked_and_made_for_a_submission_alone_stays_with_it(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD, SPLIT, FOREST, SCORE,
        "from sklearn.tree import DecisionTreeClassifier\n"
        "tree = DecisionTreeClassifier(random_state=7).fit(X_train, y_train)\n"
        "print(tree.score(X_test, y_test))",
        "#md ## Submission",
        "answers = model.predict(X.tail(3))\nanswers = answers.astype(int)\n"
        "sent = pd.DataFrame({'y': answers})\nsent.to_csv('sent.csv')\nsent.head()",
    )  # fmt: skip

    (last,) = next(stage.functions for stage in plan.stages if stage.name == "reporting")
    assert last.name == "save_sent"
    assert [variable.name for variable in last.inputs] == ["X", "model"]


def test_a_model_of_its_own_scaling_takes_the_scaling_with_it(plan_of: PlanOf) -> None:
    scaled = "scaler = StandardScaler()\nZ = scaler.fit_transform(X_train)"
    plan = plan_of(
        LOAD, SCALER, NEIGHBORS, SPLIT, "from sklearn.svm import SVC",
        f"{scaled}\nfirst = SVC().fit(Z, y_train)\nprint(first.score(Z, y_train))",
        f"{scaled}\nother = KNeighborsClassifier().fit(Z, y_train)\nprint(other.score(Z, y_train))",
    )  # fmt: skip

    stages = {s.name: "".join(f.body for f in s.functions) for s in plan.stages}
    assert stages["features"].count("fit_transform") == 1
    assert stages["train"].count("fit_transform") == 1


def test_an_evaluation_of_two_models_names_both(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD, SPLIT, FOREST, NEIGHBORS, "other = KNeighborsClassifier().fit(X_train, y_train)",
        SCORE, "print(other.score(X_test, y_test))",
    )  # fmt: skip

    names = [f.name for s in plan.stages for f in s.functions]
    assert "evaluate_random_forest_and_k_neighbors" in names


def test_a_second_file_is_loaded_by_a_function_named_after_it(plan_of: PlanOf) -> None:
    again = "df = pd.read_csv('data/Sales 2019.csv')\nprint(df['y'].sum())"
    plan = plan_of(LOAD, SPLIT, FOREST, SCORE, again, SPLIT, FOREST, SCORE)

    names = [f.name for s in plan.stages if s.name == "load" for f in s.functions]
    assert names == ["load_data", "load_sales_2019"]


def test_what_a_model_gives_another_to_train_on_is_no_evaluation(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD, SPLIT, FOREST, NEIGHBORS,
        "import numpy as np\nstacked = np.column_stack([model.predict(X_train), X_train])",
        "last = KNeighborsClassifier().fit(stacked, y_train)\nprint(last.score(stacked, y_train))",
    )  # fmt: skip

    stages = {s.name: "".join(f.body for f in s.functions) for s in plan.stages}
    assert "column_stack" in stages.get("features", "") + stages["train"]
    assert "column_stack" not in stages["evaluate"]


def test_nothing_is_evaluated_where_no_model_is(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD,
        "import matplotlib.pyplot as plt\nlabels = list(df.columns)\nlabels.remove('y')\n"
        "plt.bar(labels, df[labels].mean())\nplt.title('Accuracy of measurements')\nplt.show()",
    )

    assert "evaluate" not in [s.name for s in plan.stages]


def test_a_scaler_that_is_chosen_in_branches_is_no_model(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD, SPLIT, "from sklearn.preprocessing import MinMaxScaler, StandardScaler",
        "if df['y'].max() > 1:\n    scaler = MinMaxScaler()\nelse:\n    scaler = StandardScaler()",
        "Z = scaler.fit_transform(X_train)", FOREST.replace("X_train", "Z"),
        "print(model.score(Z, y_train))",
    )  # fmt: skip

    stages = {s.name: "".join(f.body for f in s.functions) for s in plan.stages}
    assert "MinMaxScaler()" in stages["features"]


def test_predictions_named_like_a_target_are_evaluated(plan_of: PlanOf) -> None:
    cut = "y_cut = (model.predict_proba(X_test)[:, 1] > 0.3).astype(int)\ny_new = (y_cut > 0) * 1"
    plan = plan_of(LOAD, SPLIT, FOREST, cut, "print('accuracy', (y_new == y_test).mean())")

    stages = {s.name: "".join(f.body for f in s.functions) for s in plan.stages}
    assert "y_new = " in stages["evaluate"]
    assert "y_new = " not in stages.get("features", "")


def test_cells_without_a_statement_are_accounted_for(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD, "%%writefile tools.py\nx = 1", "!pip install rich", "?df.head", "print(df)"
    )

    assert [(each.cell, each.reason) for each in plan.apart] == [
        (2, "is the project's tools.py"),
        (3, "is among the requirements"),
        (4, "says nothing outside of a notebook"),
    ]


def test_what_gives_nothing_is_done_and_not_shown(plan_of: PlanOf) -> None:
    log = (
        "class Log:\n    rows = []\n    def add(self, row):\n        self.rows.append(row)\n"
        "    def tell(self):\n        return self.rows\nlog = Log()"
    )
    plan = plan_of(
        LOAD, log, "import os\nos.chdir('..') if os.path.exists('..') else None",
        "log.add(df['y'].sum())", "log.tell()",
    )  # fmt: skip

    shown = [line for s in plan.stages for f in s.functions for line in f.body.splitlines()
             if "report.show(" in line]  # fmt: skip
    assert [line.strip() for line in shown] == ['report.show("log tell", log.tell())']


def test_what_a_called_lambda_does_stands_where_the_lambda_is_written(plan_of: PlanOf) -> None:
    makers = (
        "from sklearn.tree import DecisionTreeClassifier\n"
        "makers = {\n'deep': lambda: DecisionTreeClassifier(max_depth=9),\n"
        "'flat': lambda: DecisionTreeClassifier(max_depth=1)}"
    )
    plan = plan_of(LOAD, SPLIT, makers, "model = makers['deep']().fit(X_train, y_train)", SCORE)

    assert "model = makers['deep']().fit(X_train, y_train)" in _body(plan, "train")
