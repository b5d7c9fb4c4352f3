"""What a definition needs when it is called is there where it is defined."""

from collections.abc import Callable
from pathlib import Path

from mlship.compiler import plan_notebook
from mlship.ir.plan import Plan, StageFunction
from mlship.settings import Settings

LOAD = "import pandas as pd\ndf = pd.read_csv('d.csv')\nwords = {}"
CLASS = "class Reader:\n    def read(self): return df, words\nreader = Reader()"
TRAIN = (
    "from sklearn.linear_model import Ridge\nmodel = Ridge()\nmodel.fit(*reader.read())\n"
    "print('r2', model.score(*reader.read()))"
)


def _plan(notebook: Callable[..., Path], *cells: str) -> Plan:
    return plan_notebook(notebook(*cells), Settings()).plan


def _function(plan: Plan, text: str) -> StageFunction:
    return next(f for s in plan.stages for f in s.functions if text in f.body)


def test_a_class_is_given_what_its_methods_read(notebook: Callable[..., Path]) -> None:
    found = _function(_plan(notebook, LOAD, "df = df.dropna()", CLASS, TRAIN), "class Reader")

    bound = {variable.name for variable in found.inputs} | set(found.body.split())
    assert {"df", "words"} <= bound


def test_a_function_that_changes_a_global_is_given_it(notebook: Callable[..., Path]) -> None:
    note = "def note(x):\n    words[x] = 1\n    return x"
    plan = _plan(notebook, LOAD, note, "note('a')\nprint(words)")

    assert "def note(x: str, *, words: dict[Any, Any])" in plan.helpers.source
