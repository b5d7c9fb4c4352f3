# %%
class Means:
    def __init__(self):
        self.means = {}
    def fit(self, rows):
        for row in rows:
            self.means[row[0]] = sum(row) / len(row)
    def predict(self, rows):
        return [min(self.means, key=self.means.get) for _ in zip(rows, self.means.items())]
# %%
rows = [[1, 2], [3, 4]]
means = Means()
means.fit(rows)
means.predict(rows)

# expect: 3 mutates means
# expect: 4 mutates
# expect: slice 4 = 0, 1, 2, 3, 4
