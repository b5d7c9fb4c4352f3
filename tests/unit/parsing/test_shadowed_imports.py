"""A variable that takes over the name of an import."""

import pytest

from tests.unit.parsing.conftest import Parsed


def sources(parsed: Parsed, *cells: str) -> list[str]:
    return [statement.source for statement in parsed(*cells).statements]


def test_the_import_gets_a_name_of_its_own(parsed: Parsed) -> None:
    found = sources(
        parsed, "from scipy.stats import zscore, skew", "zscore = abs(zscore(df))", "zscore"
    )

    assert found == [
        "from scipy.stats import zscore as stats_zscore, skew",
        "zscore = abs(stats_zscore(df))",
        "zscore",
    ]


def test_the_name_avoids_the_notebooks_own(parsed: Parsed) -> None:
    found = sources(parsed, "time_time = 1", "from time import time", "time = time() - time_time")

    assert found[1:] == ["from time import time as time_time_", "time = time_time_() - time_time"]


def test_an_import_that_takes_a_variables_name_gets_one_of_its_own(parsed: Parsed) -> None:
    found = sources(parsed, "svm = Own(X)", "from sklearn import svm", "svm.SVC().fit(X)")

    assert found == [
        "svm = Own(X)",
        "from sklearn import svm as sklearn_svm",
        "sklearn_svm.SVC().fit(X)",
    ]


def test_a_name_that_is_imported_again_means_the_import_again(parsed: Parsed) -> None:
    cell = "from time import time\ntime = time()"

    assert sources(parsed, cell, "print(time)", cell) == [
        "from time import time as time_time",
        "time = time_time()",
        "print(time)",
        "from time import time as time_time",
        "time = time_time()",
    ]


def test_a_renamed_import_says_what_it_binds_in_the_notebook(parsed: Parsed) -> None:
    found = parsed("svm = Own()", "from sklearn import svm", "svm.SVC()").statements

    assert [statement.binds for statement in found] == [(), ("svm",), ()]


@pytest.mark.parametrize(
    "cells",
    [
        ("import time", "x = time.time()"),
        ("from time import time", "time = 3"),
        ("from time import time", "def f():\n    return time()", "time = time()"),
        ("from time import time", "for i in [1]:\n    time = time()"),
        ("from time import time", "from times import time", "time = time()"),
        ("from time import time", "if a:\n    time = 3", "time()"),
        ("import os.path", "os = os.path.join('a')"),
    ],
)
def test_all_else_stays(parsed: Parsed, cells: tuple[str, ...]) -> None:
    assert sources(parsed, *cells) == list(cells)
