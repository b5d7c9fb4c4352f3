"""Aged code and what is installed → the code of today."""

from pathlib import Path

import pytest

from mlship import analysis, knowledge, parsing, repairing
from mlship.ir.notebook import Cell, Notebook
from mlship.ir.repair import Installed, Repair, Signature
from mlship.knowledge.ageing import load_rules

CASES = Path(__file__).parents[2] / "cases/repairs"
VERSIONS = {
    "pandas": "3.0.0", "scikit-learn": "1.8.0", "seaborn": "0.13.2", "matplotlib": "3.10.0",
    "python": "3.11.9", "imbalanced-learn": "0.14.0", "lightgbm": "4.6.0", "tensorflow": "2.20.0",
    "xgboost": "3.0.0",
}  # fmt: skip
MISSING = frozenset(
    {
        "sklearn.cross_validation", "sklearn.externals.joblib", "sklearn.externals.six.StringIO",
        "sklearn.neighbors.kde.KernelDensity", "sklearn.metrics.plot_confusion_matrix",
        "sklearn.preprocessing.Imputer", "sklearn.datasets.load_boston",
        "sklearn.cross_validation.train_test_split", "numpy.float", "pandas.datetime",
        "pandas.DataFrame.append", "builtins.xrange", "seaborn.factorplot",
        "time.clock", "eli5", "xgboost", "collections.Mapping",
    }
)  # fmt: skip
SIGNATURES = {
    "sklearn.preprocessing.OneHotEncoder": Signature(parameters=("sparse_output",)),
    "sklearn.dummy.DummyClassifier": Signature(parameters=("strategy", "random_state")),
    "pandas.DataFrame.drop": Signature(parameters=("labels", "axis"), positional=1),
    "pandas.Series.str.split": Signature(parameters=("pat", "n"), positional=1),
}


def mend(*cells: str) -> tuple[list[str], list[Repair], list[str]]:
    """Mend until it is quiet: cells in their order, the repairs, what was left."""
    made = tuple(Cell(index=n, kind="code", source=text) for n, text in enumerate(cells))
    done = repairing.mend_syntax(Notebook(path=Path("aged.ipynb"), cells=made))
    notebook = done.notebook
    repairs: list[Repair] = [*done.repairs]
    while True:
        flow = analysis.analyse(parsing.parse(notebook), knowledge.load())
        names = repairing.names_of_interest(flow, load_rules())
        installed = Installed(
            versions=VERSIONS,
            names={name: name not in MISSING for name in names},
            signatures=SIGNATURES,
        )
        done = repairing.mend(flow, load_rules(), installed, Path)
        repairs += done.repairs
        notebook = done.notebook
        if not done.repairs:
            return [c.source for c in notebook.cells], repairs, [u.reason for u in done.unrepaired]


@pytest.mark.parametrize("case", sorted(CASES.glob("*.py")), ids=lambda path: path.stem)
def test_aged_code_is_said_as_today(case: Path) -> None:
    aged, _, today = case.read_text().partition("\n# today:\n")

    assert mend(aged)[0] == [today.rstrip("\n")]


def test_a_function_that_became_a_class_takes_its_import_along() -> None:
    aged = (
        "from sklearn.metrics import accuracy_score, plot_confusion_matrix",
        "plot_confusion_matrix(accuracy_score, X, y)",
    )

    assert mend(*aged)[0] == [
        "from sklearn.metrics import accuracy_score",
        (
            "from sklearn.metrics import ConfusionMatrixDisplay\n"
            "ConfusionMatrixDisplay.from_estimator(accuracy_score, X, y)"
        ),
    ]


def test_a_name_that_ends_like_another_holds_no_import_up() -> None:
    aged = (
        "from sklearn.metrics import confusion_matrix, plot_confusion_matrix",
        "confusion_matrix(y, z)\nplot_confusion_matrix(model, X, y)",
    )

    assert mend(*aged)[0][0] == "from sklearn.metrics import confusion_matrix"


def test_a_cell_moves_before_the_first_that_needs_it() -> None:
    cells, repairs, _ = mend("y = x + 1", "z = 2", "x = z * 3", "print(y)")

    assert cells == ["z = 2", "x = z * 3", "y = x + 1", "print(y)"]
    assert all(repair.change for repair in repairs)


def test_an_import_that_comes_too_late_is_said_where_it_is_needed() -> None:
    cells, _, _ = mend("x = np.ones(2)", "import numpy as np")

    assert cells == ["import numpy as np\nx = np.ones(2)", "import numpy as np"]


def test_cells_that_need_each_other_stay() -> None:
    assert mend("a = b", "b = a")[0] == ["a = b", "b = a"]


def test_what_has_no_equal_is_said_so() -> None:
    _, repairs, left = mend("from sklearn.datasets import load_boston\nd = load_boston()")

    assert not repairs
    assert "nothing equals them" in left[0]


def test_a_package_that_is_needed_and_absent_is_named() -> None:
    assert mend("import xgboost\nm = xgboost.XGBClassifier()")[2] == [
        "xgboost is not installed here."
    ]


def test_changed_results_are_marked() -> None:
    _, repairs, _ = mend("x = thing.ix[0]")

    assert [repair.change for repair in repairs] == [
        "ix took labels or positions, whichever fitted; loc takes labels."
    ]


def test_code_of_today_stays_as_it_is() -> None:
    today = "import numpy as np\nfrom sklearn.svm import SVC\nm = SVC(C=1.0).fit([[0]], [1])"

    assert mend(today) == ([today], [], [])


def test_a_name_that_no_cell_defines_is_named() -> None:
    assert mend("x = 1", "print(x, gone)")[2] == ["gone is used, and no cell defines it."]
    assert mend("from numpy import *", "print(gone)")[2] == []


def test_prints_that_are_calls_elsewhere_stay_calls() -> None:
    old = "try:\n    x = 1\nexcept ValueError, error:\n    print ('no', error)"

    as_call = mend("from __future__ import print_function", old)[0][1]
    as_tuple = mend("x = 1", old)[0][1]

    assert as_call.endswith("except ValueError as error:\n    print('no', error)")
    assert as_tuple.endswith("print(('no', error))")


def test_what_only_shows_is_left_out_where_its_package_is_absent() -> None:
    cells, repairs, left = mend(
        "import pandas as pd\nimport eli5",
        "df = pd.DataFrame({'a': [1, 2], 'b': [0, 1]})",
        "graph = eli5.show_weights(df)\ngraph.write_png('tree.png')\ngraph",
        "print(df.shape)",
    )

    assert cells[0] == "import pandas as pd\n# import eli5"
    assert cells[2] == "# graph = eli5.show_weights(df)\n# graph.write_png('tree.png')\n# graph"
    assert cells[3] == "print(df.shape)"
    assert [bool(repair.change) for repair in repairs] == [False, True, True, True]
    assert not left


@pytest.mark.parametrize("row", ["df.loc[0]", "df.iloc[-1]"])
def test_a_row_that_is_appended_becomes_a_frame_of_one(row: str) -> None:
    load = "import pandas as pd\ndf = pd.read_csv('https://a.b/c.csv')"

    cells, _, _ = mend(load, f"df = df.append({row})")

    assert cells[1] == f"df = pd.concat([df, pd.DataFrame([{row}])])"


def test_an_unused_import_leaves_what_shares_its_line() -> None:
    assert mend("import eli5; import os\nprint(os.name)")[0] == [
        "import eli5; import os\nprint(os.name)"
    ]


def test_other_pictures_stay_where_one_is_left_out() -> None:
    cells, _, _ = mend(
        "import eli5\nimport matplotlib.pyplot as plt",
        "eli5.show([1, 2])\nplt.plot([1, 2])\nplt.show()",
        "plt.hist([1, 2])",
    )

    assert cells[1] == "# eli5.show([1, 2])\nplt.plot([1, 2])\nplt.show()"
    assert cells[2] == "plt.hist([1, 2])"


@pytest.mark.parametrize(
    "use",
    [
        "model = eli5.Model()\nmodel.fit(X, y)\nprint(model.score(X, y))",
        "kept = eli5.explain(X)\nprint(mean_absolute_error(y, kept))",
        "def worth(X):\n    return eli5.explain(X)\nX = worth(X)\nm = LinearRegression().fit(X, y)",
        "eli5.show(X); print(y)",
        "with open('kept.csv', 'w') as out:\n    out.write(eli5.explain(X))",
    ],
    ids=["it trains", "it is judged", "it prepares", "it shares its line", "it is exported"],
)
def test_an_absent_package_that_the_work_needs_is_named(use: str) -> None:
    above = (
        "import eli5",
        "from sklearn.linear_model import LinearRegression",
        "from sklearn.metrics import mean_absolute_error",
        "X, y = [[1.0], [2.0]], [1.0, 2.0]",
    )

    cells, _, left = mend(*above, use)

    assert cells == [*above, use]
    assert left == ["eli5 is not installed here."]
