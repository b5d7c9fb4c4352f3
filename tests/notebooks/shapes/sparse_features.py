# %% [markdown]
# SMS spam
# %%
import pandas as pd
df = pd.read_csv('messages.csv', encoding='latin-1')
df = df[['v1', 'v2']]
df.columns = ['label', 'text']
df['label_num'] = df.label.map({'ham': 0, 'spam': 1})
df['length'] = df['text'].apply(len)
df.groupby('label').describe()
# %%
import re
def clean(text):
    text = text.lower()
    text = re.sub('[^a-z ]', '', text)
    return ' '.join(w for w in text.split() if w not in STOP)
STOP = {'at', 'you'}
df['clean'] = df['text'].apply(clean)
# %%
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.model_selection import train_test_split
cv = CountVectorizer()
X = cv.fit_transform(df['clean'])
tfidf = TfidfTransformer()
X = tfidf.fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(X, df['label_num'], random_state=42)
# %%
from sklearn.naive_bayes import MultinomialNB
from sklearn.metrics import confusion_matrix, accuracy_score, classification_report
nb = MultinomialNB().fit(X_train, y_train)
y_pred = nb.predict(X_test)
print(confusion_matrix(y_test, y_pred))
print("Accuracy:", accuracy_score(y_test, y_pred) * 100, "%")
print(classification_report(y_test, y_pred))
# %%
msg = ["win money", "lunch"]
print(nb.predict(tfidf.transform(cv.transform(msg))))
