import pandas as pd

df = pd.DataFrame({"age": [22.0, None, 26.0], "group": [1, 2, 3]})


def guess(row):
    age, group = row[0], row[1]
    return {1: 37, 2: 29}.get(group, 24) if pd.isnull(age) else age


df["age"] = df[["age", "group"]].apply(guess, axis=1)
share = df[df["group"] > 1].count()
share = share / len(df) * 100
assert df["age"].tolist() == [22.0, 29.0, 26.0]
assert round(share[1]) == 67
