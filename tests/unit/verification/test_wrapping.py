"""What is changed in a cell before it runs: metrics are noted, paths are led to their files."""

import ast
from pathlib import Path

import pytest

from mlship.verification.inside.leading import find_path
from mlship.verification.inside.recording import Recorder
from mlship.verification.inside.wrapping import Guards, Metrics, Paths

WANTED = [
    {"cell": 3, "line": 2, "metric": "accuracy", "expression": "score(y, p)", "occurrence": 0}
]


def transform(metrics: Metrics, source: str, cell: int = 3) -> str:
    metrics.begin(cell, source)
    return ast.unparse(metrics.visit(ast.parse(source)))


@pytest.fixture
def metrics(tmp_path: Path) -> Metrics:
    return Metrics(WANTED, Recorder(tmp_path))


def test_the_expression_of_a_metric_is_wrapped(metrics: Metrics) -> None:
    made = transform(metrics, "a = 1\nprint('it is', score( y, p ))")

    assert made == "a = 1\nprint('it is', __mlship_metric__('accuracy', 2, score(y, p)))"


def test_of_variables_that_read_alike_the_one_that_is_shown_is_wrapped(tmp_path: Path) -> None:
    wanted = {"cell": 3, "line": 1, "metric": "error", "expression": "e", "occurrence": 2}
    metrics = Metrics([wanted], Recorder(tmp_path))

    made = transform(metrics, "def f(x):\n    e = x\n    print(e)\n    return e")

    assert made == "def f(x):\n    e = x\n    print(__mlship_metric__('error', 3, e))\n    return e"


@pytest.mark.parametrize(
    ("source", "cell"),
    [("a = 1\nb = score(y, q)", 3), ("b = score(y, p)\na = 1", 3), ("a = 1\nb = score(y, p)", 4)],
    ids=["another expression", "another line", "another cell"],
)
def test_nothing_else_is_wrapped(metrics: Metrics, source: str, cell: int) -> None:
    assert transform(metrics, source, cell) == source


def test_noting_gives_the_value_back(metrics: Metrics, tmp_path: Path) -> None:
    value = [0.5]

    assert metrics.note("accuracy", 2, value) is value
    assert '"metric:accuracy:1"' in (tmp_path / "events.jsonl").read_text()


def test_paths_of_another_machine_are_replaced() -> None:
    tree = Paths({"C:\\data.csv": "/here/data.csv"}).visit(ast.parse(r"read('C:\\data.csv', 'x')"))

    assert ast.unparse(tree) == "read('/here/data.csv', 'x')"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/other/data.csv", "/here/data.csv"),
        ("/other/./data.csv", "/here/data.csv"),
        (Path("/other/data.csv"), "/here/data.csv"),
        ("/other/folder/sub/x.csv", "/here/folder/sub/x.csv"),
        ("C:\\me\\sub\\x.csv", "/here/me/sub/x.csv"),
        ("/other/data.csv.gz", "/other/data.csv.gz"),
        ("/else/data.csv", "/else/data.csv"),
        (b"/other/data.csv", b"/other/data.csv"),
        (3, 3),
    ],
)
def test_a_path_leads_to_the_file_that_is_here(path: object, found: object) -> None:
    known = {
        "/other/data.csv": "/here/data.csv",
        "/other/folder": "/here/folder",
        "C:\\me": "/here/me",
    }

    assert find_path(path, known) == found


def test_what_stands_under_a_main_guard_runs_statement_by_statement() -> None:
    cell = "if __name__ == '__main__':\n    a = 1\n    b = 2\nif a:\n    c = 3"

    made = Guards().visit(ast.parse(cell))

    assert ast.unparse(made) == "a = 1\nb = 2\nif a:\n    c = 3"
