# %% [markdown]
# ### Who leaves? (subscribers)
# %%
import pandas as pd
import numpy as np
import matplotlib.pyplot as plt
import seaborn as sns
# %%
df = pd.read_csv('subscribers.csv')
df.head()
# %%
df.drop('customerID', axis=1, inplace=True)
df['TotalCharges'] = pd.to_numeric(df['TotalCharges'], errors='coerce')
df.isnull().sum()
# %%
df['TotalCharges'] = df['TotalCharges'].fillna(df['TotalCharges'].median())
# %%
sns.countplot(x='Churn', data=df)
plt.show()
# %%
from sklearn.preprocessing import LabelEncoder
le = LabelEncoder()
for col in df.columns:
    if not pd.api.types.is_numeric_dtype(df[col]):
        df[col] = le.fit_transform(df[col])
# %%
plt.figure(figsize=(8, 6))
sns.heatmap(df.corr(), annot=False)
plt.show()
# %%
x = df.drop('Churn', axis=1)
y = df['Churn']
from sklearn.model_selection import train_test_split
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=42, stratify=y)
# %%
from sklearn.preprocessing import StandardScaler
sc = StandardScaler()
cols = ['tenure', 'MonthlyCharges', 'TotalCharges']
x_train[cols] = sc.fit_transform(x_train[cols])
x_test[cols] = sc.transform(x_test[cols])
# %%
from sklearn.linear_model import LogisticRegression
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, classification_report, confusion_matrix
lr = LogisticRegression(max_iter=500)
lr.fit(x_train, y_train)
print('LR', accuracy_score(y_test, lr.predict(x_test)))
# %%
rf = RandomForestClassifier(n_estimators=60, random_state=42)
rf.fit(x_train, y_train)
y_pred = rf.predict(x_test)
print('RF', accuracy_score(y_test, y_pred))
print(classification_report(y_test, y_pred))
confusion_matrix(y_test, y_pred)
# %%
import joblib
joblib.dump(rf, 'churn_model.pkl')
