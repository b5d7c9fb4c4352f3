# %%
from sklearn.linear_model import LogisticRegression
quiet = LogisticRegression(solver="lbfgs").fit([[1], [2]], [0, 1])
drawing = LogisticRegression(solver="saga").fit([[1], [2]], [0, 1])
solver = "saga"
unseen = LogisticRegression(solver=solver).fit([[1], [2]], [0, 1])

# expect: 1 mutates
# expect: 2 mutates rng:numpy
# expect: 4 mutates rng:numpy
