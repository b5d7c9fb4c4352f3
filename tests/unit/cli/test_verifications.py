"""What people read of a report: the verdict last, and why right above it."""

import pytest

from mlship.cli.console import Console
from mlship.cli.verifications import show
from mlship.ir.report import Compared, Outdated, Report

AGED = Outdated(cell=4, saved="0.81", today="0.79")


def told(capsys: pytest.CaptureFixture[str], report: Report) -> str:
    show(report, Console())
    return capsys.readouterr().out


def test_what_stopped_the_pipeline_stands_right_above_the_verdict(
    capsys: pytest.CaptureFixture[str],
) -> None:
    value = Compared(kind="metric", name="r2", verdict="missing", goal=True)
    report = Report(
        notebook="n.ipynb",
        project="p",
        overall="different",
        values=(value,),
        reason="metric r2: the pipeline stopped",
        stopped="KeyError: 'size' (clean.py:4, in clean)",
    )

    assert told(capsys, report).splitlines()[-2:] == [
        "the pipeline stopped: KeyError: 'size' (clean.py:4, in clean)",
        "different: metric r2: the pipeline stopped",
    ]


@pytest.mark.parametrize(
    ("seeded", "how"),
    [
        (True, "no longer gives what it shows"),
        (False, "draws by chance, and otherwise than when it was saved"),
    ],
)
def test_what_a_notebook_shows_and_gives_no_more_is_age_or_chance(
    capsys: pytest.CaptureFixture[str], seeded: bool, how: str
) -> None:
    report = Report(
        notebook="n.ipynb",
        project="p",
        overall="equal",
        values=(),
        outdated=(AGED,),
        seeded=seeded,
    )

    said = f"the notebook today {how}: cell 4: '0.79' where it shows '0.81'\n"
    assert said in told(capsys, report)
