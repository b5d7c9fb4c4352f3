"""Templates of programs as notebooks have them: tables, arrays, models, files, the world.

Names keep their kind: ``df tb`` frames with columns a, b, c, ``s r`` series, ``x y`` arrays of four
numbers, ``n m`` numbers, ``f g`` functions of a frame that return one.
"""

from tests.strategies import Language, paragraphs

_NAMES = {"t": ("df", "tb"), "s": ("s", "r"), "x": ("x", "y"), "n": ("n", "m"), "f": ("f", "g")}
_FIELDS = {"t": "tT", "s": "sS", "x": "xX", "n": "nN", "f": "fF"}

_PRELUDE = """
import os, random, warnings
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor
df = pd.DataFrame({'a': [3.0, 1.0, 4.0, 1.0], 'b': [1.0, 5.0, 9.0, 2.0], 'c': [0.0, 1.0, 0.0, 1.0]})
tb = df.copy()
s = df['a']
r = pd.Series([2.0, 7.0, 1.0, 8.0])
x = np.array([2.0, 7.0, 1.0, 8.0])
y = x[::-1]
n = 1
m = 2
K = 3
def f(t): return t
def g(t):
    t['b'] = t['b'] + K
    return t
model = LinearRegression()
scaler = StandardScaler()
np.random.seed(0)
random.seed(0)
df.to_csv('one.csv', index=False)
"""

_TABLES = paragraphs("""
{t}['c'] = {t}['a'] * {n}

{t}['b'] = {s}

{t}.loc[{t}['a'] > {n}, 'b'] = 0.0

{t}.iloc[0, 0] = float({n})

{t}.drop(index=[0], inplace=True)
{t}.reset_index(drop=True, inplace=True)

{t}.sort_values('b', inplace=True)

{t} = {T}.copy()

{t} = {T}

{t} = {T}[['a', 'b', 'c']]

{t} = {T}.rename(columns={{'z': 'a'}})

{t} = {T}.fillna({n})

{t}.fillna(0, inplace=True)

{t} = pd.concat([{t}, {T}]).head(4).reset_index(drop=True)

{t} = {T}[{T}['a'] > 0]

{t} = {T}.assign(a={s})

{t}.insert(0, 'k', {n})
{t}.pop('k')

{t} = {T}.sample(frac=1)

{t} = {T}.sample(2, random_state={n})

{t} = {T}.apply(lambda column: column + {n})

{t}['a'] = {t}['a'].map(lambda v: v + {n})

{t} = {T}.groupby('c', as_index=False).mean()[['a', 'b', 'c']]

{t}.columns = ['a', 'b', 'c']

{t}.index = range(len({t}))

{t}.at[0, 'a'] = {n}

{t} += 1

{t} = {t} + {T}

{t}.update({T})

{t} = {f}({T})

{f}({t})

{t} = {T}.pipe({f})

for name in ['a', 'b']:
    {t}[name] = {t}[name] - {n}

for name, column in {t}.items():
    {n} += int(column.sum() > {N})

for _, row in {t}.iterrows():
    {n} += int(row['a'] > {N})

del {t}['c']
{t}['c'] = 1.0

{t}[['a', 'b']] = {T}[['b', 'a']].values[: len({t})]

{t} = {T}.where({T} > {n}, 0.0)

{t}.replace({{1.0: {n}}}, inplace=True)

{t}.eval('c = a + b', inplace=True)

{t} = {T}.query('a > -9')

{t} = pd.DataFrame({{'a': {x}, 'b': {x}, 'c': {X}}})

v = {t}.values
v[0, 0] = {n}

{t} = pd.get_dummies({T}.assign(d=['u', 'v', 'u', 'v'][: len({T})]))[['a', 'b', 'c']]

globals_free = {t}.describe()
""")
_COLUMNS = paragraphs("""
{s} = {t}['a']

{s} = {t}.b

{s} = {S}

{s} = {S} * 2

{s} = {S}.copy()

{s} = {S}.astype(float)

{s}.iloc[0] = {n}

{s}[{s} > {n}] = 0.0

{s}.fillna(0, inplace=True)

{s} = {S}.sort_values()

{s}.sort_values(inplace=True)

{s} += {n}

{s} = {S}.apply(lambda v: v + {n})

{s} = pd.Series({x})

{s} = {t}['a'].map({{1.0: {n}}}).fillna(0)

{s} = {S}.rolling(2).mean().fillna(0)

{n} = int({s}.sum())

{n} = len({t})

{n} = int({t}['a'].max())

{n} = {t}.shape[0]

{s} = {t}.loc[:, 'a']

{s} = {t}['a'].where({t}['b'] > {n}, 0.0)

{s} = {S}.reset_index(drop=True)

{s} = {S}.sample(frac=1)

{s}.name = 'named'

{s} = {S}.clip(lower={n})
""")
_ARRAYS = paragraphs("""
{x} = {X}[:]

{x} = {X}[::-1]

{x}[0] = {n}

{x} += 1

{x} = {X} + 1

{x} = {X}.copy()

{x} = {X}.reshape(2, 2).ravel()

{x} = {X}.T

{x}[:] = {X}[::-1]

{x}.sort()

{x} = np.sort({X})

np.random.shuffle({x})

{x} = np.random.permutation({X})

{x} = np.random.rand(4)

{x} = np.random.RandomState({n}).rand(4)

rng = np.random.default_rng({n})
{x} = rng.random(4)
{X} = rng.random(4)

np.random.seed({n})

np.fill_diagonal({x}.reshape(2, 2), {n})

np.add({x}, 1, out={x})

np.copyto({x}, {X})

np.put({x}, 0, {n})

{x} = np.asarray({X})

{x} = np.array({X})

{x} = np.where({X} > {n}, {X}, 0.0)

{x} = {s}.values

{x} = {s}.to_numpy(copy=True)

{x} = np.concatenate([{x}, {X}])[:4]

{x} = np.squeeze({X})

{x} = {X}.flatten()

{x}, {X} = {X}, {x}

a, *rest = np.split({x}, 2)
a[0] = {n}

for i in range(2):
    {x}[i] = {X}[i] + {n}

{x}.fill({n})

{n} = int({x}.sum())

{x} = {X}[{X} > -9]

{x} = np.broadcast_to({X}[:1], (4,)).copy()

{x} = {X}.view()

{x} = np.atleast_1d({X})

{x}[{X} > {n}] = 0.0

np.minimum({x}, {X}, out={x})

{n} = random.randint(0, 3)

random.seed({n})

keep = np.random.get_state()
{x} = np.random.rand(4)
np.random.set_state(keep)
""")
_MODELS = paragraphs("""
model = LinearRegression()

model = DecisionTreeRegressor(max_features=1)

model = DecisionTreeRegressor(random_state={n})

model.fit({x}.reshape(-1, 1)[:4], {X}[:4])

model.fit({x}.reshape(-1, 1)[:4], {X}[:4])
{x} = model.predict({X}.reshape(-1, 1))

best = model

scaler.fit({x}.reshape(-1, 1))

{x} = scaler.fit_transform({X}.reshape(-1, 1)).ravel()

scaler = StandardScaler()

a, b = train_test_split({x}, test_size=2)
{n} = int(a.sum())

a, b = train_test_split({x}, test_size=2, random_state={n})
{N} = int(a.sum())

for each in [LinearRegression(), model]:
    each.fit({x}.reshape(-1, 1)[:4], {X}[:4])
    {n} += int(each.score({x}.reshape(-1, 1)[:4], {X}[:4]) > 0)
""")
_WORLD = paragraphs("""
{t}.to_csv('one.csv', index=False)

{t} = pd.read_csv('one.csv')

{t}.to_csv('two.csv', index=False)
{T} = pd.read_csv('two.csv')

path = 'one.csv'
{t} = pd.read_csv(path)

path = 'one.csv'
{t}.to_csv(path, index=False)

with open('log.txt', 'a') as handle:
    handle.write('x')

with open('log.txt', 'a') as handle:
    handle.write('x')
{n} = len(open('log.txt').read())

{n} = int(os.path.exists('log.txt'))

np.save('x.npy', {x})

np.save('x.npy', {x})
{X} = np.load('x.npy')

plt.figure()

plt.plot([{n}])

{n} = len(plt.gca().lines)

plt.title(str({n}))

{n} = len(plt.gca().get_title())

plt.clf()

fig, ax = plt.subplots()
ax.plot([1])

plt.close('all')

pd.set_option('display.precision', {n} % 3 + 1)

{n} = len(repr({s}))

{n} = pd.get_option('display.precision')

pd.options.display.precision = {n} % 3 + 2

np.set_printoptions(precision={n} % 3 + 1)

{n} = len(repr({x}))

os.environ['LEVEL'] = str({n})

{n} = len(os.environ.get('LEVEL', ''))

os.makedirs('sub', exist_ok=True)
os.chdir('sub')

os.chdir('.')

{n} = len(os.getcwd().split('sub'))

warnings.filterwarnings('ignore')

plt.rcParams['lines.linewidth'] = {n} % 5

{n} = int(plt.rcParams['lines.linewidth'])
""")
_DEFINITIONS = paragraphs("""
def {f}(t):
    t['a'] = t['a'] + K
    return t

def {f}(t):
    t = t.copy()
    t['a'] = {x}[: len(t)].sum()
    return t

def {f}(t):
    {x}[0] = {n}
    return {T}

def {f}(t, w={x}):
    w[0] += 1
    return t

def {f}(t):
    global {n}
    {n} += len(t)
    return t

def {f}(t):
    np.random.shuffle({x})
    return t.assign(b=np.random.rand())

def {f}(t):
    t.to_csv('one.csv', index=False)
    return pd.read_csv('one.csv')

def {f}(t):
    plt.plot([1])
    return t

def train(w):
    fitted = DecisionTreeRegressor(max_features=1).fit(w.reshape(-1, 1), w)
    return fitted
model = train({x})

class Prep:
    def fit(self, t):
        self.mean = t['a'].mean()
        self.seen = t
        return self
    def transform(self, t):
        t['a'] = t['a'] - self.mean
        return t
prep = Prep().fit({t})
{T} = prep.transform({t})

K = {n}
""")
_BLOCKS = paragraphs("""
if {n} > {N}:
{one}
else:
{two}

for i in range(2):
{one}

for part in [{t}, {T}]:
    part['b'] = {n}
{one}

try:
{one}
    raise ValueError
except ValueError:
{two}

with warnings.catch_warnings():
    warnings.simplefilter('ignore')
{one}

with pd.option_context('display.precision', 3):
{one}

for value in {x}[:2]:
    if value > {n}:
        break
{one}
""")

DATA = Language(
    names=_NAMES,
    fields=_FIELDS,
    prelude=_PRELUDE,
    groups=(_TABLES, _TABLES, _COLUMNS, _ARRAYS, _MODELS, _WORLD, _WORLD),
    definitions=_DEFINITIONS,
    blocks=_BLOCKS,
)
