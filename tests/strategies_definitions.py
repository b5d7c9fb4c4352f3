"""Templates of definitions: functions and classes that read, change and keep the names around."""

from tests.strategies import paragraphs

DEFINITIONS = paragraphs("""
def {f}(p, acc=[]):
    acc.append(p)
    return acc

def {f}(p):
    def inner():
        return p + {l}
    return inner()

def {f}(p):
    global {n}, {l}
    {n} += 1
    {l} = p
    return p

def {f}(p):
    {l}.append({n})
    return {m}

def make(p):
    def inner(q):
        p.append({n})
        return p
    return inner
{f} = make({l})

def make(p):
    count = [0]
    k = 0
    def inner(q):
        nonlocal k
        k += 1
        count.append(k)
        return count
    return inner
{f} = make({l})

def deco(fn):
    def wrapped(p):
        {l}.append(1)
        return fn(p)
    return wrapped
@deco
def {f}(p):
    return [p, {n}]

@functools.lru_cache
def cached(k):
    return [k]
def {f}(p):
    return cached(1)

def rec(p, k):
    p.append(k)
    return rec([p], k - 1) if k > 0 else p
def {f}(p):
    return rec(p, 2)

def yields(p):
    for x in p[:2]:
        {l}.append(x)
        yield x
gen = yields({m})
def {f}(p):
    return list(yields(p))

class Kept(Box):
    def __init__(self, v):
        super().__init__(v)
        {l}.append(2)
    def __len__(self):
        self.v.append(3)
        return 1
{o} = Kept({m})
{n} = len({o})

class Counter:
    seen = {l}
    @property
    def size(self):
        self.seen.append(1)
        return len(self.seen)
{n} = Counter().size

def {f}(p):
    try:
        p[99].append(1)
    except IndexError as problem:
        {l}.append(4)
        return p
    return {m}

def {f}(p):
    for x in p[:2]:
        if x == {n}:
            return {l}
        {m}.append({n})
    return p

def {f}(p, *rest, key={l}, **more):
    key.append(len(rest))
    return more.get('x', p)

def {f}(p):
    return p + {l} if {n} % 2 else {m}

def {f}(p):
    def inner():
        global {l}
        {l} = p
    inner()
    return {l}

def {f}(p):
    global k
    k = p
    del k
    return p

def {f}(p):
    try:
        return p
    finally:
        {l}.append({n})

def {f}(p):
    try:
        raise ValueError(p)
    except ValueError as problem:
        return problem.args[0]

def boom(p):
    {l}.append({n})
    raise ValueError(p)
def {f}(p):
    try:
        boom(p)
    except ValueError as problem:
        problem.args[0].append(1)
    return p

@contextlib.contextmanager
def opened(p):
    {l}.append(1)
    yield p
    {l}.append(2)
with opened({m}) as x:
    x.append({n})

def talk():
    got = {l}
    while True:
        got = yield got
        got.append({n})
gen = talk()
next(gen)
{m} = gen.send({k})
gen = iter([])

def outer():
    yield from ([{n}, x] for x in {l}[:2])
    {m}.append(1)
gen = outer()

def times(k):
    def deco(fn):
        def wrapped(p):
            {l}.append(k)
            return fn(p)
        return wrapped
    return deco
@times({n})
def {f}(p):
    return p

@functools.singledispatch
def {f}(p):
    return p
@{f}.register
def _(p: list):
    {l}.append({n})
    return {m}

def {f}(p):
    for x in {l}[:2]:
        p = [x, p]
    return {t}(p) if {n} < 0 else p

def swap():
    global {l}, {m}
    {l}, {m} = {m}, {l}
swap()

def {f}(p):
    total = [x for x in p[:2] if {l}.append(x) is None]
    return total
""")

CLASSES = paragraphs("""
class Tools:
    log = {l}
    @staticmethod
    def keep(p): return p
    @classmethod
    def note(cls, p):
        cls.log.append({n})
        cls.last = p
        return cls.last
{f} = [Tools.keep, Tools.note][{n} % 2]

class Guard(Box):
    @property
    def size(self): return self.v
    @size.setter
    def size(self, x): self.v = x
{o} = Guard({l})
{o}.size = {m}

class Call:
    def __init__(self, kept): self.kept = kept
    def __call__(self, p):
        self.kept.append({n})
        return self.kept
{f} = Call({l})

class Rows(Box):
    def __getitem__(self, i):
        {l}.append(1)
        return self.v
    def __setitem__(self, i, x): self.v = x
    def __iter__(self): return iter([self.v])
{o} = Rows({m})
{k} = {o}[0]
{o}[1] = {l}
[x for x in {o}]

class Sum(Box):
    def __add__(self, other):
        self.v.append({n})
        return self
    def __iadd__(self, other):
        self.v = other
        return self
{o} = Sum({l}) + 1
{o} += {m}

class Door(Box):
    def __enter__(self): return self.v
    def __exit__(self, *problem):
        {l}.append({n})
        return True
with Door({m}) as x:
    x.append(1)
    x[99] = 1
    {k} = []

@dataclasses.dataclass
class Point(Box):
    v: list = dataclasses.field(default_factory=list)
    w: list = dataclasses.field(default_factory=lambda: {l})
{o} = Point({m})
{k} = {o}.w

class Shown(Box):
    def __repr__(self):
        self.v.append(1)
        return 'shown'
{o} = Shown({l})
{n} = len(f'{{{o}}}')

class Same(Box):
    def __eq__(self, other):
        {l}.append({n})
        return True
    __hash__ = None
{o} = Same({m})
{n} = int({o} == 1)

class Any(Box):
    def __getattr__(self, name):
        {l}.append(1)
        return {m}
{o} = Any({k})
{k} = {o}.missing

class Outer:
    xs = [x for x in {l}[:2]]
    class Inner:
        ys = {m}
    xs.append({n})
{l} = Outer.Inner.ys
{m} = Outer.xs

class Pair(typing.NamedTuple):
    one: list
    two: list
x, {l} = Pair({m}, {k})
{m} = Pair({l}, {k}).one

class Base:
    kept = {l}
    def __init_subclass__(cls): cls.kept.append(1)
class Sub(Base): pass

class Field:
    def __get__(self, it, owner): return {l}
    def __set__(self, it, x): {m}.append(1)
class Held(Box):
    field = Field()
{o} = Held({k})
{o}.field = 1
{k} = {o}.field

class Def(Box):
    def __init__(self, v=[]): self.v = v
{o} = Def()
{o}.v.append({n})
{v} = Def()

class Tick:
    count = 0
    def __init__(self): Tick.count += 1
{n} = (Tick(), Tick.count)[1]
Tick()
{r} = Tick.count

class Loud(Box):
    def put(self, x):
        {l}.append(x)
        return super().put(x)
{o} = Loud({m}).put({n})

class Temp:
    def run(self): return self.step({l})
    def step(self, p): raise NotImplementedError
class Real(Temp):
    def step(self, p):
        p.append({n})
        return p
{m} = Real().run()

class Ord(Box):
    def __lt__(self, other):
        {l}.append(1)
        return True
{o} = sorted([Ord({m}), Ord({k})])[0]

class Chain(Box):
    def __init__(self, v, after=None):
        self.v, self.after = v, after
    def last(self): return self.after.last() if self.after else self.v
{o} = Chain({l}, Chain({m}))
{k} = {o}.last()
{o}.after.v.append({n})
""")
