"""What the notebook shows as it was saved, against what it prints today."""

from pathlib import Path

import pytest

from mlship.ir.notebook import Cell, Notebook, Output
from mlship.ir.report import Outdated
from mlship.verification.records import Printed, Record, Recorded
from mlship.verification.saved import find_outdated


def compare(tmp_path: Path, saved: Output, printed: str = "", shown: str = "") -> list[Outdated]:
    cell = Cell(index=3, kind="code", source="…", outputs=(saved,))
    record = Record(room=tmp_path, printed=[Printed(text=printed, cell=3)])
    if shown:
        record.add(Recorded(key="shown:1", type="numpy.float64", digest="…", text=shown, cell=3))
    return [*find_outdated(Notebook(path=Path("n.ipynb"), cells=(cell,)), record)]


@pytest.mark.parametrize(
    ("saved", "printed"),
    [
        ("score 0.75\n", "score 0.75\n"),
        ("UserWarning: old\nscore 0.75\n", "score 0.75\n"),
        ("score 0.75\nUserWarning: old\n", "\nscore 0.750000000000001\n"),
        ("<Thing at 0x7f00aabbcc>\n", "<Thing at 0x7f11ddeeff>\n"),
    ],
    ids=["the same", "a warning", "rounding", "an address"],
)
def test_what_it_still_prints_is_fine(tmp_path: Path, saved: str, printed: str) -> None:
    assert compare(tmp_path, Output(kind="stream", text=saved), printed) == []


def test_a_line_that_is_other_today_is_found(tmp_path: Path) -> None:
    saved = Output(kind="stream", text="rows 100\nscore 0.75\n")

    assert compare(tmp_path, saved, "rows 100\nscore 0.81\n") == [
        Outdated(cell=3, saved="score 0.75", today="score 0.81")
    ]


def test_numbers_that_are_shown_are_compared_whatever_numpy_calls_them(tmp_path: Path) -> None:
    saved = Output(kind="result", text="0.75")

    assert compare(tmp_path, saved, shown="np.float64(0.75)") == []
    assert compare(tmp_path, saved, shown="np.float64(0.81)") == [
        Outdated(cell=3, saved="0.75", today="0.81")
    ]


def test_a_cell_without_saved_output_shows_nothing(tmp_path: Path) -> None:
    assert compare(tmp_path, Output(kind="stream", text=""), "score 0.81\n") == []
