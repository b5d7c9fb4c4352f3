# %%
import nltk
import tracker
nltk.download("stopwords")
# %%
tracker.set_experiment("churn")
# %%
tracker.summary()

# expect: 2 role setup
# expect: 3 role
# expect: 4 role look
