"""A name that changes its type says so where it is first bound."""

from dataclasses import replace

import pytest

from mlship.planning.bindings import Surroundings
from mlship.planning.declaring import declare, declare_definition, declare_unbound

AROUND = Surroundings(
    imports={
        "np": "numpy",
        "pd": "pandas",
        "plt": "matplotlib.pyplot",
        "deque": "collections.deque",
        "Counter": "collections.Counter",
        "dt": "datetime.datetime",
        "queue": "queue",
        "re": "re",
        "os": "os",
        "Image": "PIL.Image",
        "Soup": "bs4.BeautifulSoup",
    },
    parameters={"params.train.epochs": "int"},
    own=frozenset({"helper", "Memory"}),
    classes=frozenset({"Memory"}),
    ours=frozenset({"params", "report", "Any"}),
    written=frozenset({"later"}),
    complete=True,
)


def declared(body: str, **inputs: str) -> str:
    return declare(body, inputs, AROUND).body


@pytest.mark.parametrize(
    ("body", "first_line"),
    [
        ("xs = []\nxs = np.array(xs)", "xs: Any = []"),
        ("xs = []\nxs.append(1)", "xs: list[Any] = []"),
        ("t = ()\na = np.asarray(t)", "t: tuple[Any, ...] = ()"),
        ("xs = [1]\nxs.append(0.5)", "xs: list[Any] = [1]"),
        ("d = {}\nd['a'] = 1", "d: dict[Any, Any] = {}"),
        ("d = {k: [] for k in 'ab'}", "d: dict[Any, Any] = {k: [] for k in 'ab'}"),
        ("d = [[] for k in 'ab']", "d: list[Any] = [[] for k in 'ab']"),
        ("d = dict.fromkeys('ab', [])", "d: dict[Any, Any] = dict.fromkeys('ab', [])"),
        ("d = {k: 1 for k in 'ab'}", "d = {k: 1 for k in 'ab'}"),
        ("n = 0\nn /= 2", "n: float = 0"),
        ("n = 0\nn = np.mean([1, 2])", "n: Any = 0"),
        ("n = np.sum(np.random.random(9))\nn = 0", "n: Any = np.sum(np.random.random(9))"),
        ("n = params.train.epochs\nn = 'many'", "n: Any = params.train.epochs"),
        ("z = np.arange(3)\nz = z.reshape(3, 1)", "z: np.ndarray = np.arange(3)"),
        ("best = None\nfor x in df: best = x\nprint(best.shape)", "best: Any = None"),
        ("best = np.inf\nbest = df.min()\nprint(best.round(2))", "best: Any = np.inf"),
        ("for i in range(3): pass\nfor i in 'abc': pass", "i: Any"),
        ("z, b = [], 1\nz.append(b)", "z: list[Any]"),
        ("d = {'bad': {}, 'good': {}}", "d: dict[str, Any] = {'bad': {}, 'good': {}}"),
        ("n = [0] * df.shape[0]\nn[0] = 0.5", "n: list[Any] = [0] * df.shape[0]"),
        ("g = [[0]]\ng[0][0] = 'x'", "g: list[Any] = [[0]]"),
        ("c = Counter(a)\nc['x'] = 0.5", "c: Any = Counter(a)"),
        ("c = Counter(a)\nc['x'] += 1", "c: Counter[Any] = Counter(a)"),
        ("q = queue.Queue()\nq.put(1)", "q: queue.Queue[Any] = queue.Queue()"),
        ("b = None\nb = a[0]\na(**b)", "b: Any = None"),
        ("x = a if a else None\nx.head()", "x: Any = a if a else None"),
        ("t = (1, 2)\nt[0] = 3", "t: Any = (1, 2)"),
        ("q = deque(maxlen=3)\nq.append(1)", "q: deque[Any] = deque(maxlen=3)"),
        ("m = deque()\nm = Memory()", "m: Any = deque()"),
        ("s = {'a': 1}\nmax(s, key=s.get)", "s: Any = {'a': 1}"),
        ("lim = [0, 1, 2]\nplt.xlim(lim[:2])", "lim: Any = [0, 1, 2]"),
        ("z = np.zeros(3)\nz.head()", "z: Any = np.zeros(3)"),
        ("dict = {}\ndict['a'] = 1", "dict: Any = {}"),
        ("x = None\nx.dim()", "x: Any = None"),
        ("x = [1, 2]\nx = pd.DataFrame(x)\nx['a'] = 1", "x: Any = [1, 2]"),
        ("n = 5\nfor i in range(3): print(len(n))", "n: Any = 5"),
        ("d = {'a': 1}\nd.get('a') + 1", "d: Any = {'a': 1}"),
        ("d = {'a': 1}\nd.get('a', 0) + 1", "d = {'a': 1}"),
        ("m = re.match('a', a)\nm.group()", "m: Any = re.match('a', a)"),
        ("bar = plt.colorbar()\nbar.draw_all()", "bar: Any = plt.colorbar()"),
        ("page = Soup(a)\npage.find('a').text", "page: Any = Soup(a)"),
        ("ax = plt.axes(projection='3d')\nax.scatter3D(1)", "ax: Any = plt.axes(projection='3d')"),
        ("f = lambda: later\nlater = a[0]", "f = lambda: later"),
        ("xs = []\nxs = a.stack(xs)", "xs: Any = []"),
        ("xs = [1]\nreport.metric('x', xs).head()", "xs: Any = [1]"),
        ("z = np.zeros(3)\ndel z[0]", "z: Any = np.zeros(3)"),
        ("k = 1\nfor k in np.linspace(0, 1): pass", "k: Any = 1"),
    ],
)
def test_a_name_is_declared_as_what_it_will_be(body: str, first_line: str) -> None:
    assert declared(body, df="pd.DataFrame", a="Any").split("\n")[0] == first_line


@pytest.mark.parametrize(
    ("body", "annotation", "retyped"),
    [
        ("x.head()", "np.ndarray", True),
        ("x.mean()", "np.ndarray", False),
        ("x.size", "tuple[Any, ...]", True),
        ("x.append(1)", "list[Any]", False),
        ("x.head()", "pd.DataFrame", False),
    ],
)
def test_an_input_that_is_asked_for_what_its_class_lacks_is_something_else(
    body: str, annotation: str, *, retyped: bool
) -> None:
    assert ("x" in declare(body, {"x": annotation}, AROUND).retyped) is retyped


@pytest.mark.parametrize(
    "body",
    [
        "df = pd.read_csv('a')\ndf = df.values",
        "n = 0\nn += 1",
        "t = ()",
        "(z) = []\nz.append(1)",
        "global z\nz = []\nz.append(1)",
        "n = 1.5\nn = 2",
        "x = helper(1)\nx = 'a'",
        "xs = [1, 2]\nprint(xs)",
        "n = 0\nn = np.mean(df)",
        "n = 1\nprint([n[0] for n in df])",
        "n = np.sqrt(df)\nn = 1",
        "n, b, c = plt.hist(df)\nprint(b)",
        "for i in range(3): pass\nfor i in range(4): pass",
        "fig, ax = plt.subplots()\nfig, ax = plt.subplots()",
        "acc = report.metric('acc', df.score())\nacc = 1",
        "m = Memory()\nm = Memory()",
        "def f():\n    return g()\ndef g():\n    return 1",
    ],
)
def test_what_keeps_its_type_stays_as_it_is(body: str) -> None:
    assert declared(body, df="pd.DataFrame") == body


def test_what_is_asked_for_more_than_functions_have_is_not_only_callable() -> None:
    found = declare(
        "f(1)\nf.__name__\ng.cache_clear()", dict.fromkeys("fg", "Callable[..., Any]"), AROUND
    )

    assert found.retyped == {"g"}


def test_an_input_that_becomes_something_else_is_named() -> None:
    found = declare("xs = np.array(xs)", {"xs": "list[Any]"}, AROUND)

    assert found.retyped == {"xs"}


def test_a_name_that_nothing_binds_is_declared_where_it_is_used() -> None:
    assert declared("print(1)\nprint(X)") == (
        "print(1)\nX: Any  # the notebook never sets it\nprint(X)"
    )


def test_a_name_that_is_only_deleted_is_declared() -> None:
    assert declared("del X").startswith("X: Any  # the notebook never sets it\n")


def test_a_name_that_is_read_too_early_is_declared() -> None:
    assert declared("later = len(later)\nlater = 'x'").count("later: Any") == 1
    assert declared("later = later + 1").startswith(
        "later: Any  # the notebook sets it elsewhere, not before this line\n"
    )


def test_a_star_import_may_bring_any_name() -> None:
    around = Surroundings(
        imports={}, parameters={}, own=frozenset(), classes=frozenset(), ours=frozenset(),
        written=frozenset(), complete=False,
    )  # fmt: skip

    assert declare("print(X)", {}, around).body == "print(X)"


def test_a_function_that_is_defined_again_says_so() -> None:
    body = "def f(x):\n    return x\n\n\n@cached  # twice\ndef f(x, y):\n    return y"

    assert declared(body, cached="Any").split("\n")[4] == (
        "@cached  # type: ignore[no-redef]  # the notebook defines it again  # twice"
    )


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("for i in range(3):\n    plt.title(i)", "for i in range(3):\n    plt.title(str(i))"),
        ("plt.title(a)", "plt.title(a)"),
        ("plt.title('a')", "plt.title('a')"),
        ("plt.xlabel(None)", 'plt.xlabel("")'),
        ("plt.text(0, 1, (0, a))", "plt.text(0, 1, str((0, a)))"),
        ("plt.text(0, 1, a)", "plt.text(0, 1, a)"),
        ("a.set_yticklabels([10, '50+'])", """a.set_yticklabels(["10", '50+'])"""),
        ("plt.yticks(a, reversed([0.1]))", "plt.yticks(a, list(map(str, reversed([0.1]))))"),
        ("plt.yticks(a, [f'{x}' if x else 0 for x in a])",
         "plt.yticks(a, list(map(str, [f'{x}' if x else 0 for x in a])))"),
        ("plt.xticks([0, 1], [10, 0.5])", 'plt.xticks([0, 1], ["10", "0.5"])'),
        ("plt.xticks([0, 1], ['a', 'b'])", "plt.xticks([0, 1], ['a', 'b'])"),
        ("z = np.arange(3)\nplt.yticks(a, z + 1)", "z = np.arange(3)\nplt.yticks(a, z + 1)"),
        ("z = np.unique(a)\nplt.yticks(a, z + 1)",
         "z = np.unique(a)\nplt.yticks(a, list(map(str, z + 1)))"),
        ("plt.FixedFormatter(range(3))", "plt.FixedFormatter(list(map(str, range(3))))"),
    ],
)  # fmt: skip
def test_plots_are_given_texts_for_numbers(body: str, after: str) -> None:
    assert declared(body, a="Any") == after


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("plt.boxplot(a, labels=n)", "cast(Any, plt).boxplot(a, labels=n)"),
        ("ax.tight_layout(rectangle=n)", "cast(Any, ax).tight_layout(rectangle=n)"),
        ("plt.bar(left=a, height=n)", "cast(Any, plt).bar(left=a, height=n)"),
        ("fig = plt.figure()\nfig.subfigures(2)", "cast(Any, fig).subfigures(2)"),
        ("re.match('a', s).group()", "cast(Any, re.match('a', s)).group()"),
        ("p = re.compile('a')\np.search(s).group()", "cast(Any, p.search(s)).group()"),
        ("i.resize(a, Image.NEAREST)", "i.resize(a, cast(Any, Image).NEAREST)"),
        ("b, c = 'ab'", "b, c = cast(Any, 'ab')"),
        ("ax.lines[0].set_lw(3)", "ax.lines[0].set_linewidth(3)"),
        ("for line in f(): line.set_lw(3)", "cast(Any, line).set_lw(3)"),
        ("plt.hist(a, bins=np.arange(3))", "plt.hist(a, bins=list(np.arange(3)))"),
        ("filter(np.VisibleDeprecationWarning)", "cast(Any, np).VisibleDeprecationWarning"),
        ("plt.hist(a, density=1)", "plt.hist(a, density=True)"),
        ("plt.boxplot(a, 0, 'rs', 1)", "plt.boxplot(a, False, 'rs', True)"),
        ("d = {}\nplt.bar(d.keys(), d.values())", "plt.bar(list(d.keys()), list(d.values()))"),
        ("plt.bar(a.keys(), a)", "plt.bar(list(a.keys()), a)"),
        ("plt.bar(a, report.metric('b', a.values()))", "list(report.metric('b', a.values()))"),
        ("plt.title('a', loc='Center')", "cast(Any, plt).title('a', loc='Center')"),
        ("plt.scatter(a, a, linewidths='1')", "cast(Any, plt).scatter"),
        ("plt.axis([0, 1, 0, 1], 'equal')", "cast(Any, plt).axis("),
        ("plt.annotate('a', xy=[1, 2])", "plt.annotate('a', xy=(1, 2))"),
        ("plt.xlim((0, None))", "cast(Any, plt).xlim("),
        ("plt.Circle((0, 0), np.linalg.norm(a))", "plt.Circle((0, 0), float(np.linalg.norm(a)))"),
        ("for i in np.arange(3):\n    plt.title(i)", "plt.title(str(i))"),
        ("ax.text(0, 0, s=3)", "ax.text(0, 0, s=str(3))"),
        ("ax.set_yticks([0, 1], labels=[0, 1])", 'labels=["0", "1"]'),
        ("fig.add_subplot(2, 4 / 2, 1)", "cast(Any, fig).add_subplot("),
        ("ax.get_legend().remove()", "cast(Any, ax.get_legend()).remove()"),
        ("for p in ax.patches:\n    p.get_height()", "cast(Any, ax).patches"),
        ("plt.matshow(a, fignum=fig.number)", "fignum=cast(Any, fig).number"),
        ("ax.figure.savefig(s)", "cast(Any, ax.figure).savefig(s)"),
        ("ax.plot3D(a)", "cast(Any, ax).plot3D(a)"),
        ("ax = a.plot()\nax = plt.gca()\nax.plot3D(a)", "cast(Any, ax).plot3D(a)"),
        ("fig.canvas.tostring_rgb()", "cast(Any, fig.canvas).tostring_rgb()"),
        ("np.asscalar(a)", "cast(Any, np).asscalar(a)"),
        ("print(ax.grid())", "print(cast(Any, ax.grid)())"),
        ("[ax.grid() for ax in axs]", "[cast(Any, ax.grid)() for ax in axs]"),
        ("b = [1]\nc = b.append(2)", "c = cast(Any, b.append)(2)"),
        ("n, b, c = plt.hist(a)\nfor c in b: n.max()", "n: Any"),
        ("fig = plt.figure()\nx = fig.add_subplot()\nx.axes.grid(True)", "\nx.grid(True)"),
        ("fig = plt.figure()\nx = fig.add_subplot(1, polar=True)", "x: Any = fig.add_subplot"),
        ("fig, x = plt.subplots(subplot_kw={'polar': True})", "x: Any"),
        ("plt.cm.tab10.colors", "cast(Any, plt.cm.tab10).colors"),
        ("ax.axes.get_xaxis()", "ax.get_xaxis()"),
        ("plt.plot(a, d.values())", "plt.plot(a, list(d.values()))"),
        ("d = {}\nplt.xticks(a, d.keys())", "plt.xticks(a, list(d.keys()))"),
        ("if a:\n    x = a\nelse:\n    x = None\nx[0]", "    x: Any = a\n"),
        ("fig.colorbar(ax.get_children()[0])", "cast(Any, fig).colorbar("),
        ("plt.axvline(x=dt(2020, 1, 1))", "cast(Any, plt).axvline("),
        ("plt.xlim((dt(2020, 1, 1), dt(2021, 1, 1)))", "cast(Any, plt).xlim("),
        ("x = ax.lines[0].get_xdata()\nx[0]", "x: Any = ax.lines[0].get_xdata()"),
        ("k = ax.legend()\nk.legendHandles", "cast(Any, k).legendHandles"),
        ("k = ax.legend()\nk.set_title('a', prop={'size': 9})", "cast(Any, k).set_title("),
        ("ax.yaxis.get_major_formatter().set_scientific(False)", "cast(Any, ax.yaxis.get_major_f"),
        ("np.random.seed = 1", "cast(Any, np.random).seed = 1"),
        ("b = os.path.joined = 'c'", "b = cast(Any, os.path).joined = 'c'"),
        ("1 + 'b'", "cast(Any, 1) + 'b'"),
        ("b = [1]\nb + (2,)", "cast(Any, b) + (2,)"),
        ("'b' * 1.5", "cast(Any, 'b') * 1.5"),
        ("b = plt.cm.Paired(range(3))\nplt.pie(a, colors=b)", "colors=list(b)"),
        ("m = plt.get_cmap('jet')\nplt.pie(a, colors=m(np.arange(3)))", "colors=list(m(np.ar"),
        ("def f(x): return x\nf = f(a)\nf[0]", "cast(Any, f)[0]"),
        ("def f(x: int):\n    m = None\n    m = x", "m: Any = None"),
        ("if a:\n    t = a\nelse:\n    t = t + a", "    t: Any = a\n"),
    ],
)
def test_what_types_are_too_narrow_for_is_told_to_be_anything(body: str, after: str) -> None:
    assert after in declared(body, a="Any", s="str")


@pytest.mark.parametrize(
    "body",
    [
        "plt.boxplot(a, tick_labels=n)",
        "plt.boxplot(a, **options)",
        "a.boxplot(column='x', by='y')",
        "a.bar_label(n)",
        "'a'.title()",
        "word = 'a'\nword.title()",
        "m = Memory()\nm.set_ec(3)",
        "plt.hist(a, density=True)",
        "a.get('x').lower()",
        "plt.title('a', loc='center')",
        "ax = plt.gca()\nax.legend(loc='best')",
        "[print(ax) for ax in a]",
        "plt.savefig(a, quality=90)",
        "'%d' % 1 + 2 * 'b' + str(3)",
        "[1] * 2 + [a]",
        "{1} - {2} | {'b'}",
        "plt.pie(a, colors=plt.cm.Paired(0.5))",
        "def f(x):\n    m = None\n    return re.match('a', x).group()",
    ],
)
def test_what_fits_stays(body: str) -> None:
    assert "cast" not in declared(body, a="Any", n="Any", options="Any")
    assert "Any" not in declared(body, a="Any", n="Any", options="Any")


def test_nothing_is_told_to_be_anything_where_cast_means_something_else() -> None:
    around = replace(AROUND, imports={**AROUND.imports, "cast": "sqlalchemy.cast"})

    assert "cast" not in declare("re.match('a', 'b').group()", {}, around).body


def test_functions_with_types_of_their_own_are_checked_inside() -> None:
    source = "class A:\n    def f(self, x: int) -> str:\n        m = None\n        m = x\n"

    assert "        m: Any = None\n" in declare_definition(source, AROUND)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("def f(x: np.array) -> None: ...", "def f(x: np.ndarray) -> None: ..."),
        ("def f(x: any): ...", "def f(x: Any): ..."),
        ("def f(x: [int]): ...", "def f(x: list[int]): ..."),
        ("def f(x: int or str): ...", "def f(x: int | str): ..."),
        ("def f(x: list[int, int]): ...", "def f(x: list[Any]): ..."),
        ("def f(x: 'the rows'): ...", "def f(x: Any): ..."),
        ("def f(x: re): ...", "def f(x: Any): ..."),
        ("def f(x: helper): ...", "def f(x: Any): ..."),
        ("def f(x: dict[str, object]): ...", "def f(x: dict[str, Any]): ..."),
        ("def f(x: int = None): ...", "def f(x: int | None = None): ..."),
        ("def f(x: 'Memory' = None): ...", 'def f(x: "Memory | None" = None): ...'),
        ("def f(x: int = None): return x + 1", "def f(x: Any = None): return x + 1"),
        ("def f(x: str = 5): ...", "def f(x: Any = 5): ..."),
        ("def f(x: str | None = False): ...", "def f(x: Any = False): ..."),
        (
            "def f(x: Union[int, float]) -> None:\n    x = f'{x}'",
            "def f(x: Any) -> None:\n    x = f'{x}'",
        ),
        ("def f(x: str):\n    x = a(x)\n    x = 1", "def f(x: Any):\n    x = a(x)\n    x = 1"),
        ("def f() -> (int, int):\n    return 1, 2", "def f() -> tuple[int, int]:\n    return 1, 2"),
        ("def f() -> int:\n    return 1.5", "def f() -> Any:\n    return 1.5"),
        ("def f() -> None:\n    return 1", "def f() -> Any:\n    return 1"),
        ("def f(x) -> int:\n    if x: return 1", "def f(x) -> Any:\n    if x: return 1"),
        ("class A:\n    b = []", "class A:\n    b: list[Any] = []"),
    ],
)  # fmt: skip
def test_types_of_the_notebooks_own_are_spelt_as_they_are_meant(written: str, meant: str) -> None:
    assert declare_definition(written, AROUND) == meant


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: np.ndarray, y: int = 0) -> list[int]:\n    return [y]",
        "def f(x: 'Memory', *args: int, **more: str) -> Memory:\n    return x",
        "def f(x: int | None = None) -> int:\n    x = x or 1\n    return x",
        "def f(x: int | str = 'a', y: dict[str, int | None] | None = None) -> None:\n    x = 1",
        "def f(x: pd.DataFrame) -> tuple[int, ...]:\n    return (1, 2, 3)",
        "@dataclass\nclass A:\n    b: int = 0",
    ],
)
def test_types_that_say_what_is_meant_stay(source: str) -> None:
    assert declare_definition(source, AROUND) == source


def test_an_attribute_that_changes_its_type_says_so_where_it_is_first_bound() -> None:
    source = (
        "class A:\n"
        "    def __init__(self, n: int):\n"
        "        self.n = n\n"
        "        self.best = None\n"
        "    def fit(self, x: int) -> None:\n"
        "        self.best = x\n"
        "        self.n = self.n + 1\n"
    )

    declared = declare_definition(source, AROUND)

    assert "        self.best: Any = None\n" in declared
    assert "        self.n = n\n" in declared


def test_a_method_that_is_defined_twice_says_so() -> None:
    source = "class A:\n    def f(self):\n        return 1\n    def f(self):\n        return 2"

    assert "def f(self):  # type: ignore[no-redef]" in declare_definition(source, AROUND)


def test_a_method_without_self_says_so() -> None:
    source = "class A:\n    def f():\n        return 1"

    assert "def f():  # type: ignore[misc]" in declare_definition(source, AROUND)


def test_a_name_that_no_module_binds_is_declared_for_functions_with_types() -> None:
    source = "def f(x: Pipeline):\n    return absent(x)\n\n\ndef g(x):\n    return gone(x)"

    assert declare_unbound(source, AROUND, {"Pipeline"}).startswith(
        "absent: Any  # the notebook never sets it\ndef f"
    )


@pytest.mark.parametrize(
    ("body", "excused"),
    [
        ("def f(x): return x\nf.calls = 0", "f.calls = 0  # type: ignore[attr-defined]"),
        ("def f(x): return x\nf = a\nprint(f.size)", "print(f.size)  # type: ignore[attr-def"),
        ("class A(*bases): pass", "class A(*bases): pass  # type: ignore[misc]"),
    ],
)
def test_what_only_a_run_knows_is_excused(body: str, excused: str) -> None:
    assert excused in declared(body, a="Any", bases="Any")


def test_what_functions_have_needs_no_excuse() -> None:
    assert "ignore" not in declared("def f(x): return x\nprint(f.__name__)")


def test_a_function_of_a_branch_may_take_other_parameters_than_what_another_imports() -> None:
    body = "try:\n    from a import show\nexcept ImportError:\n    def show(x):\n        print(x)"

    assert "type: ignore[no-redef, misc]" in declare(body, {}, AROUND).body


def test_what_a_function_imports_inside_is_there() -> None:
    body = "def draw(rows):\n    import a.plot as plt, b.c\n    return plt.draw(b.c.of(rows))"

    assert declared(body) == body
