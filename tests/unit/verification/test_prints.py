"""What functions printed, in the notebook and in the pipeline."""

from pathlib import Path

import pytest

from mlship.verification.items import find_items
from mlship.verification.prints import compare_prints, record_prints
from mlship.verification.records import Printed, Record
from mlship.verification.subject import Subject
from tests.unit.verification.subjects import statement, subject


@pytest.fixture
def project() -> Subject:
    return subject(statement(1, 2, "train"), statement(1, 3, "evaluate"))


def prints(project: Subject, *pieces: Printed) -> Record:
    record = Record(room=Path("/room"))
    record.printed += pieces
    record_prints(project, record)
    return record


def compare(project: Subject, notebook: Record, pipeline: Record) -> dict[str, str]:
    found = compare_prints(find_items(project, notebook, pipeline), notebook, pipeline)
    return {key: finding["verdict"] for key, finding in found.items()}


def test_what_a_cell_prints_that_runs_as_a_whole_belongs_to_it(project: Subject) -> None:
    text = "0.9\nCPU times: user 3 s, sys: 1 ms, total: 3 s\nWall time: 3 s\n"
    record = prints(project, Printed(text=text, cell=1, line=1, last=1))

    assert record.texts == {"printed:train": "0.9\n"}


def test_a_line_that_another_function_prints_is_no_difference(project: Subject) -> None:
    notebook = prints(project, Printed(text="fitted\n0.9\n", cell=1, line=1, last=1))
    pipeline = prints(
        project,
        Printed(text="fitted\n", function="train"),
        Printed(text="0.9\n", function="evaluate"),
    )

    assert compare(project, notebook, pipeline) == {"printed:train": "identical"}


def test_what_only_another_function_prints_is_not_missing(project: Subject) -> None:
    notebook = prints(project, Printed(text="0.9\n", cell=1, line=1, last=1))
    pipeline = prints(project, Printed(text="0.9\n", function="evaluate"))

    assert compare(project, notebook, pipeline) == {"printed:train": "identical"}


def test_a_line_that_nothing_prints_is_a_difference(project: Subject) -> None:
    notebook = prints(project, Printed(text="fitted\n0.9\n", cell=1, line=2, last=2))
    pipeline = prints(project, Printed(text="0.9\n", function="train"))

    assert compare(project, notebook, pipeline) == {"printed:train": "differs"}
