"""What calls give packed in a tuple has types where these are sure."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship import knowledge
from mlship.analysis import analyse
from mlship.parsing import parse
from mlship.reader import read

IMPORTS = (
    "import pandas as pd\n"
    "from sklearn.datasets import fetch_openml, load_iris, make_blobs, make_moons\n"
    "import numpy as np\nfrom sklearn.metrics import roc_curve\n"
    "from imblearn.over_sampling import SMOTE\n"
    "from sklearn.neighbors import KNeighborsClassifier\n"
    "df = pd.read_csv('d.csv')\n"
)
ARRAY, FRAME, SERIES = "numpy.ndarray", "pandas.DataFrame", "pandas.Series"


@pytest.mark.parametrize(
    ("code", "types"),
    [
        ("a, b = make_moons(noise=0.1)", (ARRAY, ARRAY)),
        ("a, b = make_moons()[0], df['y']", (ARRAY, SERIES)),
        ("a, b, c = make_blobs(return_centers=True)", ("", "")),
        ("a, b = load_iris(return_X_y=True)", (ARRAY, ARRAY)),
        ("a, b = load_iris(return_X_y=True, as_frame=True)", ("", "")),
        ("a, b, _ = roc_curve(df['y'], df['p'])", (ARRAY, ARRAY)),
        ("a, b = np.unique(df['y'], return_counts=True)", (ARRAY, ARRAY)),
        ("a, b = np.unique(df['y'], return_counts=counted)", ("", "")),
        ("a, b = df.shape", ("int", "int")),
        ("a, b = df.values.shape", ("int", "int")),
        ("a = b = df.values.shape", ("tuple", "tuple")),
        ("a, b = np.meshgrid(df['x'], df['y'])", (ARRAY, ARRAY)),
        ("a = b = np.meshgrid(df['x'], df['y'])", ("", "")),
        ("a, b = np.linalg.eig(df.values)", (ARRAY, ARRAY)),
        ("a, b = KNeighborsClassifier().fit(df, df['y']).kneighbors(df)", (ARRAY, ARRAY)),
        ("a, b = round(df['x'], 2), abs(df)", (SERIES, FRAME)),
        ("a, b = df.values.shape[0], unknown.shape[0]", ("int", "")),
        ("a, b = np.c_[df, df], np.r_[1:3]", (ARRAY, ARRAY)),
        ("a, b = df.groupby('k')['x'].mean(), df.groupby('k')[['x']].sum()", (SERIES, FRAME)),
        ("a, b = load_iris()['target'], load_iris(as_frame=False)['data']", (ARRAY, ARRAY)),
        ("a, b = fetch_openml('x', as_frame=False).data, fetch_openml('x').data", (ARRAY, "")),
        ("a, b = SMOTE().fit_resample(df, df['y'])", (FRAME, SERIES)),
        ("a, b = SMOTE().fit_resample(unknown, df['y'])", ("", "")),
    ],
)
def test_each_of_them_has_its_type(
    notebook: Callable[..., Path], code: str, types: tuple[str, str]
) -> None:
    flow = analyse(parse(read(notebook(IMPORTS + code))), knowledge.load())

    found = flow.nodes[-1].types
    assert (found.get("a", ""), found.get("b", "")) == types
