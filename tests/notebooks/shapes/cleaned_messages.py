# %% [markdown]
# # Spam or ham
# %%
import re
import string
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB
from sklearn.metrics import accuracy_score, precision_score, confusion_matrix
# %%
sms = pd.read_csv('messages.csv', encoding='latin-1')
sms = sms[['v1', 'v2']]
sms.columns = ['label', 'text']
sms.sample(5, random_state=0)
# %%
sms = sms.drop_duplicates(keep='first')
sms['label'].value_counts()
# %%
STOPWORDS = set('i me my we you at the a an and to of in is it'.split())
def clean_text(text):
    text = text.lower()
    text = re.sub(r'http\S+', '', text)
    text = re.sub('[%s]' % re.escape(string.punctuation), ' ', text)
    words = [w for w in text.split() if w not in STOPWORDS]
    return ' '.join(words)
# %%
sms['clean'] = sms['text'].apply(clean_text)
sms['length'] = sms['text'].apply(len)
sms.groupby('label')['length'].describe()
# %%
sms['label_num'] = sms['label'].map({'ham': 0, 'spam': 1})
tfidf = TfidfVectorizer(max_features=300, ngram_range=(1, 2))
X = tfidf.fit_transform(sms['clean']).toarray()
y = sms['label_num'].values
X.shape
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=2)
# %%
mnb = MultinomialNB()
mnb.fit(X_train, y_train)
y_pred = mnb.predict(X_test)
print(accuracy_score(y_test, y_pred))
print(confusion_matrix(y_test, y_pred))
print(precision_score(y_test, y_pred))
# %%
import pickle
pickle.dump(tfidf, open('vectorizer.pkl', 'wb'))
pickle.dump(mnb, open('model.pkl', 'wb'))
# %%
def predict_message(message):
    return mnb.predict(tfidf.transform([clean_text(message)]).toarray())[0]
predict_message('WIN money now!!')
