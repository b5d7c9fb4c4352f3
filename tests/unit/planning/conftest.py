"""Notebooks of a few cells → their plans, and what tests ask of these."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.ir.plan import Plan
from mlship.settings import Settings

PlanOf = Callable[..., Plan]


@pytest.fixture
def plan_of(notebook: Callable[..., Path]) -> PlanOf:
    """Plan a notebook written as the sources of its cells."""
    return lambda *cells: plan_notebook(notebook(*cells), Settings()).plan


def values_of(plan: Plan) -> dict[str, object]:
    """Return the parameters with their values, data files left out."""
    return {f"{p.section}.{p.name}": p.value for p in plan.parameters if p.section != "data"}


def code_of(plan: Plan) -> str:
    """Return the code of all stage functions."""
    return "\n".join(f.body for stage in plan.stages for f in stage.functions)
