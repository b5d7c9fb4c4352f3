"""What the notebook's own classes read moves with them into a module of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship import analysis, knowledge, parsing, reader
from mlship.planning.hoisting import Hoisted, find_movable
from tests.unit.planning.conftest import PlanOf

Find = Callable[..., Hoisted]


@pytest.fixture
def find(notebook: Callable[..., Path]) -> Find:
    """Find what can stand in a module of its own."""

    def find_in(*cells: str) -> Hoisted:
        program = parsing.parse(reader.read(notebook(*cells)))
        return find_movable(analysis.analyse(program, knowledge.load()))

    return find_in


CLASS = "class Net:\n    def width(self):\n        return WIDTH * 2"


DEFAULT = "class Net:\n    def width(self, n=WIDTH):\n        return n * 2"


@pytest.mark.parametrize("value", ["8", "-8.5", "'wide'", "(8, 'wide', None)"])
@pytest.mark.parametrize("own", [CLASS, DEFAULT], ids=["in its body", "when it is defined"])
def test_a_class_takes_the_constants_that_it_reads_along(find: Find, value: str, own: str) -> None:
    hoisted = find(f"WIDTH = {value}", own, "n = Net()")

    assert hoisted.functions.keys() == {"Net"}
    assert hoisted.constants == {"WIDTH": 0}


@pytest.mark.parametrize(
    "code",
    [
        "WIDTH = len(open('x').read())",
        "WIDTH = [8]",
        "WIDTH = 'folder/file.csv'",
        "WIDTH = 8\nWIDTH = 9",
        "WIDTH = 8\nfor WIDTH in (1, 2): print(WIDTH)",
    ],
    ids=["computed", "can be changed", "a path", "given twice", "looped over"],
)
@pytest.mark.parametrize("own", [CLASS, DEFAULT], ids=["in its body", "when it is defined"])
def test_a_class_that_reads_something_else_stays(find: Find, code: str, own: str) -> None:
    hoisted = find(code, own, "n = Net()")

    assert not hoisted.functions
    assert not hoisted.constants


def test_a_function_reads_a_moved_constant_where_it_stands(find: Find) -> None:
    hoisted = find("WIDTH = 8", CLASS, "def wide(x):\n    return x * WIDTH", "wide(Net().width())")

    assert hoisted.functions.keys() == {"Net", "wide"}
    assert not hoisted.arguments


TABLE = "def keep(text):\n    return [w for w in text.split() if w in TABLE]"


@pytest.mark.parametrize(
    "value",
    ["{'a': 1, 'b': -1}", "['a', 'b']", "set('a b'.split())", "re.compile('a|b', re.I | re.M)"],
)
def test_a_table_that_a_function_reads_moves_with_it(find: Find, value: str) -> None:
    hoisted = find("import re", f"TABLE = {value}", TABLE, "words = keep('a c')")

    assert hoisted.constants == {"TABLE": 1}
    assert not hoisted.arguments


@pytest.mark.parametrize(
    "code",
    [
        "TABLE = ['a']\nTABLE.append('b')",
        "TABLE = []",
        "TABLE = ['data/a.csv']",
        "TABLE = open('words').read()",
        "TABLE = 'a b'",
        "TABLE = {'a': 1}\nTABLE = {'b': 1}",
    ],
    ids=["changed", "empty", "paths", "computed", "may be a parameter", "given twice"],
)
def test_what_is_no_fixed_table_remains_an_argument(find: Find, code: str) -> None:
    hoisted = find(code, TABLE, "words = keep('a c')")

    assert hoisted.arguments == {"keep": ("TABLE",)}
    assert not hoisted.constants


def test_a_stage_that_reads_a_moved_table_imports_it(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\ndf = pd.read_csv('d.csv')\nLEVELS = {'low': 0, 'more': [1, 2]}",
        "def level(x):\n    return LEVELS[x]",
        "df['l'] = df['v'].map(LEVELS)\ndf['m'] = df['w'].apply(level)",
        "from sklearn.linear_model import LogisticRegression\n"
        "m = LogisticRegression().fit(df[['l', 'm']], df['y'])\nm.score(df[['l', 'm']], df['y'])",
    )

    (features,) = (stage for stage in plan.stages if stage.name == "features")
    assert any(line.endswith(".helpers import LEVELS") for line in features.imports)
    assert "LEVELS: dict[Any, Any] = {'low': 0, 'more': [1, 2]}" in plan.helpers.source
    assert not any("LEVELS" in v.name for f in features.functions for v in f.inputs)


def test_a_function_brings_what_the_notebook_only_tries_to_import(plan_of: PlanOf) -> None:
    plan = plan_of(
        "try:\n    from prophet import Prophet\n    ok = True\nexcept ImportError:\n    ok = False",
        "def forecast(df):\n    return Prophet().fit(df) if ok else None",
        "import pandas as pd\ndf = pd.read_csv('d.csv')\nprint(forecast(df))\ndf.to_csv('e.csv')",
    )

    assert plan.helpers is not None
    assert "from contextlib import suppress" in plan.helpers.imports
    assert "with suppress(ImportError):\n    from prophet import Prophet" in plan.helpers.imports


PIPELINE = (
    "from sklearn.pipeline import make_pipeline\nimport pandas as pd\ndf = pd.read_csv('d.csv')"
)
STEP = (
    "class Step:\n    seen = []\n    def fit(self, X, y=None):\n        {}\n        return self\n"
    "    def transform(self, X):\n        X.name = 'a'\n        return X"
)
USE = "pipe = make_pipeline(Step())\nprint(pipe.fit_transform(df))"


@pytest.mark.parametrize(
    ("code", "moved"),
    [
        ("self.last = X", {"Step"}),
        ("self.seen = [X]", {"Step"}),
        ("Step.last = X", set()),
        ("self.__class__.last = X", set()),
        ("setattr(Step, 'last', X)", set()),
        ("self.seen.append(X)", set()),
        ("self.seen[0] = X", set()),
    ],
)
def test_a_class_moves_though_unknown_code_has_its_objects_unless_it_changes_itself(
    find: Find, code: str, moved: set[str]
) -> None:
    assert find(PIPELINE, STEP.format(code), USE).functions.keys() == moved


def test_a_class_in_which_something_is_set_later_stays(find: Find) -> None:
    hoisted = find(PIPELINE, STEP.format("self.last = X"), "Step.last = df", USE)

    assert hoisted.functions.keys() == set()


@pytest.mark.parametrize(
    ("decorator", "read", "moved"),
    [
        ("from ipywidgets import interact\n@interact", "3", set()),
        ("from ipywidgets import interact\n@interact(n=(1, 3))", "3", set()),
        ("import numba\n@numba.njit", "3", {"show"}),
        ("import numba\n@numba.njit", "limit", set()),
        ("", "limit", {"show"}),
    ],
)
def test_a_function_stays_where_its_decorator_may_call_it_or_takes_no_more_arguments(
    find: Find, decorator: str, read: str, moved: set[str]
) -> None:
    function = f"{decorator}\ndef show(n=2):\n    return n * {read}".strip()
    hoisted = find("limit = len(open('a').read())", function, "print(show(4))")

    assert hoisted.functions.keys() == moved
