"""Names that a block binds in every branch; what only one of them binds begins as nothing."""

import ast

import pytest

from mlship.planning.branches import always_bound
from tests.unit.planning.conftest import PlanOf


@pytest.mark.parametrize(
    ("code", "bound"),
    [
        ("if a:\n    x = y = 1\nelse:\n    x = 2", {"x"}),
        ("if a:\n    x = 1", set()),
        ("if a:\n    x = 1\nelse:\n    raise ValueError", {"x"}),
        ("if (x := a):\n    y = 1", {"x"}),
        ("for i in a:\n    if i > best:\n        x = i", {"i", "x"}),
        ("try:\n    x = 1\nexcept ValueError:\n    y = 1", {"x"}),
        ("with a as b:\n    if b:\n        x = 1", {"b"}),
        ("if a:\n    import numpy as np\nelse:\n    np = None", {"np"}),
        ("def x():\n    y = 1\nif a:\n    z = 1\nelif b:\n    z = 2\nelse:\n    z = 3", {"x", "z"}),
    ],
)
def test_names_that_every_branch_binds(code: str, bound: set[str]) -> None:
    assert always_bound(ast.parse(code).body) - {"y"} == bound


def test_what_one_branch_binds_is_given_back_as_nothing_by_the_other(plan_of: PlanOf) -> None:
    cached = (
        "import os, pickle\nimport pandas as pd\nfrom sklearn.svm import SVC\n"
        "if os.path.exists('model.pkl'):\n"
        "    model = pickle.load(open('model.pkl', 'rb'))\n"
        "else:\n"
        "    df = pd.read_csv('d.csv')\n"
        "    X_train, y_train = df[['a']], df['y']\n"
        "    model = SVC().fit(X_train, y_train)"
    )
    later = "model.predict([[1]])\nif len(y_train):\n    model.score(X_train, y_train)"
    plan = plan_of(cached, later)
    made = {f.name: f.body for stage in plan.stages for f in stage.functions}
    body = next(text for text in made.values() if "pickle.load" in text)
    assert body.index("y_train: Any = None") < body.index("if ")
    assert "model: Any = None" not in body
