"""A number of blocks → a notebook in the manner of the corpus; one block is the median notebook.

22 code cells, 111 lines: frames changed in place, names bound again, looks between the steps, three
models compared.
"""

import json
import re

CELLS = """\
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import seaborn as sns
import warnings
warnings.filterwarnings("ignore")
%matplotlib inline
# ---
# the export of the sensors
df@ = pd.read_csv("sensors@.csv")
df@.head()
# ---
df@.shape
# ---
df@.info()
# ---
df@.describe()
# ---
df@.isnull().sum()
# ---
# fill what is missing, by column
df@["pressure"] = df@["pressure"].fillna(df@["pressure"].median())
df@["material"].fillna("steel", inplace=True)
df@["operator"] = df@["operator"].fillna(df@["operator"].mode()[0])
df@.drop(["serial", "comment"], axis=1, inplace=True)
df@ = df@[df@["temperature"] < 900]
df@ = df@[df@["pressure"] > 0]
df@ = df@.drop_duplicates()
df@.reset_index(drop=True, inplace=True)
df@["plant"] = df@["plant"].str.strip().str.lower()
df@["installed"] = pd.to_datetime(df@["installed"])
# ---
plt.figure(figsize=(10, 6))
sns.countplot(x="broken", data=df@)
plt.title("Broken machines")
plt.xlabel("broken")
plt.ylabel("machines")
plt.show()
# ---
plt.figure(figsize=(12, 8))
numbers = df@.select_dtypes(include=np.number)
sns.heatmap(numbers.corr(), annot=True, cmap="coolwarm")
plt.show()
# ---
def age_group(years):
    if years < 5:
        return "new"
    elif years < 15:
        return "used"
    else:
        return "old"
# ---
df@["age"] = df@["age"].astype(int)
df@["group"] = df@["age"].apply(age_group)
df@["ratio"] = df@["pressure"] / df@["temperature"]
df@["log_hours"] = np.log1p(df@["hours"])
df@["load"] = df@["hours"] * df@["pressure"]
df@["month"] = df@["installed"].dt.month
df@["year"] = df@["installed"].dt.year
df@.drop("installed", axis=1, inplace=True)
df@["overheated"] = (df@["temperature"] > 700).astype(int)
df@["material"] = df@["material"].map({"steel": 0, "alloy": 1, "plastic": 2})
df@.head()
# ---
from sklearn.preprocessing import LabelEncoder
le = LabelEncoder()
for col in ["operator", "plant"]:
    df@[col] = le.fit_transform(df@[col])
df@ = pd.get_dummies(df@, columns=["group"], drop_first=True)
df@.columns
# ---
df@["broken"].value_counts()
# ---
X = df@.drop("broken", axis=1)
y = df@["broken"]
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(
    X,
    y,
    test_size=0.25,
    random_state=42,
    stratify=y,
)
print(X_train.shape, X_test.shape)
# ---
from sklearn.preprocessing import StandardScaler
sc = StandardScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.transform(X_test)
# ---
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, classification_report, confusion_matrix
model = LogisticRegression(max_iter=500)
model.fit(X_train, y_train)
pred = model.predict(X_test)
print("accuracy", accuracy_score(y_test, pred))
# ---
confusion_matrix(y_test, pred)
# ---
from sklearn.tree import DecisionTreeClassifier
model = DecisionTreeClassifier(max_depth=5, random_state=0)
model.fit(X_train, y_train)
pred = model.predict(X_test)
print("accuracy", accuracy_score(y_test, pred))
# ---
from sklearn.ensemble import RandomForestClassifier
rf@ = RandomForestClassifier(n_estimators=200, random_state=0)
rf@.fit(X_train, y_train)
pred = rf@.predict(X_test)
print("accuracy", accuracy_score(y_test, pred))
print(classification_report(y_test, pred))
# ---
importances = pd.Series(rf@.feature_importances_, index=X.columns)
importances = importances.sort_values(ascending=False)
plt.figure(figsize=(8, 8))
importances.head(15).plot(kind="barh")
plt.title("What matters")
plt.show()
# ---
scores = {}
for depth in range(2, 12):
    tree = DecisionTreeClassifier(max_depth=depth, random_state=0)
    tree.fit(X_train, y_train)
    scores[depth] = tree.score(X_test, y_test)
print(max(scores, key=scores.get))
plt.plot(list(scores), list(scores.values()), marker="o")
plt.xlabel("depth")
plt.ylabel("accuracy")
plt.show()
# ---
import joblib
joblib.dump(rf@, "model@.joblib")
"""

# What another author would have called otherwise; nothing that was seen before helps then.
NAMES = re.compile(
    r"\b(df\w*|le|sc|model|pred|rf\w*|tree|scores|depth|numbers|age_group|importances|X|y|col)\b"
)


def code_cells(blocks: int) -> list[str]:
    """Give the cells of so many blocks, each about data of its own."""
    suffixes = ["", *(f"_{block}" for block in range(2, blocks + 1))]
    return [
        cell.rstrip("\n")
        for suffix in suffixes
        for cell in CELLS.replace("@", suffix).split("# ---\n")
    ]


def notebook(blocks: int, variant: str = "") -> str:
    """Write the notebook, a heading before every third cell; variants have names of their own."""
    cells: list[dict[str, object]] = [markdown("# Which machine breaks next?")]
    for index, source in enumerate(code_cells(blocks)):
        if index % 3 == 1:
            cells.append(markdown(f"## Step {index}\n\nWhat we do here and why."))
        code = {"cell_type": "code", "execution_count": index + 1, "metadata": {}, "outputs": []}
        cells.append({**code, "source": NAMES.sub(rf"\1{variant}", source)})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4}
    )


def markdown(text: str) -> dict[str, object]:
    """Make a markdown cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": text}
