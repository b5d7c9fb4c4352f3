"""Templates of Python programs: names of one kind each, what may be done with them.

Every name keeps its kind — ``a b c`` lists, ``d e`` dicts, ``o u`` boxes, ``i j`` numbers, ``f g``
functions of one list that return a list — so that nearly every program runs to its end.
"""

from tests.strategies import Language, paragraphs
from tests.strategies_definitions import CLASSES, DEFINITIONS

_NAMES = {"l": "abc", "n": "ij", "d": "de", "o": "ou", "f": "fg"}

_PRELUDE = """
import collections, contextlib, copy, dataclasses, functools, itertools, operator, random, typing
class Box:
    items = []
    def __init__(self, v): self.v = v
    def put(self, x):
        self.v.append(x)
        return self
    def get(self): return self.v
    def swap(self, other): self.v, other.v = other.v, self.v
def f(p): return p
def g(p):
    p.append(0)
    return p
def two(p, q): return [p, q]
def for_each(h, p):
    for x in p[:3]:
        h([x])
    return h(p)
a = [1]
b = [2, 3]
c = [[4], 5]
d = {}
e = {'k': [6]}
o = Box([7])
u = Box(a)
i = 0
j = 1
it = iter([8])
gen = (x for x in [9])
hold = {'f': f}
rnd = random.Random(1)
random.seed(0)
"""

LISTS = (
    "{l} = [{n}]", "{l} = {m}", "{l} = list({m})", "{l} = {m} + {k}", "{l} = [{m}, {n}]",
    "{l}.append({n})", "{l}.append({m})", "{l} += [{n}]", "{l} += {m}[:4]", "{l}[0:1] = {m}[:2]",
    "{l} = {m}[:2]", "{l} = {m} * 2", "del {l}[3:]", "{l}, {m} = {m}, {l}", "{l}.insert(0, {k})",
    "{l}.extend({m}[:3])", "{l}.reverse()", "{l} = [x for x in {m}]", "{l} = [*{m}, {k}]",
    "{l} = [[x, {n}] for x in {m}[:3]]", "{l}.sort(key=lambda x: type(x).__name__)",
    "{l} = ({m}, {k})[{n} % 2]", "{l} = {m} if {n} % 2 else {k}", "{l} = {m} or {k}",
    "{l} = copy.copy({m})", "{l} = copy.deepcopy({m})", "{l} = max([{m}, {k}], key=len)",
    "{l} = [y for y in [{m}] if (i := len(y)) >= 0]", "{l}[:1] = [x for x in {m}][:1]",
    "first, *{l} = [{n}, *{m}]", "{l} = [{m}, {k}][{n} % 2]", "{l} = {m} = [{n}]",
    "{l}[0:0] = [{k}]", "{l}.pop() if {l} else None", "{l} = [{m}] * 2",
    "{l} = sorted({m}, key=lambda x: ({k}.append(0), 0)[1])", "assert {l}.append({n}) is None",
    "{n} = len(f'{{{l}.append(1)}}')", "{l} = [*map(list, [{m}, {k}])]", "{l}[-1:] = [{m}]",
    "{l} = [x for x in {m}[:3] if not {k}.append(0)]", "{l} = (lambda p={m}: p)()",
    "{l} = [[y for y in {k}[:2]] for x in {m}[:2]]", "{l} = list(zip({m}, [{k}]))",
    "{l} = list(reversed({m}))", "{l} = {m}.copy()", "({l} := {m}).append({n})",
    "{l}, *rest = [{m}, {k}]", "[{l}, {m}] = [{m}, {l}]", "{l} = operator.iadd({m}, [{n}])",
    "operator.setitem({l}, slice(0, 1), {m}[:1])", "{l} = operator.itemgetter(0)([{m}, {k}])",
    "operator.methodcaller('append', {n})({l})", "list.append({l}, {n})",
    "getattr({l}, 'append')({n})", "{l} = next(iter([{m}]))", "{l} = {m} if {l} is {k} else {k}",
    "{l} = functools.reduce(lambda p, q: p, [{m}, {k}])", "{l} = min({m}, {k}, key=len)",
    "{l} = [x for x in ({m}, {k})][-1]", "{l}[:] = {m}[:5]", "{l} = [].__iadd__({m})",
    "[x.append({n}) for x in ({l}, {m})]", "{l}, = [{m}]",
)  # fmt: skip

NUMBERS = (
    "{n} = len({l})", "{n} += 1", "{n} = {r} + 1", "({n} := {r} + 1)", "{n} = {r}",
    "{n} = random.randint(0, 9)", "random.seed({n})", "random.shuffle({l})",
    "{n} = sum(len(x) for x in {l} if isinstance(x, list))", "{n} = int({l} is {m})",
    "{l} = random.sample({m}, min(2, len({m})))", "{n} = len(repr({d}.keys()))",
    "{n} = random.choice([1, 2, 3])", "rnd = random.Random({n})", "{n} = rnd.randint(0, 9)",
    "kept = random.getstate()", "{n} -= len({l})", "{n} = {r} = {n} + 1", "{n} = max({n}, {r})",
    "rnd.shuffle({l})", "{n} = sum(1 for x in {l}[:3] if not {m}.append(1))",
    "{n} = int(any(x == {r} for x in {l}))",
)  # fmt: skip

MAPPINGS = (
    "{d}[{n} % 3] = {l}", "{l} = {d}.get({n} % 3, {m})", "{l} = {d}.setdefault('k', {m})",
    "{d} = dict({w})", "{d} = {w}", "{d}.update({w})", "{d} = {{'k': {l}, **{w}}}",
    "{d}.pop({n} % 3, None)", "{d} = {{y: z for y, z in {w}.items()}}",
    "{l} = [z for z in {d}.values()]", "{l} = list({d}.values())", "{d} |= {w}", "{d} = {d} | {w}",
    "{d} = dict.fromkeys(['k', {n} % 3], {l})", "{d}.setdefault({n} % 3, []).append({r})",
    "{d} = collections.defaultdict(list, {w})", "{d} = copy.copy({w})", "{d} = copy.deepcopy({w})",
    "{d} = collections.OrderedDict({w})", "{d} = collections.ChainMap({w}, {{'k': {l}}})",
    "{l} = {d}.popitem()[1] if {d} else {m}", "{d}['z'] = [{d}]", "{d} = {{**{d}, 'k': {l}}}",
    "{l} = [*{d}.values()]", "({d} := {w}).update(k={l})", "k, {l} = (*{d}.items(), (0, {m}))[0]",
)  # fmt: skip

BOXES = (
    "{o} = Box({l})", "{o} = {v}", "{o}.put({n})", "{o}.put({l})", "{l} = {o}.get()",
    "{o}.swap({v})", "{o}.v = {l}", "{l} = {o}.v", "{o}.v.append({n})", "{l} = {o}.items",
    "Box.items.append({n})", "{o}.v += [{n}]", "setattr({o}, 'v', {l})", "{l} = getattr({o}, 'v')",
    "{o} = copy.copy({v})", "{o} = Box({l}).put({n})", "{l} = [{o}.v, {v}.v]",
    "{o}.__dict__['v'] = {l}", "vars({o})['v'] = {l}", "{o}.__dict__.update(v={l})",
    "{l} = operator.attrgetter('v')({o})", "{o}.v, {l} = {l}, {o}.v", "{o} = type({v})({l})",
    "{o} = {v}.__class__({l})", "{l} = [x.v for x in ({o}, {v})][0]", "{o}.v[:1] = [{l}]",
    "Box.put({o}, {n})", "Box.items = {l}", "{o}.items = {l}", "{o}.items += [{n}]",
    "{l} = vars({o}).get('v')", "{o}.v[0:0] = [{n}]", "{l} = (lambda x: x.v)({o})",
    "{o} = copy.deepcopy({v})",
)  # fmt: skip

FUNCTIONS = (
    "{f} = {t}", "{l} = {f}({m})", "{f}({l})", "for_each({f}, {l})", "hold['f'] = {f}",
    "{l} = hold['f']({m})", "{f} = lambda p: p.append({n}) or p", "{f} = lambda p, q={l}: q",
    "{f} = functools.partial(two, {l})", "list(map({f}, [{l}]))", "{l} = list(map({f}, [{m}]))",
    "{f} = lambda p: {t}(p) if len(p) < 3 else p", "{f} = hold['f']",
    "{l} = [{f}, {t}][{n} % 2]({m})", "it = iter({l})", "{n} = len([next(it, 0)])",
    "gen = ([x, {n}] for x in {l}[:2])", "{l} = list(gen)", "it = map({f}, [{l}])",
    "{l} = list(it)", "it = zip({l}, {m})", "{f} = Box({l}).__class__ and {t}", "{f}.seen = {l}",
    "{l} = getattr({f}, 'seen', {m})", "{f} = (lambda q: lambda p: q)({l})",
    "{l} = [h(x) for h, x in [({f}, {m}), ({t}, {k})]][0]", "{l} = {f}(*[{m}])",
    "{f} = [lambda p: p + [k] for k in range(2)][0]", "{l} = (lambda *p: list(p))({m}, {k})",
    "{l} = (lambda **p: list(p.values()))(x={m})", "hold.update(f={f})", "it = iter([{l}, {m}])",
    "hold = {{'f': {f}, **hold}}", "{l} = list(filter(lambda x: not {k}.append(1), {m}[:3]))",
    "it = (y for x in [{l}] for y in x)", "it = itertools.chain({l}, [{m}])", "{l} = [*it]",
    "{l} = list(itertools.islice(it, 2))", "{n} = int({r} in it)", "{l} = list(enumerate({m}))",
    "it = enumerate([{l}, {m}])", "it = map(lambda x: {l}.append(x), {m}[:2])",
    "it = filter({f}, [{l}])", "gen = (h({m}) for h in [{f}, {t}])",
    "{l} = sorted([{m}, {k}], key=lambda x: len({f}(x)))[0]", "it = reversed([{l}])",
)  # fmt: skip
MIXED = paragraphs("""
for x in {l}[:3]:
    x.append({n}) if isinstance(x, list) else None

del {l}
{l} = [{n}]

if isinstance({m}[:1], list):
    {l} = [v for w in [{m}] for v in w[:3]]

for {l} in [{m}, {k}]:
    pass

kept = random.getstate()
random.random()
random.setstate(kept)

try:
    {n} = 1 // ({r} % 2)
except ZeroDivisionError:
    {l}.append({n})

for y, z in {d}.items():
    z.append({n})

for k in {d}:
    {d}[k] = {l}

h = {o}.put
h({n})

del {o}.v
{o}.v = {l}

for z in [{o}, {v}]:
    z.v = {l}

h = {l}.append
h({n})

for x in it:
    {l}.append(x)
    break

h = functools.partial({l}.append, {n})
h()
""")
BLOCKS = paragraphs("""
if {n} % 2:
{one}
else:
{two}

if len({l}) > 2:
{one}

for x in {l}[:2]:
{one}

for i in range(2):
{one}
else:
{two}

for x in {l}[:3]:
    if x == {n}:
        break
{one}
else:
{two}

for x in {l}[:3]:
    if x == {n}:
        continue
{one}

k = 2
while k:
    k -= 1
{one}

while True:
{one}
    break

try:
{one}
    {l}[99] = 1
    {m} = []
except IndexError as problem:
{two}

try:
{one}
except ValueError:
{two}
else:
    {l} = [{n}]
finally:
    {m}.append({n})

with contextlib.suppress(IndexError):
{one}
    {l}[99] = 1
    {m} = []

with contextlib.nullcontext({l}) as x:
    x.append({n})
{one}

match {l}[:2]:
    case [x, y]:
        {m} = [x, y]
    case [x]:
        {m} = [x]
    case _:
        pass

match {d}:
    case {{'k': x}}:
        x.append({n})
    case rest:
        rest['z'] = {l}

for i, x in enumerate({l}[:2]):
{one}

for x, y in zip({l}[:2], [{m}]):
{one}

try:
    {l}[99] = 1
except (IndexError, TypeError) as problem:
{one}
finally:
{two}

if {n} % 2:
{one}
elif {n} % 3:
{two}

with contextlib.ExitStack() as stack:
    stack.callback({l}.append, {n})
{one}

with contextlib.suppress(ValueError), contextlib.nullcontext({l}) as x:
{one}
    raise ValueError

for x in iter({l}[:2]):
    for y in [{n}]:
        if x == y:
            break
    else:
        continue
    break
else:
{one}

try:
{one}
    raise KeyError({l})
except KeyError as problem:
    {m} = problem.args[0]

match {o}:
    case Box(v=x):
        x.append({n})

if (x := {l}) and {n} % 2:
    x.append(1)
{one}

if {n} % 2:
    def {f}(p): return {l}
else:
    def {f}(p): return p
""")
PYTHON = Language(
    names=_NAMES,
    fields={"l": "lmk", "n": "nr", "d": "dw", "o": "ov", "f": "ft"},
    prelude=_PRELUDE,
    groups=(LISTS, LISTS, NUMBERS, MAPPINGS, BOXES, FUNCTIONS, MIXED),
    definitions=(*DEFINITIONS, *CLASSES),
    blocks=BLOCKS,
)
