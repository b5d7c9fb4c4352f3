"""The notebook's own functions say what they take where all calls agree."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.settings import Settings

LOAD = "import pandas as pd\nimport numpy as np\ndf = pd.read_csv('d.csv')"


@pytest.mark.parametrize(
    ("definition", "use", "signature"),
    [
        ("def f(x): return x", "df = f(df)", "def f(x: pd.DataFrame) -> pd.DataFrame: return x"),
        ("def f(x, n=2): print(x, n)", "f(df, 3);", "def f(x: pd.DataFrame, n: int=2) -> None:"),
        ("def f(x, *, n): print(x)", "f('a', n=True);", "def f(x: str, *, n: bool) -> None:"),
        ("def f(x): print(x)", "a = f(1)", "def f(x: int):"),
        ("def f(x): print(x)", "f(1)\nf('a')", "def f(x):"),
        ("def f(x): print(x)", "df['a'].apply(f)", "def f(x):"),
        ("def f(x): print(x)", "for x in [1]: f(x)", "def f(x):"),
        ("def f(x):\n    yield x, 1", "g, _ = f(2), 1", "def f(x: int) -> Iterator[Any]:"),
        ("def f(x):\n    if x: return 1.5", "a = f(1)", "def f(x: int):"),
        ("def f(x):\n    if x: return 1\n    return None", "a = f(1)", "def f(x: int):"),
        ("def f(x):\n    try: return 1\n    except OSError: pass", "a = f(1)", "def f(x: int):"),
        ("def f(x):\n    if x: return 1\n    else: raise OSError", "f(1)", "def f(x: int) -> int:"),
        ("def f(x):\n    while True:\n        if x: return 1", "f(1)", "def f(x: int) -> int:"),
        ("def f(*x): print(x)", "f(1)", "def f(*x):"),
        ("def f(x: int): print(x)", "f(1)", "def f(x: int):"),
        ("def f(x):\n    x = np.array(x)\n    print(x)", "f('a')", "def f(x):"),
    ],
)  # fmt: skip
def test_a_signature_says_what_is_sure(
    notebook: Callable[..., Path], definition: str, use: str, signature: str
) -> None:
    plan = plan_notebook(notebook(LOAD, definition, use, "print(df)"), Settings()).plan

    assert signature in plan.helpers.source


def test_a_body_declares_what_it_changes(notebook: Callable[..., Path]) -> None:
    body = "def f(n):\n    xs = []\n    for i in range(n):\n        xs.append(i)\n    return xs"
    plan = plan_notebook(notebook(LOAD, body, "print(f(3))"), Settings()).plan

    assert "def f(n: int)" in plan.helpers.source
    assert "    xs: list[Any] = []" in plan.helpers.source
