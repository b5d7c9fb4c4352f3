"""A cached step gives what the step itself would have given, or it is run."""

import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pandas as pd
import pytest

Stage = Callable[[str], ModuleType]
Machinery = Callable[[str], ModuleType]
Reader = tuple[Callable[[object], int], Callable[..., object]]

PLAIN = "def double(x):\n    print('doubling', len(x))\n    return [2 * i for i in x]\n"


@pytest.fixture
def cache(machinery: Machinery, tmp_path: Path) -> SimpleNamespace:
    """A cache whose `call` says whether the outcome was cached."""
    made = machinery("running.cache").Cache(tmp_path / ".cache")
    machinery("report").report.clear()
    return SimpleNamespace(call=lambda f, *args: made.call(f, args), folder=made.folder)


def test_the_second_call_is_a_hit(cache: SimpleNamespace, stage: Stage) -> None:
    double = stage(PLAIN).double

    assert cache.call(double, [1, 2]) == ([2, 4], False)
    assert cache.call(double, [1, 2]) == ([2, 4], True)


def test_another_input_is_a_miss(cache: SimpleNamespace, stage: Stage) -> None:
    double = stage(PLAIN).double
    cache.call(double, [1])

    assert cache.call(double, [2]) == ([4], False)


def test_what_was_printed_is_printed_again(
    cache: SimpleNamespace, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    double = stage(PLAIN).double
    cache.call(double, [1])
    cache.call(double, [1])

    assert capsys.readouterr().out == "doubling 1\ndoubling 1\n"


@pytest.mark.parametrize(
    ("before", "after", "hit"),
    [
        ("def f(x):\n    return x + 1\n", "def f(x):\n    return x + 2\n", False),
        ("def f(x):\n    return x + 1\n", "def f(x):\n    # why\n    return (x + 1)\n", True),
        (
            "def g(x):\n    return x\ndef f(x):\n    return g(x)\n",
            "def g(x):\n    return -x\ndef f(x):\n    return g(x)\n",
            False,
        ),
        ("A = 1\ndef f(x):\n    return x + A\n", "A = 2\ndef f(x):\n    return x + A\n", False),
        (
            "def f(x):\n    return x\ndef g():\n    return 1\n",
            "def f(x):\n    return x\ndef g():\n    return 2\n",
            True,
        ),
        (
            "class K:\n    a = 1\nclass L(K):\n    b = 1\ndef f(x):\n    return x + L().a\n",
            "class K:\n    a = 2\nclass L(K):\n    b = 1\ndef f(x):\n    return x + L().a\n",
            False,
        ),
    ],
    ids=["body", "comment", "helper", "constant", "unused helper", "base class"],
)
def test_code_counts_where_it_matters(
    cache: SimpleNamespace, stage: Stage, before: str, after: str, *, hit: bool
) -> None:
    cache.call(stage(before).f, 1)
    changed = stage(after).f

    assert cache.call(changed, 1) == (changed(1), hit)


READS = """
from sample.params import Params
def f(params: Params):
    return params.train.depth + 1
"""


@pytest.mark.parametrize(
    ("change", "result", "hit"),
    [({}, 4, True), ({"rate": 0.1}, 4, True), ({"depth": 4}, 5, False)],
)
def test_only_the_parameters_that_are_read_count(
    cache: SimpleNamespace, reader: Reader, change: dict[str, object], result: int, *, hit: bool
) -> None:
    reads, make = reader
    cache.call(reads, make())

    assert cache.call(reads, make(**change)) == (result, hit)


@pytest.fixture
def reader(stage: Stage, machinery: Machinery) -> Reader:
    """A step that reads one parameter, and what makes its parameters."""
    params = machinery("params")
    rest = {"depth": 3, "rate": 0.5, "names": [], "criterion": None, "quick": True, "anything": 0}

    def make(**change: object) -> object:
        train = params.TrainParams(**{**rest, **change})
        return params.Params(seed=None, data=params.DataParams(rows=Path("x")), train=train)

    return stage(READS).f, make


DRAW = """
import random
import numpy as np
def f(x):
    return [random.random(), np.random.rand(), x]
"""


def seed(value: int) -> None:
    random.seed(value)
    np.random.seed(value)  # noqa: NPY002


def test_a_draw_is_the_same_from_the_same_state_and_leaves_the_same_state(
    cache: SimpleNamespace, stage: Stage
) -> None:
    draw = stage(DRAW).f
    seed(1)
    first, _ = cache.call(draw, 0)
    after = random.random(), np.random.rand()  # noqa: NPY002
    seed(1)

    assert cache.call(draw, 0) == (first, True)
    assert (random.random(), np.random.rand()) == after  # noqa: NPY002


def test_a_draw_from_another_state_is_a_miss(cache: SimpleNamespace, stage: Stage) -> None:
    draw = stage(DRAW).f
    seed(1)
    cache.call(draw, 0)
    seed(2)

    assert cache.call(draw, 0)[1] is False


def test_the_state_does_not_matter_to_what_draws_nothing(
    cache: SimpleNamespace, stage: Stage
) -> None:
    double = stage(PLAIN).double
    seed(1)
    cache.call(double, [1])
    seed(2)

    assert cache.call(double, [1]) == ([2], True)


def test_the_state_does_not_matter_to_what_seeds_first(
    cache: SimpleNamespace, stage: Stage
) -> None:
    draw = stage(
        DRAW.replace("    return", "    random.seed(3)\n    np.random.seed(3)\n    return")
    ).f
    seed(1)
    first, _ = cache.call(draw, 0)
    seed(2)

    assert cache.call(draw, 0) == (first, True)


def test_the_state_matters_to_what_draws_and_then_seeds(
    cache: SimpleNamespace, stage: Stage
) -> None:
    draw = stage(
        "import random\ndef f(x):\n    a = random.random()\n    random.seed(1)\n    return a\n"
    ).f
    seed(1)
    cache.call(draw, 0)
    seed(2)

    assert cache.call(draw, 0)[1] is False


@pytest.mark.parametrize(
    ("body", "make"),
    [
        ("x.append(1)", lambda: [0]),
        ("x['b'] = 1", lambda: {"a": 0}),
        ("x.add(1)", lambda: {0}),
        ("x[0] = 5", lambda: np.zeros(2)),
        ("x['b'] = 1", lambda: pd.DataFrame({"a": [0]})),
        ("x.pop('a')", lambda: pd.DataFrame({"a": [0], "b": [1]})),
        ("x.loc[0] = 5", lambda: pd.Series([1, 2])),
    ],
)
@pytest.mark.parametrize("end", ["return x", "return None", "return [x, 1]"])
def test_an_input_that_is_changed_in_place_is_changed_by_a_hit_too(
    cache: SimpleNamespace, stage: Stage, body: str, make: Callable[[], object], end: str
) -> None:
    change = stage(f"def f(x):\n    {body}\n    {end}\n").f
    plain, cached, expected = make(), make(), make()
    change(expected)
    cache.call(change, plain)
    result, hit = cache.call(change, cached)

    assert hit
    pd.testing.assert_series_equal(pd.Series([str(cached)]), pd.Series([str(expected)]))
    assert result is None or result is cached or result[0] is cached


def test_an_estimator_fitted_in_place_is_fitted_by_a_hit_too(
    cache: SimpleNamespace, stage: Stage
) -> None:
    from sklearn.linear_model import LinearRegression

    fit = stage("def f(model):\n    model.fit([[0], [1]], [0, 2])\n    return model\n").f
    cache.call(fit, LinearRegression())
    model = LinearRegression()
    result, hit = cache.call(fit, model)

    assert hit
    assert result is model
    assert model.coef_[0] == pytest.approx(2)


def test_a_result_that_holds_an_input_holds_it_after_a_hit(
    cache: SimpleNamespace, stage: Stage
) -> None:
    wrap = stage("def f(x):\n    return {'all': [x]}\n").f
    cache.call(wrap, [1])
    value = [1]

    assert cache.call(wrap, value)[0]["all"][0] is value


@pytest.mark.parametrize("cut", ["x[:, :2]", "x.T", "x[1]", "x[::-1]", "x.ravel()", "x[:, 1:][1:]"])
@pytest.mark.parametrize(
    "make", [lambda: np.arange(12.0).reshape(4, 3), lambda: np.full((4, 3), None, dtype=object)]
)
def test_a_slice_shares_memory_after_a_hit(
    cache: SimpleNamespace, stage: Stage, make: Callable[[], object], cut: str
) -> None:
    slice_ = stage(f"def f(x):\n    return {cut}\n").f
    cache.call(slice_, make())
    whole = make()
    part, hit = cache.call(slice_, whole)
    part[...] = -1

    assert hit
    assert np.array_equal(slice_(whole), part)
    assert np.count_nonzero(whole == -1) == part.size


def test_results_that_share_memory_share_it_after_a_hit(
    cache: SimpleNamespace, stage: Stage
) -> None:
    make = stage(
        "import numpy as np\ndef f(n):\n    x = np.zeros((n, 3))\n    return x, x[1:], x[:, 0]\n"
    ).f
    cache.call(make, 4)
    (whole, rows, column), hit = cache.call(make, 4)
    rows[0] = 1
    column[0] = 2

    assert hit
    assert whole[:2].tolist() == [[2, 0, 0], [1, 1, 1]]
    assert column.tolist() == [2, 1, 0, 0]


def test_what_is_changed_through_a_slice_is_changed_by_a_hit_too(
    cache: SimpleNamespace, stage: Stage
) -> None:
    add = stage("def f(part):\n    part['rows'] += 1\n").f
    one, other = np.zeros((4, 3)), np.zeros((4, 3))
    cache.call(add, {"rows": one[:2]})
    _, hit = cache.call(add, {"rows": other[:2]})

    assert hit
    assert other.tolist() == one.tolist()


def test_arguments_that_share_memory_are_not_those_that_do_not(
    cache: SimpleNamespace, stage: Stage
) -> None:
    add = stage("def f(x, y):\n    y += 1\n    return x.sum()\n").f
    apart, together = np.zeros(3), np.zeros(3)
    cache.call(add, apart, np.zeros(3))

    assert cache.call(add, together, together[:])[0] == 3


def test_a_changed_file_is_read_again(cache: SimpleNamespace, stage: Stage) -> None:
    file = cache.folder.parent / "rows.csv"
    read = stage("from pathlib import Path\ndef f(path):\n    return Path(path).read_text()\n").f
    file.write_text("one")
    first = [cache.call(read, str(file)), cache.call(read, str(file))]
    file.write_text("two")

    assert first == [("one", False), ("one", True)]
    assert cache.call(read, str(file)) == ("two", False)


def test_a_step_that_writes_a_file_is_always_run(cache: SimpleNamespace, stage: Stage) -> None:
    write = stage("from pathlib import Path\ndef f(path):\n    Path(path).write_text('x')\n").f
    file = cache.folder.parent / "out.txt"
    cache.call(write, str(file))
    file.unlink()

    assert cache.call(write, str(file)) == (None, False)
    assert file.exists()


@pytest.mark.parametrize(
    "damage", [lambda b: b[:20], lambda _: b"", lambda b: b[:30] + b"x" + b[31:]]
)
def test_a_damaged_entry_is_a_miss(
    cache: SimpleNamespace, stage: Stage, damage: Callable[[bytes], bytes]
) -> None:
    double = stage(PLAIN).double
    cache.call(double, [1])
    (entry,) = cache.folder.glob("double.*")
    entry.write_bytes(damage(entry.read_bytes()))

    assert cache.call(double, [1]) == ([2], False)
    assert cache.call(double, [1]) == ([2], True)


@pytest.mark.parametrize("result", ["lambda: 1", "(i for i in x)", "open('/dev/null')"])
def test_what_cannot_be_kept_is_run_each_time(
    cache: SimpleNamespace, stage: Stage, result: str
) -> None:
    make = stage(f"def f(x):\n    return {result}\n").f
    for _ in range(2):
        made, hit = cache.call(make, [1])
        getattr(made, "close", lambda: None)()
        assert hit is False


def test_reports_and_figures_are_there_after_a_hit(
    cache: SimpleNamespace, stage: Stage, machinery: Machinery
) -> None:
    report = machinery("report").report
    draw = stage(
        "import matplotlib.pyplot as plt\nfrom sample.report import report\n"
        "def f(x):\n    plt.plot(x)\n    return report.metric('sum', sum(x))\n"
    ).f
    cache.call(draw, [1, 2])
    first = list(report.entries)
    report.clear()
    cache.call(draw, [1, 2])

    assert [(e.kind, e.name) for e in first] == [("metric", "sum"), ("figure", "f")]
    assert report.entries == first


def test_few_outcomes_of_a_call_are_kept(
    machinery: Machinery, stage: Stage, tmp_path: Path
) -> None:
    double = stage(PLAIN).double
    for number in range(10):
        machinery("running.cache").Cache(tmp_path).call(double, ([number],))

    assert len(list(tmp_path.iterdir())) == 4


def test_all_calls_of_one_run_are_hits_in_the_next(
    machinery: Machinery, stage: Stage, tmp_path: Path
) -> None:
    double = stage(PLAIN).double
    runs = [machinery("running.cache").Cache(tmp_path) for _ in range(2)]

    found = [[cache.call(double, ([n],))[1] for n in range(10)] for cache in runs]

    assert found == [[False] * 10, [True] * 10]
