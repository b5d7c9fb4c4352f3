"""Notebooks of every shape → their models answer raw records as the notebook would."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from mlship.compiler import compile_notebook
from mlship.settings import Settings
from tests.served import Served, serve

# What is deprecated is the notebook's own.
pytestmark = pytest.mark.filterwarnings("ignore")

SPLIT = """
from sklearn.model_selection import train_test_split
X = df.drop("left", axis=1)
y = df["left"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0)
"""
FIT = """
from sklearn.linear_model import LogisticRegression
model = LogisticRegression(max_iter=1000)
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
"""
LOAD = 'import numpy as np\nimport pandas as pd\ndf = pd.read_csv("people.csv")'


def make_people(rows: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    people = pd.DataFrame(
        {
            "id": [f"p{i}" for i in range(rows)],
            "name": [f"Doe, {t}. Jo" for t in rng.choice(["Mr", "Mrs", "Dr"], rows)],
            "sex": rng.choice(["f", "m"], rows),
            "city": rng.choice(["Bonn", "Kiel", "Ulm", "Jena"], rows),
            "age": rng.integers(18, 80, rows).astype(float),
            "pay": rng.gamma(3, 900, rows).round(2),
            "since": pd.date_range("2020-01-01", periods=rows, freq="9D").strftime("%Y-%m-%d"),
            "note": rng.choice(["slow and dear", "good", "very good service", "too dear"], rows),
            "left": rng.integers(0, 2, rows),
        }
    )
    people.loc[::7, "age"] = np.nan
    people.loc[3::11, "city"] = None
    return people


def serve_people(folder: Path, *cells: str, **tables: Any) -> Served:
    return serve(folder, cells, {"people.csv": make_people(), **tables})


DROP = 'df = df.drop(columns=["id", "name", "note", "since"])'
NUMERIC = 'df = df[["age", "pay", "left"]]'
# One shape of preparation each, the way that notebooks write it.
SHAPES = {
    "inplace": f"""{DROP}
df.fillna({{"age": df["age"].median()}}, inplace=True)
df.loc[df["city"].isnull(), "city"] = df["city"].mode()[0]
df = pd.get_dummies(df, drop_first=True)""",
    "one label encoder rebound": f"""{DROP}
from sklearn.preprocessing import LabelEncoder
df["age"] = df["age"].fillna(df["age"].median())
df["city"] = df["city"].fillna("none")
for col in ["sex", "city"]:
    le = LabelEncoder()
    df[col] = le.fit_transform(df[col])""",
    "one label encoder for all": f"""{DROP}
from sklearn.preprocessing import LabelEncoder
le = LabelEncoder()
df = df.dropna()
df["sex"] = le.fit_transform(df["sex"])
df["city"] = le.fit_transform(df["city"])""",
    "apply fit_transform": f"""{DROP}
from sklearn.preprocessing import LabelEncoder
df = df.dropna()
cols = ["sex", "city"]
df[cols] = df[cols].apply(LabelEncoder().fit_transform)""",
    "columns by type": f"""{DROP}
for col in df.columns:
    if df[col].dtype == "object" or str(df[col].dtype) == "str":
        df[col] = df[col].fillna(df[col].mode()[0])
    else:
        df[col] = df[col].fillna(df[col].mean())
cat = [c for c in df.columns if df[c].nunique() < 5 and c != "left"]
df = pd.get_dummies(df, columns=cat)""",
    "frame means": f"""{NUMERIC}
df = df.fillna(df.mean())""",
    "group medians": """df["age"] = df["age"].fillna(df.groupby("sex")["age"].transform("median"))
df = df[["age", "pay", "left"]]""",
    "group lambda": """groups = df.groupby("sex")
df["age"] = groups["age"].transform(lambda x: x.fillna(x.median()))
df = df[["age", "pay", "left"]]""",
    "group lambda that varies by row": """df["pay"] = df.groupby("sex")["pay"].transform(
    lambda s: (s - s.mean()) / s.std()
)
df["age"] = df.groupby("sex")["age"].transform(lambda s: s.fillna(s.mode()[0]))
df = df[["age", "pay", "left"]]""",
    "own function by row": """def rate(row):
    return row["pay"] * (2 if row["sex"] == "f" else 1)
df["rate"] = df.apply(rate, axis=1)
df["sex"] = df["sex"].map({"f": 1, "m": 0})
df["city"] = df["city"].map({"Bonn": 1, "Kiel": 2, "Ulm": 3, "Jena": 4}).fillna(0).astype(int)
df["age"] = df["age"].fillna(0)
df = df.drop(["id", "name", "note", "since"], axis=1)""",
    "qcut and cut": """df["band"] = pd.qcut(df["pay"], 4, labels=False)
df["old"] = pd.cut(df["age"].fillna(30), 3, labels=[0, 1, 2]).astype(int)
df["known"] = pd.cut(df["pay"], bins=[0, 1000, 3000, 1e9], labels=False)
df = df[["band", "old", "known", "left"]]""",
    "titles": """df["title"] = df["name"].str.extract(r", (\\w+)\\.", expand=False)
rare = df["title"].value_counts()
rare = rare[rare < 30].index
df["title"] = df["title"].replace(list(rare), "Rare")
df = pd.get_dummies(df[["title", "pay", "left"]], columns=["title"])""",
    "dates": """df["since"] = pd.to_datetime(df["since"])
df["month"] = df["since"].dt.month
df["days"] = (df["since"] - df["since"].min()).dt.days
df = df[["month", "days", "left"]]""",
    "outliers": f"""{NUMERIC}
df["age"] = df["age"].fillna(df["age"].median())
q1 = df["pay"].quantile(0.25)
q3 = df["pay"].quantile(0.75)
df = df[(df["pay"] > q1 - 1.5 * (q3 - q1)) & (df["pay"] < q3 + 1.5 * (q3 - q1))]
df["share"] = df["pay"] / df["pay"].max()""",
    "categories": """df["city"] = df["city"].astype("category").cat.codes
df["sex"] = pd.factorize(df["sex"])[0]
df = df[["city", "sex", "pay", "left"]]""",
    "scaled before": f"""{NUMERIC}
from sklearn.preprocessing import MinMaxScaler
df = df.dropna()
scaler = MinMaxScaler()
df[["age", "pay"]] = scaler.fit_transform(df[["age", "pay"]])""",
    "column transformer before": """from sklearn.preprocessing import OneHotEncoder
encoder = OneHotEncoder(handle_unknown="ignore")
made = encoder.fit_transform(df[["sex"]]).toarray()
made = pd.DataFrame(made, columns=["f", "m"])
df = pd.concat([df[["pay", "left"]], made], axis=1)""",
    "own function": """def prepare(data):
    data = data.drop(columns=["id", "name", "note", "since"])
    data = data.dropna(subset=["city"])
    data["age"] = data["age"].fillna(data["age"].median())
    return pd.get_dummies(data, columns=["sex", "city"])
df = prepare(df)""",
    "own function for each column": f"""{DROP}
from sklearn.preprocessing import LabelEncoder
df = df.dropna()
def encode(data, column):
    le = LabelEncoder()
    data[column] = le.fit_transform(data[column])
    return data
df = encode(df, "sex")
df = encode(df, "city")""",
    "own functions that call each other": f"""{NUMERIC}
def fill(data):
    return data.fillna(data.mean())
def scale(data):
    data = fill(data)
    data["pay"] = data["pay"] / data["pay"].max()
    return data
df = scale(df)""",
    "an own function that leaves rows out": f"""{NUMERIC}
def without_extremes(data, columns):
    for column in columns:
        far = abs(data[column].rank() - data[column].rank().mean())
        data = data[far < 55]
    return data
df = without_extremes(df.dropna(), ["pay"])""",
    "a column put in front": f"""{NUMERIC}
df = df.dropna()
rate = df["pay"] / df["age"]
df.insert(0, "rate", rate)
df.drop("pay", axis=1, inplace=True)""",
    "one value after the other": f"""{DROP}
df["city"] = df["city"].fillna("none")
words = list(df["city"])
for i in range(len(words)):
    if len(words[i]) > 3:
        words[i] = words[i].strip() + "!"
df["letters"] = [len(w) for w in words]
df["f"] = [1 if s == "f" else 0 for s in df["sex"]]
df = df[["letters", "f", "pay", "left"]]""",
    "groups found": f"""{NUMERIC}
from sklearn.cluster import KMeans
df = df.dropna()
km = KMeans(n_clusters=3, n_init=3, random_state=0)
df["group"] = km.fit_predict(df[["age", "pay"]])""",
    "hot columns beside others, numbered anew": f"""{DROP}
from sklearn.preprocessing import OneHotEncoder
df = df.dropna().reset_index(drop=True)
hot = OneHotEncoder(sparse_output=False)
made = pd.DataFrame(hot.fit_transform(df[["sex", "city"]]))
made.columns = hot.get_feature_names_out(["sex", "city"])
df = pd.concat([df.drop(columns=["sex", "city"]), made], axis=1)""",
    "a chain of methods": """df = (
    df.drop(columns=["id", "name", "note", "since"])
    .assign(rate=lambda d: d["pay"] / d["pay"].max())
    .dropna()
    .pipe(pd.get_dummies, columns=["sex", "city"])
)""",
    "as many of each class": f"""{NUMERIC}
df = df.dropna()
few = df[df["left"] == 1]
many = df[df["left"] == 0].sample(len(few), random_state=1)
df = pd.concat([few, many])
df = df.sample(frac=1, random_state=2)""",
    "manual scaling": f"""{NUMERIC}
df["age"] = df["age"].fillna(df["age"].mean())
df["pay"] = (df["pay"] - df["pay"].mean()) / df["pay"].std()
df["age"] = (df["age"] - df["age"].min()) / (df["age"].max() - df["age"].min())""",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_prepared_before_the_split(tmp_path: Path, shape: str) -> None:
    found = serve_people(tmp_path, LOAD, shape, SPLIT, FIT)

    assert found.inference.reason == ""
    assert found.differences == []


def test_dates_are_read_as_those_of_training_whatever_comes_beside_them(tmp_path: Path) -> None:
    people = make_people()
    days = pd.date_range("2020-05-13", periods=len(people), freq="9D")
    people["since"] = days.strftime("%d/%m/%Y")
    shape = """df["month"] = pd.to_datetime(df["since"]).dt.month
df = df[["month", "left"]]"""

    found = serve_people(tmp_path, LOAD, shape, SPLIT, FIT, **{"people.csv": people})

    assert found.differences == []
    alone = found.model.features(pd.DataFrame({"since": ["10/05/2021"]}))
    beside = found.model.features(pd.DataFrame({"since": ["10/05/2021", "28/02/2021"]}))
    assert (list(alone["month"]), list(beside["month"])) == ([5], [5, 2])
    with pytest.raises(ValueError, match="2021-05-10"):
        found.model.features(pd.DataFrame({"since": ["2021-05-10"]}))
    (column,) = found.model.schema_["columns"]
    assert column["format"] == "%d/%m/%Y"


@pytest.mark.parametrize(
    ("known", "unknown"), [('{"f": 0, "m": 1}', "reject"), ('{"f": 0}', "warn")]
)
def test_what_no_dictionary_has_is_refused_unless_training_had_such(
    tmp_path: Path, known: str, unknown: str
) -> None:
    shape = f"""df["sex"] = df["sex"].map({known})
df = df[["sex", "pay", "left"]]"""
    fit = """
from sklearn.tree import DecisionTreeClassifier
model = DecisionTreeClassifier(random_state=0).fit(X_train, y_train)
print(model.score(X_test, y_test))
"""

    found = serve_people(tmp_path, LOAD, shape, SPLIT, fit)

    assert found.differences == []
    column = next(c for c in found.model.schema_["columns"] if c["name"] == "sex")
    assert column["unknown"] == unknown


def test_few_dates_are_no_categories(tmp_path: Path) -> None:
    people = make_people()
    people["since"] = ["2020-01-31", "2020-03-05", "2021-10-09"] * 40
    shape = """def read_months(table):
    return table.assign(month=[pd.to_datetime(text).month for text in table["since"]])
df = read_months(df)[["month", "left"]]"""

    found = serve_people(tmp_path, LOAD, shape, SPLIT, FIT, **{"people.csv": people})

    (column,) = found.model.schema_["columns"]
    assert (column["format"], "categories" in column) == ("%Y-%m-%d", False)


AFTER = {
    "scaler": """
from sklearn.preprocessing import StandardScaler
sc = StandardScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.transform(X_test)
""",
    "fitted apart": """
from sklearn.preprocessing import StandardScaler
sc = StandardScaler().fit(X_train)
X_train, X_test = sc.transform(X_train), sc.transform(X_test)
""",
    "own medians": """
middle = X_train["pay"].median()
X_train["pay"] = X_train["pay"] / middle
X_test["pay"] = X_test["pay"] / middle
""",
    "means of the target": """
means = y_train.groupby(X_train["age"]).mean()
X_train["age"] = X_train["age"].map(means)
X_test["age"] = X_test["age"].map(means).fillna(y_train.mean())
""",
    "components": """
from sklearn.decomposition import PCA
pca = PCA(n_components=2, random_state=0)
X_train = pca.fit_transform(X_train)
X_test = pca.transform(X_test)
""",
}


@pytest.mark.parametrize("shape", AFTER.values(), ids=AFTER.keys())
def test_prepared_after_the_split(tmp_path: Path, shape: str) -> None:
    found = serve_people(tmp_path, LOAD, f"{NUMERIC}\ndf = df.dropna()", SPLIT, shape, FIT)

    assert found.inference.reason == ""
    assert found.differences == []


OTHERS = {
    "array": [
        LOAD, "df = df[['age', 'pay', 'left']].dropna()",
        "X = df.iloc[:, :-1].values\ny = df.iloc[:, -1].values",
        SPLIT.split("\n", 4)[1] + "\n" + SPLIT.split("\n")[4], FIT,
    ],
    "pipeline": [
        LOAD, SPLIT,
        """
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
numbers = Pipeline([("fill", SimpleImputer()), ("scale", StandardScaler())])
both = ColumnTransformer([
    ("n", numbers, ["age", "pay"]), ("c", OneHotEncoder(handle_unknown="ignore"), ["sex"]),
])
model = Pipeline([("prepare", both), ("model", LogisticRegression())])
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
""",
    ],
    "text": [
        LOAD,
        """
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB
X_train, X_test, y_train, y_test = train_test_split(df["note"], df["left"], random_state=0)
vectorizer = TfidfVectorizer()
X_train_tfidf = vectorizer.fit_transform(X_train)
X_test_tfidf = vectorizer.transform(X_test)
model = MultinomialNB()
model.fit(X_train_tfidf, y_train)
print(model.score(X_test_tfidf, y_test))
""",
    ],
    "text before": [
        LOAD,
        """
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB
df["note"] = df["note"].str.lower()
cv = CountVectorizer()
X = cv.fit_transform(df["note"]).toarray()
y = df["left"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = MultinomialNB().fit(X_train, y_train)
print(model.score(X_test, y_test))
""",
    ],
    "two ways to count words": [
        LOAD,
        """
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
X_train, X_test = df["note"][:80], df["note"][80:]
y_train, y_test = df["left"][:80], df["left"][80:]
cv = CountVectorizer()
counts, test_counts = cv.fit_transform(X_train), cv.transform(X_test)
tv = TfidfVectorizer()
weights = tv.fit_transform(X_train)
test_weights = tv.transform(X_test)
first = MultinomialNB().fit(counts, y_train)
print(first.score(test_counts, y_test))
model = MultinomialNB().fit(weights, y_train)
print(model.score(test_weights, y_test))
""",
    ],
    "a table from an own function": [
        "import os\nimport pandas as pd\nFOLDER = os.path.join('.', '')",
        "df = pd.read_csv(os.path.join(FOLDER, 'people.csv'))",
        f"{NUMERIC}\ndf = df.fillna(df.mean())", SPLIT, FIT,
    ],
    "parts of one table": [
        LOAD, "df = df[['age', 'pay', 'left']].fillna(0)",
        """
train = df[:80]
test = df[80:]
X_train, y_train = train.drop("left", axis=1), train["left"]
X_test, y_test = test.drop("left", axis=1), test["left"]
""",
        FIT,
    ],
    "the best seed": [
        LOAD, "df = df[['age', 'pay', 'left']].fillna(0)",
        """
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
X, y = df.drop("left", axis=1), df["left"]
best = 0
for i in range(5):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=i)
    trial = LogisticRegression()
    trial.fit(X_train, y_train)
    best = max(best, trial.score(X_test, y_test))
print(best)
""",
        FIT,
    ],
    "records of a vectorizer": [
        LOAD,
        """
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
for c in df.columns:
    print(c)
texts = list(df.dtypes[df.dtypes == "object"].index)
for c in texts:
    df[c] = df[c].str.lower()
df_train, df_test = train_test_split(df, random_state=1)
y_train = df_train.left.values
dv = DictVectorizer(sparse=False)
X_train = dv.fit_transform(df_train[["sex", "pay"]].to_dict(orient="records"))
X_test = dv.transform(df_test[["sex", "pay"]].to_dict(orient="records"))
model = LogisticRegression().fit(X_train, y_train)
print(model.score(X_test, df_test.left))
""",
    ],
    "the last of the folds": [
        LOAD, "df = df[['age', 'pay', 'left']].dropna().reset_index(drop=True)",
        """
from sklearn.model_selection import StratifiedShuffleSplit
splitter = StratifiedShuffleSplit(n_splits=2, test_size=0.2, random_state=42)
for train_index, test_index in splitter.split(df, df["left"]):
    first = df.loc[train_index]
    second = df.loc[test_index]
X_train, y_train = first.drop("left", axis=1), first["left"].copy()
X_test, y_test = second.drop("left", axis=1), second["left"].copy()
""",
        AFTER["own medians"], FIT,
    ],
    "columns chosen where it is fitted": [
        LOAD, "names = list(df.columns)\nchosen = names[4:6]\ndf = df.dropna()",
        """
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
train, test = train_test_split(df, random_state=0)
model = LogisticRegression(max_iter=1000)
model.fit(train[chosen], train["left"])
print(model.score(test[chosen], test["left"]))
""",
    ],
    "oversampled": [
        LOAD, "df = df[['age', 'pay', 'left']].dropna()", SPLIT,
        """
from sklearn.utils import resample
more = resample(X_train, n_samples=200, random_state=0)
y_train = y_train.loc[more.index]
X_train = more
""",
        FIT,
    ],
}  # fmt: skip


@pytest.mark.parametrize("cells", OTHERS.values(), ids=OTHERS.keys())
def test_other_ways(tmp_path: Path, cells: list[str]) -> None:
    found = serve_people(tmp_path, *cells)

    assert found.inference.reason == ""
    assert found.differences == []


FOREST = """
from sklearn.ensemble import RandomForestClassifier
model = RandomForestClassifier(n_estimators=10, random_state=0)
"""
TWO = 'import pandas as pd\ntrain = pd.read_csv("people.csv")\ntest = pd.read_csv("new.csv")'
# Training and test tables that are prepared side by side.
APART = {
    "both in a loop": [
        TWO,
        """
for dataset in [train, test]:
    dataset["sex"] = dataset["sex"].map({"f": 1, "m": 0})
    dataset["age"] = dataset["age"].fillna(dataset["age"].median())
test["pay"] = test["pay"] / train["pay"].max()
train["pay"] = train["pay"] / train["pay"].max()
X_train = train[["sex", "age", "pay"]]
X_test = test[["sex", "age", "pay"]]
""",
        f"{FOREST}model.fit(X_train, train['left'])\nprint(model.predict(X_test))",
    ],
    "one encoder for both": [
        TWO,
        """
from sklearn.preprocessing import LabelEncoder
for c in ["sex", "city"]:
    train[c] = train[c].fillna("none")
    test[c] = test[c].fillna("none")
    le = LabelEncoder()
    train[c] = le.fit_transform(train[c])
    test[c] = le.transform(test[c])
columns = ["sex", "city", "pay"]
X = train[columns]
""",
        f"{FOREST}model.fit(X, train['left'])\nprint(model.predict(test[columns]))",
    ],
    "a list of both, made again and again": [
        TWO,
        """
both = [train, test]
for table in both:
    table["sex"] = table["sex"].map({"f": 1, "m": 0})
train = train.drop(["id", "name"], axis=1)
test = test.drop(["name"], axis=1)
both = [train, test]
for table in both:
    table["age"] = table["age"].fillna(table["age"].median())
train["pay"] = train["pay"].fillna(0)
test["pay"] = test["pay"].fillna(0)
X_train = train[["sex", "age", "pay"]]
X_test = test.drop("id", axis=1)[["sex", "age", "pay"]]
""",
        f"{FOREST}model.fit(X_train, train['left'])\nprint(model.predict(X_test))",
    ],
    "put together": [
        TWO,
        """
n = len(train)
both = pd.concat([train.drop("left", axis=1), test]).reset_index(drop=True)
both["age"] = both["age"].fillna(both["age"].mean())
both = pd.get_dummies(both[["sex", "age", "pay"]])
X_train = both[:n]
X_test = both[n:]
""",
        f"{FOREST}model.fit(X_train, train['left'])\nprint(model.predict(X_test))",
    ],
}  # fmt: skip


@pytest.mark.parametrize("cells", APART.values(), ids=APART.keys())
def test_training_and_test_tables_prepared_apart(tmp_path: Path, cells: list[str]) -> None:
    new = make_people(60).drop(columns="left")

    found = serve_people(tmp_path, *cells, **{"new.csv": new})

    assert found.inference.reason == ""
    assert found.differences == []


def test_the_schema_is_that_of_the_rows_trained_on_though_others_are_prepared_apart(
    tmp_path: Path,
) -> None:
    new = make_people(60).drop(columns="left").assign(age=40.0)

    found = serve_people(tmp_path, *APART["both in a loop"], **{"new.csv": new})

    ages = next(c for c in found.model.schema_["columns"] if c["name"] == "age")
    assert (ages["minimum"], ages["maximum"]) == (18, 79)
    assert list(found.model.feature_names_in_) == ["sex", "age", "pay"]
    assert len(clone(found.model).fit(make_people()).predict(new)) == 60


def test_what_needs_other_rows_is_asked_for_as_a_feature(tmp_path: Path) -> None:
    shifted = 'df = df[["pay", "left"]]\ndf["before"] = df["pay"].shift(1).fillna(0)'

    found = serve_people(tmp_path, LOAD, f'{shifted}\ndf["double"] = df["pay"] * 2', SPLIT, FIT)

    assert found.inference.level == "features"
    assert found.inference.reason == "`df['pay'].shift(1)` needs other rows"
    assert found.inference.cell == 2
    assert "rows of a table that is made later" in found.files["README.md"]
    assert "needs other rows (cell 2)" in found.files["README.md"]
    assert list(found.model.feature_names_in_) == ["pay", "before"]
    assert found.differences == []


def test_answering_writes_no_file(tmp_path: Path) -> None:
    encode = """
import pickle
from sklearn.preprocessing import LabelEncoder
df = df[["sex", "pay", "left"]]
encoders = {}
for c in ["sex"]:
    le = LabelEncoder()
    df[c] = le.fit_transform(df[c])
    encoders[c] = le
with open("encoders.pkl", "wb") as f:
    pickle.dump(encoders, f)
"""

    found = serve_people(tmp_path, LOAD, encode, SPLIT, FIT)

    assert found.inference.reason == ""
    assert "pickle" not in found.inference.prepare.body


APART_SPLIT = SPLIT.split("\n")[1] + "\n" + SPLIT.split("\n")[4]
# Data that is no table which the notebook reads, and the columns that a client sends.
MADE = {
    "data and target": (
        "from sklearn.datasets import load_iris\nX, y = load_iris(return_X_y=True)",
        ["x0", "x1", "x2", "x3"],
    ),
    "some columns of a data set": (
        """from sklearn.datasets import load_iris
iris = load_iris()
X = iris.data[:, 2:]
y = iris["target"]""",
        ["petal length (cm)", "petal width (cm)"],
    ),
    "a table made of a data set": (
        """from sklearn.datasets import load_iris
import pandas as pd
iris = load_iris()
df = pd.DataFrame(iris.data, columns=iris.feature_names)
df["kind"] = iris.target
df = df.rename(columns={"petal length (cm)": "length", "petal width (cm)": "width"})
df["width"] = df["width"] / df["width"].max()
X = df[["length", "width"]]
y = df["kind"]""",
        ["petal length (cm)", "petal width (cm)"],
    ),
    "the frame of a data set": (
        """from sklearn.datasets import load_iris
iris = load_iris(as_frame=True)
X = iris.frame[iris.feature_names[:2]]
y = iris.frame["target"]""",
        ["sepal length (cm)", "sepal width (cm)"],
    ),
    "flattened images": (
        """from sklearn.datasets import load_digits
digits = load_digits(n_class=2)
n = len(digits.images)
X = digits.images.reshape((n, -1))[:, 1:4] / 16
y = digits.target""",
        ["pixel_0_1", "pixel_0_2", "pixel_0_3"],
    ),
    "drawn by a loader": (
        """from sklearn.datasets import make_moons
X, y = make_moons(n_samples=80, noise=0.2, random_state=1)""",
        ["x0", "x1"],
    ),
    "drawn": (
        """import numpy as np
x = np.linspace(-3, 3, 100)
rng = np.random.RandomState(42)
y = (np.sin(4 * x) + x + rng.uniform(size=len(x)) > 0).astype(int)
X = x[:, np.newaxis]""",
        ["x0"],
    ),
    "a table drawn column by column": (
        """import numpy as np
import pandas as pd
rng = np.random.default_rng(0)
n = 200
age = rng.integers(18, 80, n)
pay = rng.gamma(3, 900, n)
df = pd.DataFrame({"age": age, "pay": pay, "sex": rng.choice(["f", "m"], n)})
df["left"] = (df["age"] * 2 + rng.normal(0, 9, n) > 90).astype(int)
df["pay"] = df["pay"] / df["pay"].max()
X = pd.get_dummies(df.drop("left", axis=1))
y = df["left"]""",
        ["age", "pay", "sex"],
    ),
    "written out": (
        """import numpy as np
import pandas as pd
data = np.array([[0, 1, 5], [1, 0, 7], [1, 1, 4], [0, 0, 5], [1, 2, 5], [3, 2, 7], [1, 1, 5]])
table = pd.DataFrame(data, columns=["a", "b", "late"])
X = table[["a", "b"]]
y = (table["late"] > 5).astype(int)""",
        ["x0", "x1"],
    ),
}


@pytest.mark.parametrize(("load", "columns"), MADE.values(), ids=MADE.keys())
def test_data_that_no_file_holds(tmp_path: Path, load: str, columns: list[str]) -> None:
    found = serve(tmp_path, [load, APART_SPLIT, AFTER["scaler"], FIT], {})

    assert found.inference.reason == ""
    assert list(found.model.feature_names_in_) == columns
    assert found.differences == []


def test_texts_whose_rows_no_index_tells_are_matched_by_what_is_in_them(tmp_path: Path) -> None:
    people = make_people()
    people.loc[::10, "note"], people.loc[5::9, "name"] = None, None
    served = serve(
        tmp_path,
        [
            LOAD,
            """
from sklearn.preprocessing import LabelEncoder
df.dropna(subset=["note"], inplace=True)
df["name"] = df["name"].fillna("")
df["text"] = df["name"] + " " + df["note"] + " " + df["id"]
df["words"] = df.text.apply(lambda text: len(text.split()))
encoder = LabelEncoder()
y = encoder.fit_transform(df["sex"])
""",
            """
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(df["text"], y, random_state=0)
vectorizer = TfidfVectorizer()
A, B = vectorizer.fit_transform(X_train), vectorizer.transform(X_test)
""",
            """
from sklearn.naive_bayes import MultinomialNB
model = MultinomialNB()
model.fit(A, y_train)
print(model.score(B, y_test))
""",
        ],
        {"people.csv": people},
    )

    assert served.differences == []
    nullable = {c["name"]: c["nullable"] for c in served.model.schema_["columns"]}
    assert nullable == {"id": False, "name": True, "note": False}
    assert set(served.model.predict(people.dropna(subset=["note"]))) == {"f", "m"}


def test_it_says_what_records_are_that_no_file_holds(tmp_path: Path) -> None:
    load, _ = MADE["drawn"]

    found = serve(tmp_path, [load, APART_SPLIT, FIT], {})

    assert found.inference.origin == "rows of `x`, which cell 1 makes"
    assert "Records are rows of `x`, which cell 1 makes" in found.files["README.md"]


def test_what_is_drawn_for_each_row_is_asked_for(tmp_path: Path) -> None:
    noisy = "df = df[['pay', 'left']]\nrng = np.random.default_rng(0)\n"
    noisy += "df['noise'] = rng.normal(0, 1, len(df))"

    found = serve_people(tmp_path, LOAD, noisy, SPLIT, FIT)

    assert found.inference.reason == "`rng.normal(0, 1, len(df))` is drawn at random"
    assert list(found.model.feature_names_in_) == ["pay", "noise"]
    assert found.differences == []


JOINED = {
    "beside each other": "df = pd.concat([people, pays['pay']], axis=1)",
    "by a key": "df = pd.merge(people, pays, on='id')",
}


@pytest.mark.parametrize("join", JOINED.values(), ids=JOINED.keys())
def test_tables_that_are_joined_as_they_were_read(tmp_path: Path, join: str) -> None:
    people = make_people()
    load = 'import pandas as pd\npeople = pd.read_csv("rest.csv")\npays = pd.read_csv("pays.csv")'
    use = "df = df[['pay', 'sex', 'left']].dropna()\ndf['sex'] = df['sex'].map({'f': 0, 'm': 1})"
    tables = {"rest.csv": people.drop(columns="pay"), "pays.csv": people[["id", "pay"]]}

    found = serve(tmp_path, [load, join, use, SPLIT, FIT], tables)

    assert found.inference.reason == ""
    assert found.inference.origin == "rows of `df`, which cell 2 makes"
    assert list(found.model.feature_names_in_) == ["sex", "pay"]
    assert found.differences == []


def test_the_scaler_that_is_fitted_again_on_the_test_rows_is_theirs_and_said(
    tmp_path: Path,
) -> None:
    again = AFTER["scaler"].replace("sc.transform(X_test)", "sc.fit_transform(X_test)")

    found = serve_people(tmp_path, LOAD, f"{NUMERIC}\ndf = df.dropna()", SPLIT, again, FIT)

    assert [(own.text, own.cell) for own in found.inference.own] == [
        ("sc.fit_transform(X_test)", 4)
    ]
    assert "`sc.fit_transform(X_test)` (cell 4)" in found.files["README.md"]
    assert [replay.part for replay in found.replays] == ["X_test"]
    assert found.differences == []


def test_columns_that_make_no_difference_may_be_left_out(tmp_path: Path) -> None:
    found = serve_people(tmp_path, LOAD, SHAPES["one label encoder rebound"], SPLIT, FIT)

    assert list(found.model.feature_names_in_) == ["sex", "city", "age", "pay"]
    assert found.model.schema_["ignored"] == ["id", "name", "since", "note"]


def test_it_trains_anew_on_raw_records(tmp_path: Path) -> None:
    found = serve_people(tmp_path, LOAD, SHAPES["outliers"], SPLIT, AFTER["scaler"], FIT)
    records = found.records.drop(columns="left")

    again = found.model.fit(records, found.records["left"])

    assert len(again.predict(records.head(5))) == 5


BOUGHT = """df = df[["pay", "age", "answer", "price"]].dropna()
X = df[["pay", "age"]]
"""
# What is done to answers before a model is trained on them.
ENCODED = {
    "a label encoder": """from sklearn.preprocessing import LabelEncoder
df["answer"] = LabelEncoder().fit_transform(df["answer"])
y = df["answer"]""",
    "an array of codes": """from sklearn.preprocessing import LabelEncoder
le = LabelEncoder()
y = le.fit_transform(df.answer)""",
    "a mapping": """df["answer"] = df["answer"].map({"yes": 2, "no": 1, "perhaps": 0})
y = df["answer"]""",
    "replacing": """df = df.replace({"yes": 1, "no": 0, "perhaps": 2})
df["answer"] = df["answer"].astype(int)
y = df["answer"]""",
    "a loop": """from sklearn.preprocessing import LabelEncoder
for column in ["answer"]:
    df[column] = LabelEncoder().fit_transform(df[column])
y = df["answer"]""",
    "codes of categories": """df["answer"] = df["answer"].astype("category").cat.codes
y = df["answer"].values""",
    "numbered": """y = pd.factorize(df["answer"])[0]""",
}


def make_buyers() -> pd.DataFrame:
    people = make_people()
    answers = np.where(people["pay"] > 3000, "yes", np.where(people["pay"] > 2000, "no", "perhaps"))
    return people.assign(answer=answers, price=np.exp(people["pay"] / 2000) * 10)


@pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED.keys())
def test_encoded_answers_come_back_as_they_were(tmp_path: Path, encode: str) -> None:
    tree = FIT.replace("LogisticRegression(max_iter=1000)", "DecisionTreeClassifier()").replace(
        "linear_model import LogisticRegression", "tree import DecisionTreeClassifier"
    )
    buyers = make_buyers()

    found = serve(tmp_path, [LOAD, BOUGHT + encode, APART_SPLIT, tree], {"people.csv": buyers})

    known = found.records.dropna().head(20)
    assert found.differences == []
    assert sorted(found.model.classes_) == ["no", "perhaps", "yes"]
    assert sorted(found.model.schema_["target"]["labels"]) == ["no", "perhaps", "yes"]
    assert list(found.model.predict(known)) == list(known["answer"])
    assert list(found.model.fit(found.records.dropna()).predict(known)) == list(known["answer"])


def test_answers_that_became_one_class_stay_that_class(tmp_path: Path) -> None:
    merged = 'y = (df["answer"] == "yes").astype(int)'

    found = serve(
        tmp_path, [LOAD, BOUGHT + merged, APART_SPLIT, FIT], {"people.csv": make_buyers()}
    )

    assert found.differences == []
    assert list(found.model.classes_) == [0, 1]


LOGGED = {
    "a series": ("y = np.log1p(df.price)", "y_train"),
    "the column itself": ("df['price'] = np.log1p(df['price'])\ny = df['price']", "y_train"),
    "applied": ("y = df['price'].apply(lambda p: np.log1p(p)).values", "y_train"),
    "where it is fitted": ("y = df['price']", "np.log1p(y_train)"),
}


@pytest.mark.parametrize(("log", "target"), LOGGED.values(), ids=LOGGED.keys())
def test_logarithms_of_answers_are_turned_back(tmp_path: Path, log: str, target: str) -> None:
    fit = f"""
from sklearn.tree import DecisionTreeRegressor
model = DecisionTreeRegressor(random_state=0)
model.fit(X_train, {target})
predicted = np.expm1(model.predict(X_test))
print(predicted.mean())
"""

    found = serve(tmp_path, [LOAD, BOUGHT + log, APART_SPLIT, fit], {"people.csv": make_buyers()})

    assert found.differences == []
    assert "    inverses = (np.expm1,)" in next(
        text for path, text in found.files.items() if path.endswith("/inference.py")
    )
    tested = found.records.dropna(subset=["age"]).loc[found.results.X_test.index]
    notebooks = np.expm1(found.results.model.predict(found.results.X_test))
    assert np.allclose(found.model.predict(tested), notebooks)
    assert found.model.schema_["target"]["maximum"] > 100


SCALED = {
    "before the split": "y = sc_y.fit_transform(df[['price']])",
    "after the split": "y = df[['price']]",
}


@pytest.mark.parametrize("scale", SCALED.values(), ids=SCALED.keys())
def test_scaled_answers_are_turned_back(tmp_path: Path, scale: str) -> None:
    before = f"""from sklearn.preprocessing import StandardScaler
sc_y = StandardScaler()
{scale}"""
    after = "" if "fit" in scale else "y_train = sc_y.fit_transform(y_train)"
    fit = f"""
from sklearn.tree import DecisionTreeRegressor
{after}
model = DecisionTreeRegressor(random_state=0)
model.fit(X_train, y_train.ravel())
print(sc_y.inverse_transform(model.predict(X_test).reshape(-1, 1)).mean())
"""

    found = serve(
        tmp_path, [LOAD, BOUGHT + before, APART_SPLIT, fit], {"people.csv": make_buyers()}
    )

    assert found.differences == []
    trained = found.records.loc[found.results.X_train.index]
    assert np.allclose(found.model.predict(trained), trained["price"])


def test_the_answers_column_is_found_though_it_was_named_anew(tmp_path: Path) -> None:
    renamed = """df = df[["answer", "pay", "age"]].dropna()
df.columns = ["label", "pay", "age"]
df["label"] = df["label"].map({"yes": 2, "no": 1, "perhaps": 0})
X, y = df.iloc[:, 1:], df.iloc[:, 0]"""

    found = serve(tmp_path, [LOAD, renamed, APART_SPLIT, FIT], {"people.csv": make_buyers()})

    assert found.model.target == "answer"
    assert list(found.model.classes_) == ["perhaps", "no", "yes"]
    assert "answer" not in found.model.schema_["ignored"]


def test_a_copy_that_was_never_fitted_trains_on_raw_records(tmp_path: Path) -> None:
    found = serve_people(tmp_path, LOAD, SHAPES["outliers"], SPLIT, AFTER["scaler"], FIT)

    again = clone(found.model).fit(found.records)

    assert list(again.feature_names_in_) == ["age", "pay"]


def test_both_passes_are_one_body(tmp_path: Path) -> None:
    found = serve_people(
        tmp_path, LOAD, f"{NUMERIC}\ndf = df.dropna()", SPLIT, AFTER["scaler"], FIT
    )

    body = found.inference.prepare.body
    assert body.count('df.drop("left", axis=1)') == 1
    assert "X_test = X" not in body
    assert "if learned.fitting:" in body


def test_features_are_those_of_the_fit_though_their_name_is_used_again(tmp_path: Path) -> None:
    again = """
X_train, X_test, y_train, y_test = train_test_split(X[["pay"]] * 2, y, random_state=3)
other = LogisticRegression().fit(X_train, y_train)
print(other.score(X_test, y_test))
import pickle
with open("model.pkl", "wb") as f:
    pickle.dump(model, f)
"""

    found = serve_people(tmp_path, LOAD, f"{NUMERIC}\ndf = df.dropna()", SPLIT, FIT, again)

    assert list(found.model.feature_names_in_) == ["age", "pay"]
    assert [replay.part for replay in found.replays] == ["X_train"]
    assert found.differences == []


def test_a_constant_is_added_to_a_single_record_too(tmp_path: Path) -> None:
    pytest.importorskip("statsmodels", reason="statsmodels is not installed")
    least_squares = """
import statsmodels.api as sm
X_train = sm.add_constant(X_train)
X_test = sm.add_constant(X_test)
result = sm.OLS(y_train, X_train).fit()
print(((result.predict(X_test) > 0.5) == y_test).mean())
"""

    found = serve_people(tmp_path, LOAD, f"{NUMERIC}\ndf = df.dropna()", SPLIT, least_squares)

    assert found.inference.reason == ""
    assert found.differences == []


BOOSTED = {
    "xgboost": "from xgboost import XGBClassifier\nmodel = XGBClassifier(n_estimators=5)",
    "lightgbm": "import lightgbm as lgb\nmodel = lgb.LGBMClassifier(n_estimators=5, verbose=-1)",
    "catboost": "from catboost import CatBoostClassifier\n"
    "model = CatBoostClassifier(iterations=5, verbose=False)",
}


@pytest.mark.parametrize(("library", "make"), BOOSTED.items(), ids=BOOSTED.keys())
def test_boosted_trees_of_other_libraries(tmp_path: Path, library: str, make: str) -> None:
    pytest.importorskip(library, reason=f"{library} is not installed")
    fit = f"{make}\nmodel.fit(X_train, y_train)\nprint(model.score(X_test, y_test))"

    found = serve_people(tmp_path, LOAD, SHAPES["columns by type"], SPLIT, fit)

    assert found.inference.reason == ""
    assert found.differences == []


def test_a_model_of_a_class_that_the_notebook_writes(tmp_path: Path) -> None:
    own = """
class Nearest:
    def fit(self, X, y):
        self.means = {k: X[y == k].mean(axis=0) for k in sorted(set(y))}
        return self
    def predict(self, X):
        far = {k: ((X - m) ** 2).sum(axis=1) for k, m in self.means.items()}
        return pd.DataFrame(far).idxmin(axis=1).to_numpy()
near = Nearest()
near.fit(X_train.values, y_train.values)
print((near.predict(X_test.values) == y_test.values).mean())
"""

    found = serve_people(tmp_path, LOAD, f"{NUMERIC}\ndf = df.dropna()", SPLIT, own)

    assert found.differences == []
    assert len(found.model.predict(found.records.dropna().head(3))) == 3


LISTED = """
from sklearn.linear_model import LogisticRegression
class Joined:
    def fit(self, several, y):
        self.inner = LogisticRegression().fit(self.join(several), y)
        return self
    def join(self, several):
        return np.column_stack(list(several.values()) if isinstance(several, dict) else several)
    def predict(self, several):
        return self.inner.predict(self.join(several))
age, pay = X_train[["age"]], X_train["pay"]
age_test, pay_test = X_test[["age"]], X_test["pay"]
model = Joined()
model.fit([age, pay], y_train)
print((model.predict([age_test, pay_test]) == y_test).mean())
"""
NAMED = LISTED.replace("[age, pay]", '{"a": age, "p": pay}').replace(
    "[age_test, pay_test]", '{"a": age_test, "p": pay_test}'
)


@pytest.mark.parametrize("own", [LISTED, NAMED], ids=["in a list", "by their names"])
def test_a_model_that_is_given_several_tables(tmp_path: Path, own: str) -> None:
    found = serve_people(tmp_path, LOAD, f"{NUMERIC}\ndf = df.fillna(df.mean())", SPLIT, own)

    assert found.differences == []
    assert [replay.rows for replay in found.replays] == [84, 36]
    assert len(found.model.predict(found.records.head(3))) == 3


def test_a_network_that_a_loop_trains_is_not_said_to_be_served(tmp_path: Path) -> None:
    loop = """
import torch
rows = torch.tensor(X_train.values, dtype=torch.float32)
net = torch.nn.Sequential(torch.nn.Linear(rows.shape[1], 1), torch.nn.Sigmoid())
steps = torch.optim.Adam(net.parameters())
for epoch in range(3):
    steps.zero_grad()
    loss = net(rows).mean()
    loss.backward()
    steps.step()
print(loss.item())
"""
    notebook = tmp_path / "notebook.py"
    notebook.write_text("".join(f"# %%\n{c}\n" for c in (LOAD, NUMERIC, SPLIT, loop)))

    compiled = compile_notebook(notebook, Settings(name="network"))

    assert compiled.plan.inference.level == "none"
    assert "src/network/inference.py" not in compiled.project.files
    assert "/predict" not in compiled.project.files["README.md"]


@pytest.mark.parametrize(
    "last",
    [
        "limit = 0.2\nyes = model.predict_proba(X_test)[:, 1] >= limit\nprint(yes.mean())",
        "both = model.predict_proba(X_test)\nyes = np.where(0.2 <= both[:, 1], 1, 0)\nprint(yes)",
        "yes = [int(p >= 0.2) for p in model.predict_proba(X_test)[:, 1]]\nprint(yes)",
        (
            "best = 0\nfor cut in [0.1, 0.2]:\n    best = cut\n"
            "again = model\nyes = again.predict_proba(X_test)[:, 1] >= best\nprint(yes)"
        ),
    ],
    ids=["parameter", "number", "one by one", "found by the run"],
)
def test_what_is_served_decides_where_the_notebook_does(tmp_path: Path, last: str) -> None:
    fit = f"{FOREST}model.fit(X_train, y_train)"

    found = serve_people(tmp_path, LOAD, f"{NUMERIC}\ndf = df.dropna()", SPLIT, fit, last)

    records = found.records.dropna()
    expected = found.model.predict_proba(records)[:, 1] >= 0.2
    assert found.differences == []
    assert expected.mean() not in {0, (found.model.predict_proba(records)[:, 1] > 0.5).mean()}
    assert found.model.predict(records).tolist() == expected.astype(int).tolist()
    assert "as the notebook decides (cell 5)" in found.files["README.md"]


@pytest.mark.parametrize(
    "last",
    [
        "yes = model.predict_proba(X_test)[:, 1] > 0.2\nprint(yes.mean(), model.predict(X_test))",
        "print((model.predict_proba(X_test)[:, 1] > 0.2).mean())",
        "yes = model.predict_proba(X_test)[:, 0] > 0.2\nprint(yes)",
    ],
    ids=["asked again", "looked at", "the first class"],
)
def test_other_comparisons_of_probabilities_decide_nothing(tmp_path: Path, last: str) -> None:
    notebook = tmp_path / "notebook.py"
    fit = f"{FOREST}model.fit(X_train, y_train)"
    notebook.write_text("".join(f"# %%\n{c}\n" for c in (LOAD, NUMERIC, SPLIT, fit, last)))

    compiled = compile_notebook(notebook, Settings(name="undecided"))

    assert compiled.plan.inference.decision is None


@pytest.mark.parametrize(
    "last",
    [
        "yes = model.predict_proba(X_test)[:, 1] > y_train.mean()\nprint(yes)",
        (
            "cut = 0.2\nwhile cut < 0.3:\n    cut = cut + 0.05\n"
            "yes = model.predict_proba(X_test)[:, 1] > cut\nprint(yes)\n"
            "cut = 0.9\npd.Series([cut]).to_csv('cut.csv')"
        ),
    ],
    ids=["what only a run knows", "a variable that is something else at last"],
)
def test_a_decision_that_is_not_followed_is_told(tmp_path: Path, last: str) -> None:
    notebook = tmp_path / "notebook.py"
    fit = f"{FOREST}model.fit(X_train, y_train)"
    notebook.write_text("".join(f"# %%\n{c}\n" for c in (LOAD, NUMERIC, SPLIT, fit, last)))

    compiled = compile_notebook(notebook, Settings(name="undecided"))

    assert "def decide" not in compiled.project.files["src/undecided/inference.py"]
    assert "the notebook decides otherwise" in compiled.project.files["README.md"]


def test_what_only_asks_a_model_of_an_own_class_is_no_preparation(tmp_path: Path) -> None:
    own = """
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.linear_model import Ridge
from sklearn.model_selection import cross_val_score
class Averaged(BaseEstimator, RegressorMixin):
    def __init__(self, models):
        self.models = models
    def fit(self, X, y):
        self.models_ = [clone(model).fit(X, y) for model in self.models]
        return self
    def predict(self, X):
        return np.mean([model.predict(X) for model in self.models_], axis=0)
def rate(model):
    return cross_val_score(model, X, y, cv=5)
"""
    asked = "model = Averaged((Ridge(), Ridge(2.0)))\nprint(rate(model).mean())\n"
    asked += "print(cross_val_score(model, X, y, cv=5).mean())\nmodel.fit(X, y)"
    made = 'X = df[["age", "pay"]].values\ny = df["left"].values'

    found = serve_people(tmp_path, LOAD, f"{NUMERIC}\ndf = df.dropna()\n{made}", own, asked)

    assert found.inference.reason == ""
    assert found.differences == []
    (module,) = (text for path, text in found.files.items() if path.endswith("/inference.py"))
    assert "rate(" not in module


@pytest.mark.parametrize(
    "opening",
    [
        (
            'with ZipFile("people.zip") as z:\n    with z.open("people.csv") as f:\n'
            "        df = pd.read_csv(f)"
        ),
        'with ZipFile("people.zip") as z:\n    df = pd.read_csv(z.open("people.csv"))',
        'with open("people.csv") as lines: df = pd.read_csv(lines)',
    ],
    ids=["one in the other", "in one call", "on one line"],
)
def test_serving_opens_nothing_of_what_a_table_is_read_from(tmp_path: Path, opening: str) -> None:
    with ZipFile(tmp_path / "people.zip", "w") as archive:
        archive.writestr("people.csv", make_people().to_csv(index=False))
    load = f"from zipfile import ZipFile\nimport pandas as pd\n{opening}"

    found = serve_people(tmp_path, load, f"{NUMERIC}\ndf = df.fillna(df.median())", SPLIT, FIT)

    (tmp_path / "people.zip").unlink()
    (tmp_path / "people.csv").unlink()
    assert (found.inference.level, found.inference.reason) == ("records", "")
    assert found.differences == []
    assert len(found.model.predict(found.records.head(3))) == 3
