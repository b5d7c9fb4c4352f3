"""Models that are given their data in a way of their own → raw records get the notebook's answers.

A formula chooses columns of a table, a container holds features beside their target, a constant is
added where the model is asked. What is read off the code is tested without the libraries.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlship.compiler import compile_notebook
from mlship.ir.inference import Inference
from mlship.settings import Settings
from tests.served import Served, serve

# What is deprecated is the notebook's own.
pytestmark = pytest.mark.filterwarnings("ignore")

LOAD = """
import numpy as np
import pandas as pd
df = pd.read_csv("flats.csv")
df["age"] = df["age"].fillna(df["age"].median())
"""
SPLIT = """
from sklearn.model_selection import train_test_split
X = df[["size", "rooms", "age"]]
y = df["sold"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
"""
FORMULA = """
import statsmodels.formula.api as smf
"""
STATSMODELS = """
import statsmodels.api as sm
"""
BOOSTER = """
import xgboost as xgb
dtrain = xgb.DMatrix(X_train, label=y_train)
dtest = xgb.DMatrix(X_test, label=y_test)
bst = xgb.train({"max_depth": 3, "objective": "binary:logistic"}, dtrain, num_boost_round=9)
"""
DATASET = """
import lightgbm as lgb
train_set = lgb.Dataset(X_train, label=y_train)
gbm = lgb.train({"objective": "binary", "verbose": -1}, train_set, num_boost_round=9)
print(gbm.predict(X_test)[:3])
"""
POOL = """
from catboost import CatBoostClassifier, Pool
pool, test_pool = Pool(X_train, y_train), Pool(X_test, y_test)
test_pool = Pool(data=X_test, label=y_test)
train_pool = Pool(data=X_train, label=y_train)
model = CatBoostClassifier(iterations=9, verbose=0, allow_writing_files=False)
model.fit(train_pool, eval_set=test_pool)
print(model.predict(test_pool)[:3])
"""
NETWORK = """
from sklearn.preprocessing import StandardScaler
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense
scaler = StandardScaler()
X_train, X_test = scaler.fit_transform(X_train), scaler.transform(X_test)
model = Sequential([Dense(4, activation="relu"), Dense(7, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(X_train, y_train, epochs=2, verbose=0)
"""
# Library, cells, the columns that a record must have.
MODELS = {
    "a formula on all rows": (
        "statsmodels",
        [LOAD, f'{FORMULA}model = smf.ols("price ~ size + C(town)", data=df).fit()\nprint(model)'],
        {"size", "town"},
    ),
    "a formula on a part": (
        "statsmodels",
        [
            LOAD,
            "train, test = df[:80], df[80:]",
            f'{FORMULA}text = "price ~ np.log(size) + rooms:age"\nfit = smf.ols(text, train).fit()',
            "print(fit.predict(test).mean())",
        ],
        {"size", "rooms", "age"},
    ),
    "a constant beside the features": (
        "statsmodels",
        [
            LOAD,
            SPLIT,
            f"{STATSMODELS}logit = sm.Logit(y_train, sm.add_constant(X_train))\nfit = logit.fit()",
            "sold = (fit.predict(sm.add_constant(X_test)) >= 0.4).astype(int)\nprint(sold.mean())",
        ],
        {"size", "rooms", "age"},
    ),
    "a matrix of boosted trees": (
        "xgboost",
        [LOAD, SPLIT, BOOSTER, "sold = (bst.predict(dtest) > 0.4).astype(int)\nprint(sold)"],
        {"size", "rooms", "age"},
    ),
    "a network of several classes": (
        "tensorflow",
        [
            LOAD,
            SPLIT.replace('"rooms", "age"', '"age"').replace('"sold"', '"rooms"'),
            NETWORK,
            "rooms = np.argmax(model.predict(X_test), axis=1)\nprint(rooms)",
        ],
        {"size", "age"},
    ),
    "a data set of boosted trees": ("lightgbm", [LOAD, SPLIT, DATASET], {"size", "rooms", "age"}),
    "a pool of boosted trees": ("catboost", [LOAD, SPLIT, POOL], {"size", "rooms", "age"}),
}


def make_flats() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    flats = pd.DataFrame(
        {
            "town": rng.choice(["Bonn", "Kiel", "Ulm"], 120),
            "size": rng.integers(30, 200, 120),
            "rooms": rng.integers(1, 6, 120),
            "age": rng.integers(0, 90, 120).astype(float),
        }
    )
    flats["price"] = 1000 * flats["size"] + 9000 * flats["rooms"] + rng.normal(0, 9000, 120)
    flats["sold"] = (flats["price"] + rng.normal(0, 60000, 120) > 140000).astype(int)
    flats.loc[::9, "age"] = np.nan
    return flats


def serve_flats(folder: Path, *cells: str) -> Served:
    return serve(folder, cells, {"flats.csv": make_flats()})


def plan(folder: Path, *cells: str) -> tuple[Inference, str]:
    make_flats().to_csv(folder / "flats.csv", index=False)
    notebook = folder / "notebook.py"
    notebook.write_text("".join(f"# %%\n{cell}\n" for cell in cells), encoding="utf-8")
    compiled = compile_notebook(notebook, Settings(name="flats"))
    return compiled.plan.inference, compiled.project.files.get("src/flats/inference.py", "")


@pytest.mark.parametrize("name", MODELS)
def test_raw_records_are_asked_for(tmp_path: Path, name: str) -> None:
    _, cells, _ = MODELS[name]

    found, _ = plan(tmp_path, *cells)

    assert (found.level, found.reason) == ("records", "")


@pytest.mark.parametrize("name", MODELS)
def test_raw_records_get_what_the_notebook_s_model_gives(tmp_path: Path, name: str) -> None:
    library, cells, needed = MODELS[name]
    pytest.importorskip(library, reason=f"{library} is not installed")

    found = serve_flats(tmp_path, *cells)

    assert found.differences == []
    assert set(found.model.feature_names_in_) == needed


def test_a_model_is_asked_in_the_form_that_the_notebook_gives_its_features(tmp_path: Path) -> None:
    _, matrix = plan(tmp_path, LOAD, SPLIT, BOOSTER, "print(bst.predict(dtest))")
    fit = f"{STATSMODELS}fit = sm.OLS(y_train, sm.add_constant(X_train)).fit()\nprint(fit.params)"
    _, constant = plan(tmp_path, LOAD, SPLIT, fit)

    assert "return xgb.DMatrix(features)" in matrix
    assert 'return sm.add_constant(features, has_constant="add")' in constant


@pytest.mark.parametrize(
    ("asked", "decides"),
    [
        ("sold = (bst.predict(dtest) > 0.5).astype(int)\nprint(sold)", "probabilities[:, 1] > 0.5"),
        ("p = bst.predict(dtest).ravel()\nsold = p >= 0.3\nprint(sold)", ">= 0.3"),
        ("print(bst.predict(dtest))", ""),
    ],
    ids=["at one half", "elsewhere", "nowhere"],
)
def test_what_a_model_predicts_is_a_probability_where_the_notebook_compares_it(
    tmp_path: Path, asked: str, decides: str
) -> None:
    found, code = plan(tmp_path, LOAD, SPLIT, BOOSTER, asked)

    assert (found.decision is not None) == bool(decides)
    assert decides in code
    assert ("tells_probability = True" in code) == bool(decides)


def test_a_network_decides_where_the_notebook_compares_what_it_predicts(tmp_path: Path) -> None:
    network = """
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense
model = Sequential([Dense(4, activation="relu"), Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(X_train, y_train, epochs=2)
"""
    asked = "sold = model.predict(X_test)\nsold = (sold > 0.6)\nprint(sold.mean())"

    found, code = plan(tmp_path, LOAD, SPLIT, network, asked)

    assert found.level == "records"
    assert "return probabilities[:, 1] > 0.6" in code


@pytest.mark.parametrize(
    ("asked", "takes"),
    [
        ("rooms = np.argmax(model.predict(X_test), axis=1)\nprint(rooms)", True),
        ("p = model.predict(X_test)\nprint(p.argmax(axis=-1))", True),
        ("p = model.predict(X_test)\nrooms = [np.argmax(each) for each in p]\nprint(rooms)", True),
        ("p = model.predict(X_test)\nprint(np.argmax(p, axis=0))", False),
        ("print(np.argmax(X_test, axis=1), model.predict(X_test))", False),
    ],
    ids=["at once", "a variable", "each", "of a column", "of something else"],
)
def test_a_network_s_class_is_where_the_notebook_takes_the_greatest_number(
    tmp_path: Path, asked: str, *, takes: bool
) -> None:
    found, code = plan(tmp_path, LOAD, SPLIT, NETWORK, asked)

    assert found.level == "records"
    assert ("takes_greatest = True" in code) == takes
    assert "def decide" not in code


def test_a_formula_that_the_run_puts_together_is_not_followed(tmp_path: Path) -> None:
    cell = f'{FORMULA}columns = list(df.columns[1:3])\nasked = "price ~ " + " + ".join(columns)'

    found, _ = plan(tmp_path, LOAD, f"{cell}\nfit = smf.ols(asked, df).fit()\nprint(fit.params)")

    assert found.level == "none"
    assert found.reason == "what it is fitted on is not given where it is fitted"


@pytest.mark.parametrize("scales", [True, False], ids=["scaled", "as they are"])
def test_groups_are_told_of_rows_of_the_table_that_is_grouped(
    tmp_path: Path, *, scales: bool
) -> None:
    groups = """
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler
by = df.groupby(["town", "rooms"]).agg({"size": "mean", "price": "sum"}).reset_index()
by["log_price"] = np.log1p(by["price"])
columns = ["size", "log_price"]
scaler = StandardScaler()
Z = scaler.fit_transform(by[columns])
"""
    fit = f"""
km = KMeans(n_clusters=2, n_init=2, random_state=0)
by["group"] = km.fit_predict({"Z" if scales else "by[columns]"})
print(by["group"].value_counts())
"""

    found = serve_flats(tmp_path, LOAD, groups, fit)

    assert found.differences == []
    assert set(found.model.feature_names_in_) == {"size", "price"}
    assert "Records are rows of `by`, which cell 2 makes" in found.files["README.md"]


def test_an_own_function_that_looks_at_other_rows_is_named(tmp_path: Path) -> None:
    lag = """
LAGS = [1, 2]
def make_features(table, lags=LAGS):
    out = table.copy()
    for lag in lags:
        out[f"lag_{lag}"] = out["price"].shift(lag)
    return out
rows = make_features(df).dropna()
"""
    fit = """
from sklearn.linear_model import LinearRegression
columns = [name for name in rows.columns if name.startswith("lag_")]
model = LinearRegression()
model.fit(rows[columns], rows["price"])
print(model.score(rows[columns], rows["price"]))
"""

    found, code = plan(tmp_path, LOAD, lag, fit)

    assert (found.level, found.cell) == ("features", 2)
    assert found.reason == "`make_features(df)` needs other rows"
    assert "shift" not in code
