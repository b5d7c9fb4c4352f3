# %%
import numpy as np
import matplotlib.pyplot as plt
class Mean:
    def fit(self, rows, target):
        self.mean = target.mean()
        plt.plot(target)
        return self
    def predict(self, rows):
        return np.full(len(rows), self.mean)
rows = np.zeros((9, 2))
model = Mean().fit(rows, rows[:, 0])
guessed = model.predict(rows)

# expect: 4 role train
# expect: 5 role predict
