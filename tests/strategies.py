"""Random notebooks for the laws: programs that run, over lists, dicts, boxes and functions.

Every name keeps its kind — ``a b c`` lists, ``d e`` dicts, ``o u`` boxes, ``i j`` numbers, ``f g``
functions of one list that return a list — so that nearly every program runs to its end.
"""

import ast
import textwrap
from collections.abc import Iterable
from pathlib import Path

from hypothesis import strategies as st

from mlship.ir.notebook import Notebook
from mlship.ir.program import Program, Statement

NAMES = {"l": "abc", "n": "ij", "d": "de", "o": "ou", "f": "fg"}

PRELUDE = """
import contextlib, copy, functools, random
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
    "for x in {l}[:3]:\n    x.append({n}) if isinstance(x, list) else None",
    "{l} = [y for y in [{m}] if (i := len(y)) >= 0]", "{l}[:1] = [x for x in {m}][:1]",
    "first, *{l} = [{n}, *{m}]", "del {l}\n{l} = [{n}]", "{l} = [{m}, {k}][{n} % 2]",
    "if isinstance({m}[:1], list):\n    {l} = [v for w in [{m}] for v in w[:3]]",
)  # fmt: skip
NUMBERS = (
    "{n} = len({l})", "{n} += 1", "{n} = {r} + 1", "({n} := {r} + 1)", "{n} = {r}",
    "{n} = random.randint(0, 9)", "random.seed({n})", "random.shuffle({l})",
    "{n} = sum(len(x) for x in {l} if isinstance(x, list))", "{n} = int({l} is {m})",
    "{l} = random.sample({m}, min(2, len({m})))", "{n} = len(repr({d}.keys()))",
)  # fmt: skip
MAPPINGS = (
    "{d}[{n} % 3] = {l}", "{l} = {d}.get({n} % 3, {m})", "{l} = {d}.setdefault('k', {m})",
    "{d} = dict({w})", "{d} = {w}", "{d}.update({w})", "{d} = {{'k': {l}, **{w}}}",
    "{d}.pop({n} % 3, None)", "{d} = {{y: z for y, z in {w}.items()}}",
    "for y, z in {d}.items():\n    z.append({n})", "{l} = [z for z in {d}.values()]",
    "{l} = list({d}.values())",
)  # fmt: skip
BOXES = (
    "{o} = Box({l})", "{o} = {v}", "{o}.put({n})", "{o}.put({l})", "{l} = {o}.get()",
    "{o}.swap({v})", "{o}.v = {l}", "{l} = {o}.v", "{o}.v.append({n})", "{l} = {o}.items",
    "Box.items.append({n})", "{o}.v += [{n}]", "setattr({o}, 'v', {l})", "{l} = getattr({o}, 'v')",
    "{o} = copy.copy({v})", "{o} = Box({l}).put({n})", "{l} = [{o}.v, {v}.v]", "h = {o}.put\nh({n})",
)  # fmt: skip
FUNCTIONS = (
    "{f} = {t}", "{l} = {f}({m})", "{f}({l})", "for_each({f}, {l})", "hold['f'] = {f}",
    "{l} = hold['f']({m})", "{f} = lambda p: p.append({n}) or p", "{f} = lambda p, q={l}: q",
    "{f} = functools.partial(two, {l})", "list(map({f}, [{l}]))", "{l} = list(map({f}, [{m}]))",
    "{f} = lambda p: {t}(p) if len(p) < 3 else p", "{f} = hold['f']", "{l} = [{f}, {t}][{n} % 2]({m})",
    "it = iter({l})", "{n} = len([next(it, 0)])", "gen = ([x, {n}] for x in {l}[:2])",
    "{l} = list(gen)", "it = map({f}, [{l}])", "{l} = list(it)", "it = zip({l}, {m})",
    "h = {l}.append\nh({n})", "{f} = Box({l}).__class__ and {t}",
)  # fmt: skip
DEFINITIONS = (
    "def {f}(p, acc=[]):\n    acc.append(p)\n    return acc",
    "def {f}(p):\n    def inner():\n        return p + {l}\n    return inner()",
    "def {f}(p):\n    global {n}, {l}\n    {n} += 1\n    {l} = p\n    return p",
    "def {f}(p):\n    {l}.append({n})\n    return {m}",
    "def make(p):\n    def inner(q):\n        p.append({n})\n        return p\n    return inner\n"
    "{f} = make({l})",
    "def make(p):\n    count = [0]\n    k = 0\n    def inner(q):\n        nonlocal k\n        k += 1\n"
    "        count.append(k)\n        return count\n    return inner\n{f} = make({l})",
    "def deco(fn):\n    def wrapped(p):\n        {l}.append(1)\n        return fn(p)\n    return wrapped\n"
    "@deco\ndef {f}(p):\n    return [p, {n}]",
    "@functools.lru_cache\ndef cached(k):\n    return [k]\ndef {f}(p):\n    return cached(1)",
    "def rec(p, k):\n    p.append(k)\n    return rec([p], k - 1) if k > 0 else p\n"
    "def {f}(p):\n    return rec(p, 2)",
    "def yields(p):\n    for x in p[:2]:\n        {l}.append(x)\n        yield x\n"
    "gen = yields({m})\ndef {f}(p):\n    return list(yields(p))",
    "class Kept(Box):\n    def __init__(self, v):\n        super().__init__(v)\n        {l}.append(2)\n"
    "    def __len__(self):\n        self.v.append(3)\n        return 1\n{o} = Kept({m})\n"
    "{n} = len({o})",
    "class Counter:\n    seen = {l}\n    @property\n    def size(self):\n        self.seen.append(1)\n"
    "        return len(self.seen)\n{n} = Counter().size",
    "def {f}(p):\n    try:\n        p[99].append(1)\n    except IndexError as problem:\n"
    "        {l}.append(4)\n        return p\n    return {m}",
    "def {f}(p):\n    for x in p[:2]:\n        if x == {n}:\n            return {l}\n        {m}.append({n})\n"
    "    return p",
)  # fmt: skip
BLOCKS = (
    "if {n} % 2:\n{one}\nelse:\n{two}",
    "if len({l}) > 2:\n{one}",
    "for x in {l}[:2]:\n{one}",
    "for i in range(2):\n{one}\nelse:\n{two}",
    "for x in {l}[:3]:\n    if x == {n}:\n        break\n{one}\nelse:\n{two}",
    "for x in {l}[:3]:\n    if x == {n}:\n        continue\n{one}",
    "k = 2\nwhile k:\n    k -= 1\n{one}",
    "while True:\n{one}\n    break",
    "try:\n{one}\n    {l}[99] = 1\n    {m} = []\nexcept IndexError as problem:\n{two}",
    "try:\n{one}\nexcept ValueError:\n{two}\nelse:\n    {l} = [{n}]\nfinally:\n    {m}.append({n})",
    "with contextlib.suppress(IndexError):\n{one}\n    {l}[99] = 1\n    {m} = []",
    "with contextlib.nullcontext({l}) as x:\n    x.append({n})\n{one}",
    "match {l}[:2]:\n    case [x, y]:\n        {m} = [x, y]\n    case [x]:\n        {m} = [x]\n"
    "    case _:\n        pass",
    "match {d}:\n    case {{'k': x}}:\n        x.append({n})\n    case rest:\n        rest['z'] = {l}",
)  # fmt: skip
_ROWS = {"l": "lmk", "n": "nr", "d": "dw", "o": "ov", "f": "ft"}


@st.composite
def simple_statements(draw: st.DrawFn) -> str:
    """One statement, or two that belong together."""
    groups = (LISTS, LISTS, NUMBERS, MAPPINGS, BOXES, FUNCTIONS)
    return _filled(draw, draw(st.sampled_from(draw(st.sampled_from(groups)))))


@st.composite
def block_statements(draw: st.DrawFn, depth: int) -> str:
    """A compound statement with bodies."""
    one, two = (draw(statement_lists(depth - 1)) for _ in range(2))
    template = draw(st.sampled_from(BLOCKS))
    return _filled(draw, template, one=_indented(one), two=_indented(two))


def statement_lists(depth: int) -> st.SearchStrategy[list[str]]:
    """Some statements, nested at most so deep."""
    simple = simple_statements()
    if depth == 0:
        return st.lists(simple, min_size=1, max_size=3)
    definitions = definition_statements()
    kinds = st.one_of(simple, simple, simple, definitions, block_statements(depth))
    return st.lists(kinds, min_size=1, max_size=3 if depth < 2 else 12)


@st.composite
def definition_statements(draw: st.DrawFn) -> str:
    """Definitions of functions and classes, with what binds them to a name."""
    return _filled(draw, draw(st.sampled_from(DEFINITIONS)))


@st.composite
def sources(draw: st.DrawFn) -> str:
    """The source of a program: first every name is bound, then anything happens."""
    return "\n".join((PRELUDE, *draw(statement_lists(2))))


def _filled(draw: st.DrawFn, template: str, **bodies: str) -> str:
    names = {
        field: draw(st.sampled_from(NAMES[kind]))
        for kind, fields in _ROWS.items()
        for field in fields
        if f"{{{field}}}" in template
    }
    return template.format(**names, **bodies)


def _indented(statements: Iterable[str]) -> str:
    return textwrap.indent("\n".join(statements), "    ")


def program_of(source: str) -> Program:
    """Take a source apart into the statements of a program."""
    nodes = ast.parse(source).body
    statements = tuple(
        Statement(index=index, cell=0, line=node.lineno, source=ast.unparse(node), node=node)
        for index, node in enumerate(nodes)
    )
    return Program(notebook=Notebook(path=Path("law.ipynb"), cells=()), statements=statements)
