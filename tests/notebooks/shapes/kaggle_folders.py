# %% [markdown]
# # Who survives? A first kernel
# %%
import os
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
RANDOM_SEED = 42
np.random.seed(RANDOM_SEED)
DATA_DIR = '/kaggle/input/passengers'
for dirname, _, filenames in os.walk('/kaggle/input'):
    for filename in filenames:
        print(os.path.join(dirname, filename))
# %%
data = pd.read_csv(DATA_DIR + '/passengers.csv')
data.shape
# %%
numerical = data.drop(columns='Survived').select_dtypes('number').columns
def plot_box(col):
    fig, ax = plt.subplots()
    data.boxplot(column=col, by='Survived', ax=ax)
for c in numerical:
    plot_box(c)
    plt.show()
# %%
data['Age'] = data['Age'].fillna(data.groupby('Sex')['Age'].transform('median'))
def encode(df):
    df = df.copy()
    df['Sex'] = df['Sex'].map({'male': 1, 'female': 0})
    return df
data_enc = encode(data)[['Sex', 'Age', 'Fare', 'Survived']]
# %%
from sklearn.model_selection import train_test_split
X, y = data_enc.drop(columns='Survived'), data_enc.Survived
X_train, X_valid, y_train, y_valid = train_test_split(X, y, stratify=y, test_size=.25, random_state=RANDOM_SEED)
# %%
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.metrics import roc_auc_score, accuracy_score
models = [('LR', LogisticRegression(max_iter=500)), ('NB', GaussianNB())]
results = pd.DataFrame(columns=['model', 'acc', 'auc'])
best_auc, best_model = 0, None
for name, m in models:
    m.fit(X_train, y_train)
    proba = m.predict_proba(X_valid)[:, 1]
    acc, auc = accuracy_score(y_valid, m.predict(X_valid)), roc_auc_score(y_valid, proba)
    results.loc[len(results)] = [name, acc, auc]
    msg = "%s: %.3f (%.3f)" % (name, acc, auc)
    print(msg)
    if auc > best_auc:
        best_auc = auc; best_model = m
results.sort_values('auc', ascending=False)
# %%
import pickle
with open('best.pkl', 'wb') as f:
    pickle.dump(best_model, f)
loaded = pickle.load(open('best.pkl', 'rb'))
loaded.score(X_valid, y_valid)
