"""Notebooks that read, split or train inside of functions → raw records get the same answers."""

from pathlib import Path

import pytest

from tests.served import Served, serve
from tests.test_inference import FIT, make_people

# What is deprecated is the notebook's own.
pytestmark = pytest.mark.filterwarnings("ignore")

IMPORTS = """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler"""
READ = 'df = pd.read_csv("people.csv")'
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"
SPLIT_NUMBERS = (
    'X_train, X_test, y_train, y_test = train_test_split(df[["age", "pay"]], df["left"], '
    "random_state=0)"
)


def serve_functions(folder: Path, *cells: str) -> Served:
    tables = {"people.csv": make_people(), "others.csv": make_people(70)}
    return serve(folder, [IMPORTS, *cells], tables)


SHAPES = {
    "reads, prepares and splits": (
        """def get(path, low=100):
    people = pd.read_csv(path)
    people = people[people["pay"] > low]
    people["age"] = people["age"].fillna(people["age"].mean())
    return train_test_split(people[["age", "pay"]], people["left"], random_state=0)
X_train, X_test, y_train, y_test = get("people.csv", low=150)""",
        FIT,
    ),
    "prepares, splits and scales": (
        READ,
        """def parts(table, columns):
    table = pd.get_dummies(table[columns], columns=["city"])
    table["age"] = table["age"].fillna(table["age"].median())
    X, y = table.drop(columns="left"), table["left"]
    a, b, c, d = train_test_split(X, y, random_state=0)
    scaler = StandardScaler()
    return scaler.fit_transform(a), scaler.transform(b), c, d
X_train, X_test, y_train, y_test = parts(df, ["age", "pay", "city", "left"])""",
        FIT,
    ),
    "reads and cleans": (
        """def load_clean():
    data = pd.read_csv("people.csv")
    data["age"] = data["age"].fillna(data["age"].mean())
    data["rich"] = (data["pay"] > data["pay"].quantile(0.8)).astype(int)
    return data[["age", "rich"]], data["left"]
X, y = load_clean()""",
        SPLIT,
        FIT,
    ),
    "prepares, splits, trains and tests": (
        READ,
        """def train(people):
    people["age"] = people["age"].fillna(people["age"].mean())
    X_train, X_test, y_train, y_test = train_test_split(
        people[["age", "pay"]], people["left"], random_state=0
    )
    clf = LogisticRegression().fit(X_train, y_train)
    print(f"{clf.score(X_test, y_test):.2f}")
    return clf
model = train(df)""",
    ),
    "one function for all": (
        """def load():
    return pd.read_csv("people.csv")
def clean(df):
    df["age"] = df["age"].fillna(df["age"].mean())
    return df
def main():
    df = clean(load())
    X_train, X_test, y_train, y_test = train_test_split(
        df[["age", "pay"]], df["left"], random_state=0
    )
    model = LogisticRegression()
    model.fit(X_train, y_train)
    accuracy = model.score(X_test, y_test)
    return model, accuracy
model, accuracy = main()
print(accuracy)""",
    ),
    "training and test tables": (
        """def load():
    train = pd.read_csv("people.csv")
    test = pd.read_csv("others.csv")
    mean = train["age"].mean()
    for table in (train, test):
        table["age"] = table["age"].fillna(mean)
    return train, test
train, test = load()
model = LogisticRegression().fit(train[["age", "pay"]], train["left"])
print(model.score(test[["age", "pay"]], test["left"]))""",
    ),
    "changes what it is given": (
        READ,
        """def scale(table):
    table["age"] = table["age"].fillna(0)
    scaler = StandardScaler()
    table[["age", "pay"]] = scaler.fit_transform(table[["age", "pay"]])
scale(df)""",
        SPLIT_NUMBERS,
        FIT,
    ),
    "has variables of other names": (
        f"{READ}\nX, column = 7, 'pay'",
        """def parts(df):
    X = df[df[column] > 100]
    X = X.assign(age=X["age"].fillna(X["age"].max()))
    return X["left"], X[["age", column]]
y, rows = parts(df)""",
        SPLIT.replace("(X", "(rows"),
        FIT,
        "print(X)",
    ),
}


@pytest.mark.parametrize("cells", SHAPES.values(), ids=SHAPES.keys())
def test_a_function_that(tmp_path: Path, cells: tuple[str, ...]) -> None:
    found = serve_functions(tmp_path, *cells)

    assert found.differences == []
    assert (found.inference.level, found.inference.origin) == ("records", "")
    assert {"id", "left"} <= {*found.records}


def test_what_a_function_learns_is_kept_where_the_notebook_has_it(tmp_path: Path) -> None:
    found = serve_functions(tmp_path, *SHAPES["prepares, splits and scales"])

    helpers = next(text for path, text in found.files.items() if path.endswith("helpers.py"))
    assert helpers.endswith("""    result = scaler.fit_transform(a), scaler.transform(b), c, d
    learned.keep("scaler", scaler)
    return result
""")


def test_rows_inside_of_a_function_are_held_to_be_compared(tmp_path: Path) -> None:
    found = serve_functions(tmp_path, *SHAPES["prepares, splits, trains and tests"])

    assert [(replay.part, replay.rows) for replay in found.replays] == [
        ("X_train", 90),
        ("X_test", 30),
    ]


def test_a_function_that_is_called_twice_takes_features(tmp_path: Path) -> None:
    twice = """def get(path):
    people = pd.read_csv(path)
    people["age"] = people["age"].fillna(people["age"].mean())
    return people[["age", "pay"]], people["left"]
X_train, y_train = get("people.csv")
X_test, y_test = get("others.csv")"""

    found = serve_functions(tmp_path, twice, FIT)

    assert found.inference.level == "features"
    assert found.inference.reason
    assert found.differences == []


def test_a_model_whose_training_is_not_seen_gives_way_to_one_that_is(tmp_path: Path) -> None:
    folds = """def train(X, y):
    fitted = LogisticRegression(C=0.5)
    fitted.fit(X, y)
    return fitted
first = train(X_train, y_train)
second = train(X_test, y_test)"""

    found = serve_functions(tmp_path, f"{READ}\ndf = df.dropna()", SPLIT_NUMBERS, FIT, folds)

    assert found.inference.model == "model"
    assert found.differences == []
