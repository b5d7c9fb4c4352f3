"""Metrics of a cell are noted where their expressions stand, below a magic on any line."""

import ast

from mlship.verification.inside.recording import make_recorder
from mlship.verification.inside.wrapping import Metrics


def test_a_name_that_a_timed_cell_binds_is_not_noted_where_it_is_bound() -> None:
    wanted = [{"metric": "r2", "cell": 2, "line": 3, "expression": "r", "occurrence": 0}]
    metrics = Metrics(wanted, make_recorder)  # type: ignore[arg-type]  # nothing is run
    metrics.begin(2, "%%time\nr = 1\nprint(r)\n")

    module = metrics.visit_Module(ast.parse("r = 1\nprint(r)"))

    compile(module, "cell", "exec")
    assert ast.unparse(module) == "r = 1\nprint(__mlship_metric__('r2', 2, r))"
