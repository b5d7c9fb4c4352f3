"""Stage functions say in their names what they do, and what tells them from their namesakes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.settings import Settings

NamesOf = Callable[..., list[str]]
LOAD = "import pandas as pd\nhomes = pd.read_csv('d.csv')"
PARTS = (
    "from sklearn.model_selection import train_test_split\n"
    "X_train, X_test, y_train, y_test = train_test_split(homes[['a']], homes['y'])"
)
TREE = "from sklearn.tree import DecisionTreeClassifier"
FIT = "model = DecisionTreeClassifier()\nmodel.fit(homes[['a']], homes['y'])"


@pytest.fixture
def names_of(notebook: Callable[..., Path]) -> NamesOf:
    """Return the names of the functions of one stage of a notebook written as its cells."""

    def make(stage: str, *cells: str) -> list[str]:
        plan = plan_notebook(notebook(*cells), Settings()).plan
        return [f.name for each in plan.stages if each.name == stage for f in each.functions]

    return make


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("homes = homes.drop([3, 4])", "drop_rows"),
        ("homes = homes.drop(columns=['id'])", "drop_columns"),
        ("homes = homes.drop('id', axis=1)", "drop_columns"),
        (
            "homes = homes.drop('id', axis=1)\nhomes = homes.dropna()",
            "drop_columns_and_missing_rows",
        ),
        ("homes = pd.concat([homes, homes])", "combine_tables"),
        ("homes['area'] = homes['w'] * homes['h']", "add_area"),
    ],
)
def test_a_preparation_is_named_after_its_operations(
    names_of: NamesOf, cell: str, name: str
) -> None:
    made = names_of("clean", LOAD, cell, TREE, FIT) + names_of("features", LOAD, cell, TREE, FIT)

    assert made == [name]


def test_features_are_named_after_what_makes_them(names_of: NamesOf) -> None:
    text = "from sklearn.feature_extraction.text import TfidfVectorizer\n"
    cell = (
        f"{text}homes = homes.drop_duplicates().dropna()\n"
        "words = TfidfVectorizer().fit_transform(homes['words']).toarray()"
    )
    fit = f"{TREE}\nmodel = DecisionTreeClassifier().fit(words, homes['y'])"

    made = names_of("clean", LOAD, cell, fit) + names_of("features", LOAD, cell, fit)

    assert made == ["drop_duplicates_and_vectorize_text"]


def test_many_drops_and_one_column_are_no_adding_of_columns(names_of: NamesOf) -> None:
    drops = "\n".join(f"homes = homes.loc[homes.c{n} > 0]" for n in range(5))
    made = names_of("clean", LOAD, f"{drops}\nhomes['area'] = homes['w'] * homes['h']", TREE, FIT)

    assert made == ["filter_rows"]


def test_picking_features_and_target_is_said(names_of: NamesOf) -> None:
    picked = "X = homes[['a', 'b']]\ny = homes['y']"
    fit = "model = DecisionTreeClassifier()\nmodel.fit(X, y)"

    assert names_of("features", LOAD, picked, TREE, fit) == ["select_features_and_target"]


def test_namesakes_are_told_apart_by_what_their_models_are_told(names_of: NamesOf) -> None:
    fits = [
        f"model = DecisionTreeClassifier(random_state=1{more})\nmodel.fit(X_train, y_train)\n"
        "model.score(X_test, y_test)"
        for more in ("", ", max_depth=3", ", min_samples_leaf=9")
    ]

    assert names_of("train", LOAD, PARTS, TREE, *fits) == [
        "train_decision_tree",
        "train_decision_tree_max_depth",
        "train_decision_tree_min_samples_leaf",
    ]


def test_looks_are_told_apart_by_the_columns_that_they_name(names_of: NamesOf) -> None:
    cells = [
        f"means = homes.groupby('{c}').price.{mean}()\nprint(means)"
        for c, mean in (("rooms", "mean"), ("town", "median"))
    ]

    assert names_of("explore", LOAD, cells[0], "homes = homes.dropna()", cells[1], TREE, FIT) == [
        "show_means",
        "show_means_town",
    ]


def test_columns_that_are_attributes_tell_looks_apart_too(names_of: NamesOf) -> None:
    cells = [f"limit = homes.{c}.quantile(0.9)\nprint(limit)" for c in ("rooms", "price")]

    assert names_of("explore", LOAD, cells[0], "homes = homes.dropna()", cells[1], TREE, FIT) == [
        "show_limit",
        "show_limit_price",
    ]


MEASURE = (
    f"{TREE}\nfrom sklearn.model_selection import cross_val_score\n"
    "from sklearn.dummy import DummyClassifier\n"
    "models = {'tree': DecisionTreeClassifier(), 'none': DummyClassifier()}\nscores, kinds = [], []"
)


@pytest.mark.parametrize(
    ("stage", "cell", "name"),
    [
        ("evaluate", "scores.append(cross_val_score(model, X, y))", "cross_validate_models"),
        ("train", "model.fit(X, y)\n    kinds.append(name)", "train_models"),
    ],
)
def test_a_loop_over_models_says_what_it_does_with_them(
    names_of: NamesOf, stage: str, cell: str, name: str
) -> None:
    loop = f"for name, model in models.items():\n    {cell}\nprint(scores, kinds)"

    assert name in names_of(stage, LOAD, MEASURE, "X, y = homes[['a']], homes['y']", loop)


@pytest.mark.parametrize(("command", "name"), [("ls -l", "list_files"), ("nvidia-smi", "show_gpu")])
def test_a_command_that_looks_is_named_after_what_it_shows(
    names_of: NamesOf, command: str, name: str
) -> None:
    assert names_of("explore", LOAD, f"!{command}", TREE, FIT) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [("## Feature engineering", "engineer_features"), ("Some more of them.", "add_columns")],
)
def test_many_new_columns_are_no_conversion_of_types(
    names_of: NamesOf, text: str, name: str
) -> None:
    cell = (
        "homes['a'] = homes['w'].astype(int)\nhomes['b'] = homes['h'].replace(0, 1)\n"
        "homes['c'] = homes['w'] * homes['h']"
    )
    cells = (LOAD, f"#md {text}", cell, TREE, FIT)

    assert name in names_of("features", *cells) + names_of("clean", *cells)


def test_what_no_model_comes_of_is_computed(names_of: NamesOf) -> None:
    own = (
        "def outliers(table):\n    model = DecisionTreeClassifier()\n"
        "    model.fit(table[['a']], table['y'])\n    return model.predict(table[['a']])"
    )

    assert "compute_odd_rows" in names_of(
        "train", LOAD, TREE, own, "odd_rows = outliers(homes)", "homes = homes[odd_rows == 0]", FIT
    )


def test_an_evaluation_is_of_the_model_that_its_variable_holds_by_then(names_of: NamesOf) -> None:
    names = names_of(
        "evaluate",
        "import pandas as pd\nfrom sklearn.mixture import GaussianMixture\n"
        "from sklearn.neighbors import KNeighborsClassifier\n"
        "from sklearn.model_selection import cross_val_score\ndf = pd.read_csv('d.csv')",
        "model = GaussianMixture(3).fit(df[['a']])\nprint(model.predict(df[['a']])[:3])",
        "model = KNeighborsClassifier(1)",
        "scores = cross_val_score(model, df[['a']], df['y'])\nscores.mean()",
    )
    assert names[-1] == "evaluate_k_neighbors"


def test_two_variables_that_differ_in_case_alone_are_named_once(names_of: NamesOf) -> None:
    names = names_of(
        "load",
        "import numpy as np\nimport pandas as pd\n"
        "from sklearn.linear_model import LinearRegression",
        "grid = pd.read_csv('d.csv')\nGRID = pd.read_csv('e.csv')",
        "model = LinearRegression().fit(GRID, grid['y'])\nprint(model.score(GRID, grid['y']))",
    )
    assert names == ["load_grid"]


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (("folds = KFold(5)\ndf = pd.read_csv('d.csv')",), "load_data"),
        (("#md ## Bias and variance", "df = pd.read_csv('d.csv')"), "load_data"),
        (("#md ## The shop's sales", "df = pd.read_csv('sales.csv')"), "load_shops_sales"),
        (("from sklearn.datasets import load_iris", "iris = load_iris()"), "load_iris_data"),
    ],
)
def test_a_load_is_named_after_the_data(
    names_of: NamesOf, cells: tuple[str, ...], name: str
) -> None:
    imports = "import pandas as pd\nfrom sklearn.model_selection import KFold, cross_val_score"
    cells = (imports, *cells, TREE)
    table = "iris" if "iris" in name else "df"
    folds = "folds" if "folds" in cells[1] else "5"
    fit = f"model = DecisionTreeClassifier()\ncross_val_score(model, {table}, cv={folds})"

    assert names_of("load", *cells, fit) == [name]


def test_nothing_that_a_name_says_is_said_again(names_of: NamesOf) -> None:
    drawn = "import matplotlib.pyplot as plt\nplt.{}(homes['room count'], homes['price'])"
    cells = [f"{drawn.format(how)}\nplt.show()" for how in ("scatter", "plot")]

    names = names_of("explore", LOAD, cells[0], "homes = homes.dropna()", cells[1], TREE, FIT)

    assert names == ["plot_price_by_room_count", "plot_price_by_room_count_homes"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Scatter plot of towns", "plot_scatter_of_towns"),
        ("Creating a line plot", "plot_line"),
        ("2D contours", "plot_2d_contours"),
        ("Prices", "plot_prices"),
    ],
)
def test_a_plot_is_named_after_its_title(names_of: NamesOf, title: str, name: str) -> None:
    drawn = f"import matplotlib.pyplot as plt\nplt.plot(homes['a'])\nplt.title('{title}')"

    assert names_of("explore", LOAD, f"{drawn}\nplt.show()", TREE, FIT) == [name]


def test_a_call_that_is_shown_goes_by_the_name_of_its_function(names_of: NamesOf) -> None:
    own = "def spread(table, column):\n    return table[column].max() - table[column].min()"

    assert names_of("explore", LOAD, own, "spread(homes, 'a')", TREE, FIT) == ["show_spread"]


SPANISH = """#md ## Distribución de los pisos
Cargamos los datos de las casas para ver el precio con el que se venden."""


def test_headings_and_titles_of_another_language_name_nothing(names_of: NamesOf) -> None:
    drawn = "import matplotlib.pyplot as plt\nplt.scatter(homes['rooms'], homes['price'])\n"
    titled = f"{drawn}plt.title('Precio de las casas')"
    cells = (LOAD, SPANISH, titled, "#md ## Entrenamiento del modelo", TREE, FIT)

    assert names_of("explore", *cells) == ["plot_price_by_rooms"]
    assert names_of("train", *cells) == ["train_decision_tree"]


def test_few_words_tell_the_language_where_none_is_english(names_of: NamesOf) -> None:
    cells = ("#md Wir bauen ein Modell.", LOAD, "#md ## Merkmale bauen", "homes['b'] = homes['a']")

    assert names_of("features", *cells, TREE, FIT) == ["add_b"]


def test_a_look_is_named_after_what_is_looked_at(names_of: NamesOf) -> None:
    look = "print(homes.shape)\nprint(len(homes))"

    assert names_of("explore", LOAD, "#md ## Let's take a look at the homes", look, TREE, FIT) == [
        "inspect_homes"
    ]


def test_what_is_split_twice_is_told_apart_by_what_is_split(names_of: NamesOf) -> None:
    again = "rows = homes[['b']]\nX_a, X_b, y_a, y_b = train_test_split(rows, homes['y'])"
    fits = [
        f"model = DecisionTreeClassifier()\nmodel.fit({xy})"
        for xy in ("X_train, y_train", "X_a, y_a")
    ]

    made = names_of("split", LOAD, PARTS, TREE, fits[0], again, fits[1])

    assert made == ["split_data", "split_rows"]


def test_a_model_whose_fit_gives_results_is_named_after_its_class(names_of: NamesOf) -> None:
    make = (
        "from statsmodels.tsa.arima.model import ARIMA\nmodel = ARIMA(homes['y'], order=(1, 0, 0))"
    )
    fit = "results = model.fit()\nprint(results.aic)"

    assert names_of("train", LOAD, f"{make}\n{fit}") == ["train_arima"]


def test_data_that_an_own_function_splits_are_named_after_the_parts(names_of: NamesOf) -> None:
    own = (
        "def load_data(path):\n    df = pd.read_csv(path)\n"
        "    return train_test_split(df[['a']], df['y'])"
    )
    head = "import pandas as pd\nfrom sklearn.model_selection import train_test_split"
    call = "X_train, X_test, y_train, y_test = load_data('d.csv')"

    fit = f"{TREE}\nmodel = DecisionTreeClassifier().fit(X_train, y_train)"
    score = "print(model.score(X_test, y_test))"
    assert names_of("load", head, own, call, fit, score) == ["load_train_and_test"]


def test_names_that_read_alike_are_told_apart(names_of: NamesOf) -> None:
    many = (
        "for k in range(2, 5):\n    km = KMeans(n_clusters=k, random_state=0)\n"
        "    km.fit(homes[['a']])\n    print(k, km.inertia_)"
    )
    one = "kmeans = KMeans(n_clusters=3, random_state=0)\nhomes['part'] = kmeans.fit_predict(rows)"
    rows = "rows = StandardScaler().fit_transform(homes[['a', 'b']])"
    head = "from sklearn.cluster import KMeans\nfrom sklearn.preprocessing import StandardScaler"

    made = names_of(
        "train", LOAD, head, many, rows, one, "print(silhouette_score(rows, homes.part))"
    )

    assert len({name.replace("_", "") for name in made}) == len(made) == 2


def test_rows_that_a_model_is_asked_about_are_prepared_before_they_are(names_of: NamesOf) -> None:
    cells = (
        LOAD,
        "asked = pd.read_csv('asked.csv')",
        f"{PARTS}\n{TREE}\nmodel = DecisionTreeClassifier()\nmodel.fit(X_train, y_train)",
        "model.score(X_test, y_test)",
        "asked.loc[asked['a'] == 'x', 'a'] = 0\nasked.loc[asked['a'] == 'y', 'a'] = 1",
        "asked.loc[asked['b'] == 'x', 'b'] = 0",
        "answers = model.predict(asked)",
        "import matplotlib.pyplot as plt\nplt.hist(answers)\nplt.title('Answers')\nplt.show()",
        "plt.plot(answers)\nplt.title('One after the other')\nplt.show()",
    )

    assert names_of("features", *cells) == ["prepare_asked"]
    assert names_of("evaluate", *cells) == ["evaluate_decision_tree", "predict_with_decision_tree"]


def test_a_table_made_to_be_saved_is_named_after_what_it_is_made_of(names_of: NamesOf) -> None:
    cells = (LOAD, f"{TREE}\n{FIT}", "pd.DataFrame(homes).to_excel(path)")

    assert names_of("reporting", *cells) == ["save_homes"]


def test_what_an_unknown_library_fits_is_named_so(names_of: NamesOf) -> None:
    cells = (
        f"{LOAD}\nfrom binning import Discretiser",
        "disc = Discretiser(bins=8)\ndisc.fit(homes)",
        "binned = disc.transform(homes)\nprint(binned.head())",
    )

    assert names_of("train", *cells) == ["fit_disc"]
