"""Import lines come out merged, sorted and grouped."""

from mlship.rendering.imports import sort_imports

SORTED = """\
import os
from typing import Any, NamedTuple

import pandas as pd
from sklearn.metrics import accuracy_score
from sklearn.svm import SVC, l1_min_c

from churn.params import Params
from churn.report import look, report"""


def test_imports_are_grouped_by_where_they_come_from() -> None:
    lines = [
        "from churn.report import report",
        "import pandas as pd",
        "from typing import NamedTuple",
        "from sklearn.svm import l1_min_c, SVC",
        "from churn.report import look",
        "from sklearn.metrics import accuracy_score",
        "import os",
        "from typing import Any",
        "from churn.params import Params",
        "import pandas as pd",
    ]
    assert sort_imports(lines, "churn") == SORTED


def test_a_long_import_is_broken_into_one_name_a_line() -> None:
    names = [f"a_rather_long_name_{number}" for number in range(6)]
    block = sort_imports([f"from library import {', '.join(names)}"], "churn")

    assert block.split("\n") == [
        "from library import (",
        *(f"    {name}," for name in names),
        ")",
    ]


def test_renamed_imports_keep_their_other_names() -> None:
    lines = ["from a import b as c", "from a import b", "import d.e as f", "from a import *"]

    assert sort_imports(lines, "churn").split("\n") == [
        "import d.e as f",
        "from a import *",
        "from a import b",
        "from a import b as c",
    ]


def test_no_imports_are_no_text() -> None:
    assert sort_imports([], "churn") == ""


def test_a_choice_of_imports_stays_whole() -> None:
    choice = "try:\n    import a\nexcept ImportError:\n    import b as a"

    assert sort_imports([choice, "import numpy"], "churn") == f"import numpy\n\n{choice}"
