"""A name as written, and what it stands for."""

import ast

import pytest

from mlship.analysis import qualified

IMPORTS = {"plt": "matplotlib.pyplot", "split": "sklearn.model_selection.train_test_split"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("split", "sklearn.model_selection.train_test_split"),
        ("plt.show", "matplotlib.pyplot.show"),
        ("plt.style.use", "matplotlib.pyplot.style.use"),
        ("df.drop", "pandas.DataFrame.drop"),
        ("thing.drop", ".drop"),
        ("f().drop", ".drop"),
        ("'a'.join", "str.join"),
        ("print", "print"),
        ("f()", ""),
    ],
)
def test_a_name_is_qualified_as_far_as_it_is_known(source: str, expected: str) -> None:
    node = ast.parse(source, mode="eval").body

    assert qualified(node, IMPORTS, {"df": "pandas.DataFrame"}) == expected
