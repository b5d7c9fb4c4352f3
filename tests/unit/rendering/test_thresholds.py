"""What metrics are held to at first: a tenth worse than what the notebook shows."""

from dataclasses import replace

import pytest

from mlship.ir.plan import Candidate, Expectation, Parameter
from mlship.rendering.thresholds import choose_thresholds, show_threshold
from tests.unit.rendering.plans import CHURN


def shown(metric: str, value: float, cell: int = 9) -> Expectation:
    return Expectation(metric=metric, value=value, tolerance=0.0, cell=cell)


@pytest.mark.parametrize(
    ("metric", "value", "entry"),
    [
        ("forest.accuracy", 0.8, "forest.accuracy: {min: 0.72}"),
        ("forest.r2", 0.5, "forest.r2: {min: 0.45}"),
        ("f1_2", 0.5, "f1_2: {min: 0.45}"),
        ("forest.f1_macro", 0.5, "forest.f1_macro: {min: 0.45}"),
        ("forest.validation_f1_macro_2", 0.5, "forest.validation_f1_macro_2: {min: 0.45}"),
        ("test_rmse", 21000.0, "test_rmse: {max: 23100.0}"),
        ("r2", -0.5, "r2: {min: -0.55}"),
        ("rmse", 21000.0, "rmse: {max: 23100.0}"),
        ("mean_squared_error", 0.00012, "mean_squared_error: {max: 0.000132}"),
    ],
)
def test_the_bound_lies_on_the_side_that_is_worse(metric: str, value: float, entry: str) -> None:
    plan = replace(CHURN, candidates=(), shown=(shown(metric, value),), seeded=True)

    assert [one.entry for one in choose_thresholds(plan)] == [entry]


def test_a_number_of_which_nobody_knows_what_is_good_is_left_alone() -> None:
    plan = replace(CHURN, candidates=(), shown=(shown("n_clusters", 3.0), shown("mse", 0.0)))

    assert choose_thresholds(plan) == ()


def test_the_chosen_models_metrics_are_taken_and_not_the_others() -> None:
    candidates = (
        Candidate(name="knn", estimator="", reason="", cell=3),
        Candidate(name="forest", estimator="", reason="", cell=5, chosen=True),
        Candidate(name="tree", estimator="", reason="", cell=8),
    )
    metrics = (shown("a.accuracy", 0.5, 4), shown("b.accuracy", 0.6, 7), shown("c.f1", 0.7, 8))

    chosen = choose_thresholds(replace(CHURN, candidates=candidates, shown=metrics))

    assert [one.metric for one in chosen] == ["b.accuracy"]


def test_a_parameter_of_that_name_is_the_notebooks() -> None:
    own = Parameter(section="", name="thresholds", value=[1], annotation="list[int]")

    assert show_threshold(CHURN) is not None
    assert show_threshold(replace(CHURN, parameters=(own,))) is None


def test_a_run_that_nothing_seeds_is_given_more_room() -> None:
    plan = replace(CHURN, candidates=(), shown=(shown("forest.accuracy", 0.8),), seeded=False)

    assert [one.entry for one in choose_thresholds(plan)] == ["forest.accuracy: {min: 0.56}"]


@pytest.mark.parametrize(
    ("metrics", "entry"),
    [(("knn.rmse",), "knn.rmse: {max: 0.8}"), (("n", "f1"), "f1: {min: 0.8}"), (("n",), "")],
)
def test_an_example_is_the_right_way_round(metrics: tuple[str, ...], entry: str) -> None:
    assert show_threshold(replace(CHURN, metrics=metrics)) == entry
