"""Stage functions: what is in them, how long they are, what they are called."""

import pytest

from mlship.ir.plan import Plan, StageFunction
from mlship.planning.summaries import summarize, tell_apart
from tests.unit.planning.conftest import PlanOf, code_of

LOAD = "import pandas as pd\nimport matplotlib.pyplot as plt\ndf = pd.read_csv('d.csv')"
TRAIN = (
    "from sklearn.linear_model import LogisticRegression\n"
    "model = LogisticRegression()\nmodel.fit(df[['a']], df['y'])"
)


def _functions(plan: Plan, stage: str) -> dict[str, StageFunction]:
    return {f.name: f for s in plan.stages if s.name == stage for f in s.functions}


def _figure(column: str) -> str:
    return (
        f"plt.figure(figsize=(8, 5))\nplt.title('{column}')\nplt.hist(df['{column}'])\nplt.show()"
    )


def test_figures_of_one_cell_are_cut_apart_where_each_is_shown(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "\n".join(_figure(f"c{n}") for n in range(20)), TRAIN)

    looks = _functions(plan, "explore").values()
    assert len(looks) > 1
    assert all(look.body.count("plt.figure") == look.body.count("report.figure") for look in looks)


def test_a_figure_is_never_cut(plan_of: PlanOf) -> None:
    lines = "\n".join(f"plt.plot(df['a'] + {n})" for n in range(60))
    plan = plan_of(LOAD, lines, TRAIN)

    assert [f.body.count("plt.plot") for f in _functions(plan, "explore").values()] == [60]


def test_the_figure_of_a_long_evaluation_is_shown_where_it_is_drawn(plan_of: PlanOf) -> None:
    drawn = "\n".join(f"ax.plot(model.predict(df[['a']]) + {n})" for n in range(60))
    plan = plan_of(
        LOAD, TRAIN, f"fig, ax = plt.subplots()\n{drawn}\nplt.tight_layout()\nplt.show()"
    )

    bodies = [f.body for s in plan.stages for f in s.functions if "report.figure" in f.body]
    assert [(b.count("ax.plot"), b.count("report.figure")) for b in bodies] == [(60, 1)]


def test_two_figures_that_share_axes_stay_together(plan_of: PlanOf) -> None:
    both = "f1, a1 = plt.subplots()\nf2, a2 = plt.subplots()\na1.plot(df['a'])\na2.plot(df['b'])\n"
    plan = plan_of(LOAD, both, TRAIN)

    (body,) = (f.body for f in _functions(plan, "explore").values())
    assert body.endswith("a2.plot(df['b'])\n" + body.splitlines()[-1])
    assert body.count("report.figure") == 1


def test_long_stages_are_cut_into_functions(plan_of: PlanOf) -> None:
    steps = "\n".join(f"df['c{n}'] = df['a'] * {n}" for n in range(150))
    plan = plan_of(LOAD, steps, "df.to_csv('out.csv')")

    bodies = [f.body for f in _functions(plan, "features").values()]
    assert sum(body.count("df['c") for body in bodies) == 150
    assert max(body.count("\n") + 1 for body in bodies) <= 60


def test_functions_are_named_after_what_they_do(plan_of: PlanOf) -> None:
    clean = "df = df.dropna()\ndf = df.drop_duplicates()"
    scale = (
        "from sklearn.preprocessing import StandardScaler\n"
        "scaler = StandardScaler()\nX = scaler.fit_transform(df[['a']])"
    )
    plan = plan_of(LOAD, clean, scale, TRAIN.replace("df[['a']]", "X"))

    assert set(_functions(plan, "clean")) == {"drop_missing_rows_and_duplicates"}
    assert set(_functions(plan, "features")) == {"scale_features"}
    assert set(_functions(plan, "train")) == {"train_logistic_regression"}


def test_a_function_that_splits_fits_and_scores_is_training(plan_of: PlanOf) -> None:
    own = (
        "from sklearn.model_selection import train_test_split\n"
        "def best(model):\n"
        "    a, b, c, d = train_test_split(df[['a']], df['y'], random_state=1)\n"
        "    model.fit(a, c)\n    return model.score(b, d)"
    )
    use = "from sklearn.tree import DecisionTreeClassifier\nprint(best(DecisionTreeClassifier()))"

    assert [s.name for s in plan_of(LOAD, own, use).stages] == ["load", "train"]


def test_what_nobody_uses_or_sees_falls_away(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "unused = df['a'] * 2", TRAIN)

    assert [k.reason for k in plan.kept if k.cell == 2] == ["nothing uses what it makes"]


def test_a_caption_stays_with_what_it_announces(plan_of: PlanOf) -> None:
    shown = "print('Accuracy:')\nprint(model.score(df[['a']], df['y']))"
    plan = plan_of(LOAD, TRAIN, shown)

    (function,) = _functions(plan, "evaluate").values()
    assert function.body.startswith("print('Accuracy:')")


def test_a_variable_that_a_stage_does_not_name_is_not_passed(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD,
        "from sklearn.tree import DecisionTreeClassifier\n"
        "tree = DecisionTreeClassifier()\nmodels = [tree]",
        "for m in models:\n    m.fit(df[['a']], df['y'])",
        "print(tree.score(df[['a']], df['y']))",
    )

    assert all(
        "tree" in f.body or "tree" not in [v.name for v in f.inputs]
        for s in plan.stages
        for f in s.functions
    )


def test_a_star_import_names_what_is_used(plan_of: PlanOf) -> None:
    plan = plan_of("from math import *\nfrom sklearn.metrics import *", "print(sqrt(2) + pi)")

    lines = {line for stage in plan.stages for line in stage.imports}
    assert "from math import sqrt" in lines
    assert "from math import pi" in lines
    assert not [line for line in lines if line.endswith("*")]


def test_a_star_import_of_numpy_covers_builtins(plan_of: PlanOf) -> None:
    plan = plan_of("from math import *\nfrom numpy import *", "print(sum([1, 2]), len('x'))")

    lines = {line for stage in plan.stages for line in stage.imports}
    assert "from numpy import sum" in lines


def test_own_functions_import_what_a_star_brings(plan_of: PlanOf) -> None:
    plan = plan_of("from math import *", "def root(x):\n    return sqrt(x)", "print(root(2))")

    assert "from math import sqrt" in plan.helpers.imports
    assert "def root(x" in plan.helpers.source
    assert "root(2)" in "".join(f.body for s in plan.stages for f in s.functions)


def test_a_star_import_stays_where_a_name_is_unexplained(plan_of: PlanOf) -> None:
    plan = plan_of("from unheard_of import *", "print(mystery(2))")

    assert "from unheard_of import *" in {line for s in plan.stages for line in s.imports}


def test_a_star_is_brought_where_only_it_explains_a_name(plan_of: PlanOf) -> None:
    plan = plan_of("from tkinter import *", "print(mystery)", "mainloop()")

    made = [s for s in plan.stages if any("mainloop" in f.body for f in s.functions)]
    assert made
    assert all("from tkinter import *" in stage.imports for stage in made)


def test_what_gives_nothing_back_is_not_shown(plan_of: PlanOf) -> None:
    plan = plan_of("import numpy as np\nm = np.memmap('m', shape=(3,), mode='w+')", "m.flush()")

    assert "report.show" not in "".join(f.body for s in plan.stages for f in s.functions)


def test_a_module_inside_of_a_package_is_imported_where_it_is_used(plan_of: PlanOf) -> None:
    plan = plan_of("import PIL", "image = PIL.Image.open('a.png')\nprint(image.size)")

    assert "import PIL.Image" in {line for s in plan.stages for line in s.imports}


@pytest.mark.parametrize(
    ("label", "name", "summary"),
    [
        ("train", "train_model", "Train the model."),
        ("explore", "look_at_correlations", "Look at correlations."),
        ("features", "scale_features", "Scale features."),
        ("features", "make_x_new_and_x_poly", "Make `X_new` and `X_poly`."),
        ("train", "train_svc", "Train `SVC`."),
        ("evaluate", "evaluate_random_forest", "Evaluate the random forest."),
        ("train", "train_gradient_boosting", "Train the gradient boosting model."),
        ("evaluate", "compute_boosting", "Compute the boosting."),
    ],
)
def test_a_summary_says_what_a_function_does(label: str, name: str, summary: str) -> None:
    words = {"x_new": "X_new", "x_poly": "X_poly", "svc": "SVC"}

    assert summarize(label, name, (), words) == summary


@pytest.mark.parametrize(
    ("more", "summary"),
    [
        ("", "Train the model."),
        ("3", "Train the model, part 3."),
        ("x_new", "Train the model: `X_new`."),
        ("mean_errors", "Train the model: mean errors."),
        ("after_split_data", "Train the model after `split_data`."),
    ],
)
def test_a_summary_says_what_tells_a_function_from_its_namesakes(more: str, summary: str) -> None:
    assert tell_apart("Train the model.", more, {"x_new": "X_new"}) == summary


def test_a_look_says_which_expression_it_shows(plan_of: PlanOf) -> None:
    plan = plan_of("import pandas as pd\ndf = pd.read_csv('d.csv')", "df[['a', 'b']].describe()")

    said = [f.summary for s in plan.stages for f in s.functions]
    assert "Show `df[['a', 'b']].describe()`." in said


def test_namesakes_are_told_apart_by_what_they_make(plan_of: PlanOf) -> None:
    steps = "import pandas as pd\ndf = pd.read_csv('d.csv')\ndf = mystery(df)"
    plan = plan_of(steps, "model.fit(df)", "error = measure(model)\nprint(error)")

    assert not [f.name for s in plan.stages for f in s.functions if f.name[-1].isdigit()]


def test_a_call_of_something_unknown_ends_no_figure(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import nltk\nimport pandas as pd\nps = nltk.porter.PorterStemmer()",
        "def stem(text):\n    return ps.stem(text)",
        "df = pd.read_csv('x.csv')\ndf['t'] = df['t'].apply(stem)\ndf.head()",
        "df.to_csv('y.csv')",
    )

    assert not [f for s in plan.stages for f in s.functions if "figure" in f.body]


def test_a_star_import_of_a_known_library_covers_no_builtins(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pickle\nfrom sklearn.preprocessing import *\nfrom sklearn.svm import SVC",
        "X, y = [[1], [2]], [0, 1]\nclf = SVC().fit(X, y)",
        "with open('model.pkl', 'wb') as f:\n    pickle.dump(clf, f)",
        "print(len(X))",
    )

    assert [file.name for file in plan.data if file.written] == ["model"]
    assert not [f for s in plan.stages for f in s.functions if "show(" in f.body]


def test_a_global_that_only_its_function_sets_stays_global(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import time\nimport urllib.request",
        "def hook(count, size, total):\n    global start\n    if count == 0:\n"
        "        start = time.time()\n        return\n    print(time.time() - start)",
        "urllib.request.urlretrieve('http://x.y/z', 'z.gz', hook)",
        "rows = open('z.gz', 'rb').read()\nprint(len(rows))",
    )

    text = "\n".join(f.body for s in plan.stages for f in s.functions) + plan.helpers.source
    assert "global start" in text
    assert "nonlocal" not in text


def test_a_stage_says_the_type_of_a_frame_that_it_turns_into_an_array(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD,
        "from sklearn.model_selection import train_test_split\n"
        "from sklearn.preprocessing import StandardScaler\n"
        "a, b, c, d = train_test_split(df[['a']], df['y'])",
        "sc = StandardScaler()\na = sc.fit_transform(a)\nb = sc.transform(b)",
        "from sklearn.svm import SVC\nmodel = SVC()\nmodel.fit(a, c)\nmodel.score(b, d)",
    )

    (scale,) = (f for f in _functions(plan, "features").values() if "sc" in f.body)
    assert [v.annotation for v in scale.inputs] == ["pd.DataFrame", "pd.DataFrame"]


def test_what_a_library_draws_of_a_model_ends_with_its_cell(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD,
        TRAIN,
        "from sklearn.metrics import ConfusionMatrixDisplay, RocCurveDisplay",
        "RocCurveDisplay.from_estimator(model, df[['a']], df['y']);",
        "ConfusionMatrixDisplay.from_estimator(model, df[['a']], df['y']);",
        "df['a'].plot.barh()",
    )

    bodies = "\n".join(f.body for s in plan.stages for f in s.functions)
    assert bodies.count("report.figure(") == 3


def test_a_function_that_is_handed_on_is_a_callable(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD,
        "double = lambda x: 2 * x if len(df) else x",
        "df['b'] = df['a'].map(double).fillna(0)",
        TRAIN,
        "double(model.score(df[['a']], df['y']))",
    )

    (score,) = _functions(plan, "evaluate").values()
    assert ("double", "Callable[..., Any]") in [(v.name, v.annotation) for v in score.inputs]


def test_rows_that_are_filtered_are_cleaned(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "df = df[df.a > 0]\ndf = df.loc[df.b < 9]", TRAIN)

    assert [stage.name for stage in plan.stages] == ["load", "clean", "train"]
    assert list(_functions(plan, "clean")) == ["filter_rows"]


def test_a_split_by_a_mask_of_chance_is_a_split(plan_of: PlanOf) -> None:
    split = (
        "import numpy as np\nmsk = np.random.rand(len(df)) < 0.8\n"
        "train = df[msk]\ntest = df[~msk]"
    )
    plan = plan_of(LOAD, split, TRAIN.replace("df[", "train["))

    assert list(_functions(plan, "split")) == ["split_data"]


def test_a_caption_is_printed_where_what_it_announces_is_done(plan_of: PlanOf) -> None:
    cell = f"df = df.dropna()\nprint('Fitted on all rows:')\n{TRAIN}\nprint(model.coef_)"
    plan = plan_of(LOAD, cell)

    assert [f.body.count("Fitted") for f in _functions(plan, "train").values()] == [1]


def test_a_score_that_is_told_after_a_loop_of_training_is_evaluated(plan_of: PlanOf) -> None:
    loop = (
        "from sklearn.linear_model import LogisticRegression\n"
        "from sklearn.metrics import log_loss\ntotal = 0\nfor seed in range(3):\n"
        "    model = LogisticRegression(random_state=seed)\n    model.fit(df[['a']], df['y'])\n"
        "    total += log_loss(df['y'], model.predict_proba(df[['a']]))\n"
        "total /= 3\nprint('loss', total)"
    )
    plan = plan_of(LOAD, loop)

    assert "print(" in "".join(f.body for f in _functions(plan, "evaluate").values())


def test_what_a_network_is_trained_with_is_no_feature(plan_of: PlanOf) -> None:
    network = (
        "import torch\nfrom torch import nn, optim\nX = torch.tensor(df[['a']].to_numpy())\n"
        "model = nn.Sequential(nn.Linear(1, 1))\nloss_fn = nn.MSELoss()\n"
        "optimizer = optim.Adam(model.parameters(), lr=0.1)\n"
        "for epoch in range(3):\n    loss = loss_fn(model(X), X)\n    loss.backward()\n"
        "    optimizer.step()"
    )
    plan = plan_of(LOAD, network)

    train = "".join(f.body for f in _functions(plan, "train").values())
    assert "loss_fn = nn.MSELoss()" in train
    assert "optimizer = optim.Adam" in train


def test_rows_that_a_trained_model_is_asked_about_are_made_where_it_is_asked(
    plan_of: PlanOf,
) -> None:
    asked = (
        "import numpy as np\nrow = (5,)\nrow = np.asarray(row).reshape(1, -1)\n"
        "print(model.predict(row))"
    )
    plan = plan_of(LOAD, "df = df.dropna()", TRAIN, "print(model.score(df[['a']], df['y']))", asked)

    assert "reshape" in "".join(f.body for f in _functions(plan, "evaluate").values())
    assert [stage.name for stage in plan.stages] == ["load", "clean", "train", "evaluate"]


def test_what_only_prepares_a_training_does_not_say_that_it_trains(plan_of: PlanOf) -> None:
    settings = "\n".join(f"settings['p{n}'] = {n}" for n in range(70))
    cells = f"settings = {{}}\n{settings}\nseed = 3", "import lightgbm as lgb"
    fit = "model = lgb.train(settings, lgb.Dataset(df[['a']], df['y']))"
    plan = plan_of(LOAD, "df = df.dropna()", "#md # Training", *cells, fit)

    assert next(iter(_functions(plan, "train"))) == "make_settings"


def test_a_look_inside_a_stage_asks_nothing_for_what_it_makes_itself(plan_of: PlanOf) -> None:
    first = "fig, ax = plt.subplots()\nax.hist(df['a'])\nfig.savefig('a.png')"
    clean = (
        "df['a'] = df['a'].fillna(0)\n"
        "fig, ax = plt.subplots()\nax.hist(df['b'])\nfig.suptitle('b')\nplt.show()\n"
        "df['b'] = df['b'].fillna(0)"
    )
    plan = plan_of(LOAD, first, clean, TRAIN)

    inputs = {v.name for f in _functions(plan, "clean").values() for v in f.inputs}
    assert "df" in inputs
    assert not inputs & {"fig", "ax"}


def test_a_class_of_the_same_short_name_is_not_mistaken_for_the_one_that_is_trained(
    plan_of: PlanOf,
) -> None:
    classifier = "from xgboost import XGBClassifier\na = XGBClassifier()\na.fit(df[['a']], df['y'])"
    regressor = "from xgboost import XGBRegressor\nb = XGBRegressor()\nb.fit(df[['a']], df['y'])"
    plan = plan_of(LOAD, classifier, "print(a.score(df[['a']], df['y']))", regressor)

    assert _functions(plan, "train")["train_xgb"].summary == "Train `XGBClassifier`."


def test_what_stands_above_a_cell_is_told_by_its_first_function_alone(plan_of: PlanOf) -> None:
    cell = f"df = df.dropna()\n{TRAIN}\nprint(model.score(df[['a']], df['y']))"
    plan = plan_of(LOAD, "#md ## Fitting\n\nOnly homes that were sold are looked at here.", cell)

    told = [f.name for s in plan.stages for f in s.functions if "Only homes" in f.details]
    assert told == ["drop_missing_rows"]


@pytest.mark.parametrize("start", ["{}", "dict()", "np.zeros(3)", "pd.DataFrame()"])
def test_what_a_loop_fills_begins_in_the_loops_own_function(plan_of: PlanOf, start: str) -> None:
    prepare = (
        "import numpy as np\nfrom sklearn.preprocessing import StandardScaler\n"
        "from sklearn.model_selection import cross_val_score\n"
        f"X = StandardScaler().fit_transform(df[['a', 'b']])\nscores = {start}"
    )
    loop = "for k in (0, 1, 2):\n    scores[k] = cross_val_score(model, X, df['y']).mean()\nscores"
    plan = plan_of(LOAD, TRAIN.rpartition("\n")[0], prepare, loop)

    (function,) = (f for s in plan.stages for f in s.functions if "cross_val_score(" in f.body)
    assert "scores" not in {variable.name for variable in function.inputs}


def test_a_table_made_for_a_file_alone_is_made_where_it_is_written(plan_of: PlanOf) -> None:
    told = "from sklearn.metrics import accuracy_score\npred = model.predict(df[['a']])\n"
    told += "print(accuracy_score(df['y'], pred))"
    handed = (
        "sent = df[['y']].assign(guess=pred)\nsent['late'] = sent['y'] != sent['guess']\n"
        "sent.to_csv('sent.csv')"
    )
    plan = plan_of(LOAD, TRAIN, told, handed)

    (evaluate,) = _functions(plan, "evaluate").values()
    (save,) = _functions(plan, "reporting").values()
    assert "accuracy_score" in evaluate.body
    assert "sent" not in evaluate.body
    assert "sent = df" in save.body


def test_what_is_drawn_in_space_belongs_to_the_figure(plan_of: PlanOf) -> None:
    figure = (
        "ax = plt.axes(projection='3d')\nax.scatter(df['a'], df['b'], model.predict(df[['a']]))\n"
        "ax.plot_surface(df['a'], df['b'], df['c'])\nax.coastlines()\nplt.show()"
    )
    plan = plan_of(LOAD, TRAIN, figure)

    bodies = [f.body for stage in plan.stages for f in stage.functions if "plt.axes" in f.body]
    assert len(bodies) == 1
    assert bodies[0].index("plot_surface") < bodies[0].index("report.figure")
    assert bodies[0].index("coastlines") < bodies[0].index("report.figure")


def test_a_function_that_nobody_knows_draws_on_the_axes_that_it_is_given(plan_of: PlanOf) -> None:
    figure = "import looks\nax = plt.axes()\nax.plot(df['a'])\nlooks.add_margin(ax)\nplt.show()"
    plan = plan_of(LOAD, TRAIN, figure)

    (body,) = (f.body for s in plan.stages for f in s.functions if "plt.axes" in f.body)
    assert body.index("add_margin") < body.index("report.figure")


def test_a_printed_line_of_text_goes_with_what_it_announces(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\nfrom sklearn.linear_model import LinearRegression\n"
        "df = pd.read_csv('a.csv')",
        'print("=" * 50)\nprint("TRAINING")\nprint("=" * 50)',
        "model = LinearRegression()\nmodel.fit(df[['a']], df['b'])\nprint('-' * 9)\n"
        "print(model.score(df[['a']], df['b']))\nprint('Done')",
    )

    looks = [f for stage in plan.stages if stage.name == "explore" for f in stage.functions]
    (train,) = [s for s in plan.stages if s.name == "train"]

    assert looks == []
    assert 'print("TRAINING")' in "\n".join(f.body for f in train.functions)


def test_a_look_that_shows_no_value_is_named_after_what_it_runs(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "!head d.csv", TRAIN)

    assert "show_file" in _functions(plan, "explore")


def test_what_does_many_things_says_which_in_its_docstring(plan_of: PlanOf) -> None:
    plan = plan_of(
        LOAD,
        "df = df[df['a'] > 0]\nmedian = df['a'].median()\ndf['a'] = df['a'].replace(0, median)\n"
        "df = df.drop_duplicates()\nwide = pd.get_dummies(df)\nrest = wide.drop('y', axis=1)",
        TRAIN.replace("df[['a']]", "rest").replace("df['y']", "wide['y']"),
    )

    assert _functions(plan, "clean")["clean_data"].summary == (
        "Clean the data: replace values, drop duplicates, encode categories and drop columns."
    )


def test_a_value_that_is_only_named_in_the_middle_of_a_cell_is_left_out(plan_of: PlanOf) -> None:
    plan = plan_of(LOAD, "df\ndf.columns\nnope\ndf.tail(9)")

    assert "df.tail(9)" in code_of(plan)
    assert "df.columns" not in code_of(plan)
    assert "nope" in code_of(plan)


def test_an_empty_figure_and_settings_of_figures_are_no_figures(plan_of: PlanOf) -> None:
    plan = plan_of(f"{LOAD}\nplt.rc('figure')", "plt.figure()")

    assert "plt.rc('figure')" in code_of(plan)
    assert "plt.figure" not in code_of(plan)
    assert "report.figure" not in code_of(plan)


def test_the_parts_of_a_model_are_made_where_it_is_trained(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\nfrom sklearn.linear_model import Ridge\n"
        "from sklearn.pipeline import make_pipeline\n"
        "from sklearn.preprocessing import StandardScaler\n"
        "df = pd.read_csv('d.csv')\ndf['a'] = df['a'].fillna(0)",
        "scaler = StandardScaler()\nridge = Ridge()",
        "pipe = make_pipeline(scaler, ridge)\npipe.fit(df[['a']], df['y'])",
    )

    made_in = [s.name for s in plan.stages for f in s.functions if "StandardScaler()" in f.body]
    assert made_in == ["train"]


def test_what_is_fitted_by_itself_is_no_part_of_a_model(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\nfrom sklearn.decomposition import PCA\n"
        "from sklearn.linear_model import Ridge\ndf = pd.read_csv('d.csv')\n"
        "X = df[['a', 'b']].fillna(0)",
        "pca = PCA(n_components=1)\npca.fit(X)\nZ = pca.transform(X)",
        "ridge = Ridge()\nridge.fit(Z, df['y'])",
    )

    made_in = [s.name for s in plan.stages for f in s.functions if "PCA(" in f.body]
    assert made_in == ["features"]


def test_a_look_at_what_was_learned_is_no_part_of_the_next_load(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\nimport statsmodels.api as sm\ndf = pd.read_csv('d.csv')",
        "found = sm.OLS(df['y'], df[['a']]).fit()",
        "found.params",
        "from sklearn.linear_model import Ridge\nmore = pd.read_csv('e.csv')",
        "ridge = Ridge()\nridge.fit(more[['a']], more['y'])\nridge.score(df[['a']], df['y'])",
    )

    assert all("found.params" not in f.body for f in _functions(plan, "load").values())
