# %%
import pickle
model = [1]
with open("model.pkl", "wb") as stream:
    pickle.dump(model, stream)
pickle.dump(model, open("again.pkl", "wb"))

# expect: 2 mutates file:model.pkl
# expect: 3 mutates file:again.pkl
