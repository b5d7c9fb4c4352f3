# %%
import pandas as pd
from nltk.corpus import stopwords
from nltk.stem import PorterStemmer
stemmer = PorterStemmer()
df = pd.read_csv("mail.csv")
def plain(text):
    words = []
    for word in text.lower().split():
        if word not in stopwords.words("english"):
            words.append(stemmer.stem(word))
    return " ".join(words)
df["plain"] = df["text"].apply(plain)
texts = df["plain"].values

# expect: 6 role features
# expect: 6 mutates df
# expect: 7 reads df
# expect: slice 7 = 0, 1, 2, 3, 4, 5, 6, 7
# %%
from sklearn.model_selection import train_test_split
train, test = train_test_split(texts, random_state=1)

# expect: 9 reads texts, train_test_split
# expect: 9 role split
