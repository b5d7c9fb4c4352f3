# %% [markdown]
# # Titanic, the short way
# %%
import numpy as np # linear algebra
import pandas as pd # data processing
import re
from sklearn.tree import DecisionTreeClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score
# %%
titanic = pd.read_csv("passengers.csv")
titanic_test = pd.read_csv("later_passengers.csv")
titanic.info()
# %%
# age: fill with the mean
titanic["Age"] = titanic["Age"].fillna(titanic["Age"].mean())
titanic_test["Age"] = titanic_test["Age"].fillna(titanic_test["Age"].mean())
titanic_test["Fare"] = titanic_test["Fare"].fillna(titanic["Fare"].median())
titanic["Fare"] = titanic["Fare"].fillna(titanic["Fare"].median())
# %%
def get_title(name):
    title_search = re.search(r' ([A-Za-z]+)\.', name)
    if title_search:
        return title_search.group(1)
    return ""
titles = titanic["Name"].apply(get_title)
titles.value_counts()
# %%
title_mapping = {"Mr": 1, "Miss": 2, "Mrs": 3, "Dr": 5, "Rev": 6}
titanic["Title"] = titanic["Name"].apply(get_title).map(title_mapping).fillna(0)
titanic_test["Title"] = titanic_test["Name"].apply(get_title).map(title_mapping).fillna(0)
# %%
titanic["Sex"] = titanic["Sex"].map({"male": 0, "female": 1}).astype(int)
titanic_test["Sex"] = titanic_test["Sex"].map({"male": 0, "female": 1}).astype(int)
# %%
titanic["Embarked"] = titanic["Embarked"].fillna("S")
titanic_test["Embarked"] = titanic_test["Embarked"].fillna("S")
port = {"S": 0, "C": 1, "Q": 2}
titanic["Embarked"] = titanic["Embarked"].map(port)
titanic_test["Embarked"] = titanic_test["Embarked"].map(port)
titanic["HasCabin"] = titanic["Cabin"].notnull().astype(int)
titanic_test["HasCabin"] = titanic_test["Cabin"].notnull().astype(int)
titanic.head()
# %%
predictors = ["Pclass", "Sex", "Age", "SibSp", "Parch", "Fare", "Embarked", "Title", "HasCabin"]
alg = RandomForestClassifier(random_state=1, n_estimators=50, min_samples_split=4)
scores = cross_val_score(alg, titanic[predictors], titanic["Survived"], cv=3)
print(scores.mean())
# %%
alg.fit(titanic[predictors], titanic["Survived"])
predictions = alg.predict(titanic_test[predictors])
# %%
submission = pd.DataFrame({
    "PassengerId": titanic_test["PassengerId"],
    "Survived": predictions
})
submission.to_csv("kaggle.csv", index=False)
