# %% [markdown]
# # Churn with pipelines
# %%
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer, make_column_selector as selector
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import LabelEncoder, OneHotEncoder, StandardScaler
# %%
data = pd.read_csv("subscribers.csv", na_values=[" "])
print(data.shape)
data.dtypes
# %%
target_encoder = LabelEncoder()
y = target_encoder.fit_transform(data["Churn"])
X = data.drop(columns=["customerID", "Churn"])
# %%
num_cols = X.select_dtypes(include="number").columns.tolist()
cat_cols = [c for c in X.columns if c not in num_cols]
num_cols, cat_cols
# %%
numeric = Pipeline(steps=[
    ("imputer", SimpleImputer(strategy="median")),
    ("scaler", StandardScaler()),
])
categorical = Pipeline(steps=[
    ("imputer", SimpleImputer(strategy="most_frequent")),
    ("onehot", OneHotEncoder(handle_unknown="ignore")),
])
preprocessor = ColumnTransformer([
    ("num", numeric, num_cols),
    ("cat", categorical, cat_cols),
])
clf = Pipeline([("prep", preprocessor), ("model", LogisticRegression(max_iter=1000))])
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=7, stratify=y)
search = GridSearchCV(clf, {"model__C": [0.1, 1.0, 10.0]}, cv=3, scoring="roc_auc")
search.fit(X_train, y_train)
print(search.best_params_, round(search.best_score_, 3))
# %%
proba = search.predict_proba(X_test)[:, 1]
print("AUC: %.3f" % roc_auc_score(y_test, proba))
print("Accuracy:", search.score(X_test, y_test))
# %%
labels = target_encoder.inverse_transform(search.predict(X_test))
pd.Series(labels).value_counts()
