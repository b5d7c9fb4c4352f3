# %% [markdown]
# # Leaves, from files whose paths are put together in every way that people know
# %%
import glob
import os
from pathlib import Path
import pandas as pd
from sklearn.tree import DecisionTreeClassifier
# %%
PATH = "pieces/"
a = pd.read_csv(PATH + "leaves.csv")
DATA_DIR = os.path.join('.', 'pieces')
b = pd.read_csv(os.path.join(DATA_DIR, 'leaves.csv'))
base = Path('pieces')
c = pd.read_csv(base / 'leaves.csv')
name = 'leaves'
d = pd.read_csv('pieces/%s.csv' % name)
e = pd.read_csv('pieces/{}.csv'.format(name))
print(len(a), len(b), len(c), len(d), len(e))
# %%
parts = [pd.read_csv(f) for f in sorted(glob.glob('pieces/more/*.csv'))]
more = pd.concat(parts)
files = os.listdir('pieces')
by_file = {f: pd.read_csv('pieces/' + f) for f in files if f.endswith('.csv')}
for kind in ['leaves']:
    again = pd.read_csv(f'pieces/{kind}.csv')
print(len(more), sorted(by_file), len(again))
# %%
MORE_PATH = os.path.join("pieces", "more")
def load_spring(folder=MORE_PATH):
    return pd.read_csv(os.path.join(folder, "spring.csv"))
def load_leaves():
    return pd.read_csv('pieces/leaves.csv')
def load_any(path='pieces', name='leaves.csv'):
    return pd.read_csv(os.path.join(path, name))
def load_this(path):
    return pd.read_csv(path)
f = load_spring()
g = load_leaves()
h = load_any()
i = load_this('pieces/leaves.csv')
print(len(f), len(g), len(h), len(i))
# %%
model = DecisionTreeClassifier(max_depth=2, random_state=0)
model.fit(g[['width', 'height']], g['kind'])
print(model.score(more[['width', 'height']], more['kind']))
# %%
os.makedirs('pieces/out', exist_ok=True)
g.to_csv(os.path.join('pieces', 'out', 'leaves.csv'))
