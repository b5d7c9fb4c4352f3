"""Pipelines are told apart by the estimators that they end with."""

import pytest

from tests.unit.planning.conftest import PlanOf

START = (
    "import pandas as pd\nfrom sklearn.linear_model import Lasso, Ridge\n"
    "from sklearn.metrics import r2_score\n"
    "from sklearn.pipeline import Pipeline, make_pipeline\n"
    "from sklearn.preprocessing import StandardScaler\n"
    "df = pd.read_csv('d.csv')\nX, y = df.drop(columns='y'), df.y"
)
SCORE = "pipe.fit(X, y)\nprint(r2_score(y, pipe.predict(X)))"


@pytest.mark.parametrize(
    "made",
    [
        "pipe = Pipeline([('scale', StandardScaler()), ('last', {})])",
        "pipe = Pipeline(steps=[('scale', StandardScaler()), ('last', {})])",
        "pipe = make_pipeline(StandardScaler(), {})",
        "last = {}\npipe = make_pipeline(StandardScaler(), last)",
        "pipe = make_pipeline(StandardScaler(), {}).fit(X, y)",
    ],
)
def test_pipelines_of_one_variable_are_called_after_their_last_steps(
    plan_of: PlanOf, made: str
) -> None:
    cells = [f"{made.format(last)}\n{SCORE}" for last in ("Ridge()", "Lasso(alpha=0.1)")]
    plan = plan_of(START, *cells)
    assert [name for name in plan.metrics if "r2" in name] == ["ridge.r2", "lasso.r2"]
    targets = [name for step in plan.steps if step.stage == "train" for name in step.targets]
    assert "ridge" in targets


def test_a_variable_with_one_pipeline_keeps_its_name(plan_of: PlanOf) -> None:
    plan = plan_of(START, f"pipe = make_pipeline(StandardScaler(), Ridge())\n{SCORE}")
    assert [name for name in plan.metrics if "r2" in name] == ["pipe.r2"]
