"""`run` reads like a table of contents, whatever the notebook calls its variables."""

from dataclasses import replace

import pytest

from mlship.ir.plan import Plan, StageFunction, Step, Variable
from mlship.rendering import render
from mlship.settings import Settings
from tests.unit.rendering.plans import CHURN, LESSON, TINY


def pipeline(plan: Plan) -> str:
    return render(plan, Settings()).files[f"src/{plan.package}/pipeline.py"]


@pytest.mark.parametrize(
    "line",
    [
        "    params = params or load_params()\n    seed_everything(params.seed)\n",
        "    df = step(load_customers, params)\n    look_at_customers(df)\n",
        "    X_train, X_test, y_train, y_test, sc = step(split_customers, df, params)\n",
        (
            "    # shown in the notebook; kept, because the split draws from the same generator\n"
            "    step(draw_sample, df)\n"
        ),
    ],
)
def test_each_step_is_a_line(line: str) -> None:
    assert line in pipeline(CHURN)


def test_a_pipeline_without_an_open_seed_seeds_nothing() -> None:
    assert "seed" not in pipeline(LESSON)


def test_what_changes_the_world_is_called_directly() -> None:
    assert "    set_options()\n    total = step(add_numbers)\n" in pipeline(LESSON)


def test_a_pipeline_without_results_returns_an_empty_one() -> None:
    assert "    return Results(\n    )\n" in pipeline(TINY)


def test_a_variable_called_step_does_not_hide_the_runner() -> None:
    text = pipeline(replace(CHURN, steps=(replace(CHURN.steps[0], targets=("step",)),)))

    assert "from churn.runner import step as step_\n" in text
    assert "step_(load_customers, params)" in text


def test_a_value_that_nobody_reads_gets_no_name() -> None:
    plan = replace(CHURN, steps=(replace(CHURN.steps[0], targets=("lost",)),))

    assert "    step(load_customers, params)\n" in pipeline(plan)


def test_very_many_steps_are_excused() -> None:
    many = tuple(Step(stage="main", function="greet") for _ in range(60))

    assert "# noqa: PLR0915 - a line for each step" in pipeline(replace(TINY, steps=many))


def test_parameters_take_the_name_that_the_plan_gives_them() -> None:
    text = pipeline(replace(CHURN, params_name="settings"))

    assert "def run(settings: Params | None = None) -> Results:" in text
    assert "step(load_customers, settings)" in text


@pytest.mark.parametrize("second", ["np.ndarray", "Callable[..., Any]"])
def test_a_local_of_two_types_says_so_first(second: str) -> None:
    made, remade = (
        StageFunction(name=name, summary="Make.", outputs=(Variable(name="x", annotation=kind),))
        for name, kind in (("make", "list[Any]"), ("remake", second))
    )
    stage = replace(TINY.stages[0], functions=(made, remade))
    steps = tuple(Step(stage=stage.name, function=f.name, targets=("x",)) for f in (made, remade))
    plan = replace(
        TINY, stages=(stage,), steps=steps, results=(Variable(name="x", annotation=second),)
    )

    assert "    x: Any = step(make)\n    x = step(remake)\n" in pipeline(plan)
