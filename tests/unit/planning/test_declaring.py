"""A name that changes its type says so where it is first bound."""

import pytest

from mlship.planning.bindings import Surroundings
from mlship.planning.declaring import declare

AROUND = Surroundings(
    imports={
        "np": "numpy",
        "pd": "pandas",
        "plt": "matplotlib.pyplot",
        "deque": "collections.deque",
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
        ("xs = [1]\nxs.append(0.5)", "xs: list[Any] = [1]"),
        ("d = {}\nd['a'] = 1", "d: dict[Any, Any] = {}"),
        ("d = {k: [] for k in 'ab'}", "d: dict[Any, Any] = {k: [] for k in 'ab'}"),
        ("d = [[] for k in 'ab']", "d: list[Any] = [[] for k in 'ab']"),
        ("d = dict.fromkeys('ab', [])", "d: dict[Any, Any] = dict.fromkeys('ab', [])"),
        ("d = {k: 1 for k in 'ab'}", "d = {k: 1 for k in 'ab'}"),
        ("n = 0\nn /= 2", "n: float = 0"),
        ("n = 0\nn = np.mean(a)", "n: Any = 0"),
        ("n = params.train.epochs\nn = 'many'", "n: Any = params.train.epochs"),
        ("z = np.arange(3)\nz = z.reshape(3, 1)", "z: np.ndarray = np.arange(3)"),
        ("best = None\nfor x in df: best = x\nprint(best.shape)", "best: Any = None"),
        ("best = np.inf\nbest = df.min()\nprint(best.round(2))", "best: Any = np.inf"),
        ("for i in range(3): pass\nfor i in 'abc': pass", "i: Any"),
        ("z, b = [], 1\nz.append(b)", "z: list[Any]"),
        ("d = {'bad': {}, 'good': {}}", "d: dict[str, Any] = {'bad': {}, 'good': {}}"),
        ("q = deque(maxlen=3)\nq.append(1)", "q: deque[Any] = deque(maxlen=3)"),
        ("m = deque()\nm = Memory()", "m: Any = deque()"),
        ("s = {'a': 1}\nmax(s, key=s.get)", "s: Any = {'a': 1}"),
        ("lim = [0, 1, 2]\nplt.xlim(lim[:2])", "lim: Any = [0, 1, 2]"),
        ("z = np.zeros(3)\nz.head()", "z: Any = np.zeros(3)"),
        ("dict = {}\ndict['a'] = 1", "dict: Any = {}"),
        ("ax = plt.axes(projection='3d')\nax.scatter3D(1)", "ax: Any = plt.axes(projection='3d')"),
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
        "for i in range(3): pass\nfor i in range(4): pass",
        "fig, ax = plt.subplots()\nfig, ax = plt.subplots()",
        "acc = report.metric('acc', df.score())\nacc = 1",
        "m = Memory()\nm = Memory()",
        "def f():\n    return g()\ndef g():\n    return 1",
    ],
)
def test_what_keeps_its_type_stays_as_it_is(body: str) -> None:
    assert declared(body, df="pd.DataFrame") == body


def test_an_input_that_becomes_something_else_is_named() -> None:
    found = declare("xs = np.array(xs)", {"xs": "list[Any]"}, AROUND)

    assert found.retyped == {"xs"}


def test_a_name_that_nothing_binds_is_declared_where_it_is_used() -> None:
    assert declared("print(1)\nprint(X)") == (
        "print(1)\nX: Any  # the notebook never sets it\nprint(X)"
    )


def test_a_name_that_is_read_too_early_is_declared() -> None:
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
