"""What is done in a copy reaches neither the run nor, before its end, its files."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mlship.verification.inside.copying import MOST_WAITING, Copies

LONG_S = 20.0


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[Copies]:
    yield Copies(str(tmp_path / "room"))
    gc.unfreeze()


def test_what_only_looks_is_done_at_once(copies: Copies, tmp_path: Path) -> None:
    told, answer = os.pipe()

    copies.do(lambda: os.write(answer, str(len(list(tmp_path.iterdir()))).encode()), LONG_S)

    assert os.read(told, 1) == b"0"
    assert not copies.waiting


@pytest.mark.parametrize("change", ["folder", "file", "command"])
def test_what_changes_files_waits_for_the_end(copies: Copies, tmp_path: Path, change: str) -> None:
    made = tmp_path / "made"
    actions: dict[str, Callable[[], object]] = {
        "folder": made.mkdir,
        "file": lambda: made.write_text("1"),
        "command": lambda: os.system(f"touch {made}"),  # noqa: S605 - a path of ours
    }

    copies.do(actions[change], LONG_S)

    assert not made.exists()
    copies.go_on(LONG_S)
    assert made.exists()


def test_what_reads_a_file_that_is_not_yet_written_waits_too(
    copies: Copies, tmp_path: Path
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    copies.do(lambda: one.write_text("1"), LONG_S)

    copies.do(lambda: other.write_text(one.read_text()), LONG_S)

    copies.go_on(LONG_S)
    assert other.read_text() == "1"


def test_what_is_written_down_for_us_does_not_wait(copies: Copies, tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()

    copies.do(lambda: (room / "events").write_text("1"), LONG_S)

    assert (room / "events").exists()


def test_what_takes_too_long_is_ended(copies: Copies, tmp_path: Path) -> None:
    def look_forever() -> None:
        (tmp_path / "made").touch()
        while True:
            pass

    copies.do(look_forever, LONG_S)
    copies.go_on(0.05)

    assert (tmp_path / "made").exists()


def test_a_copy_that_exits_does_not_go_on_as_the_run(copies: Copies) -> None:
    def leave() -> None:
        raise SystemExit

    copies.do(leave, LONG_S)

    assert not copies.waiting


def test_no_more_than_so_many_wait(copies: Copies, tmp_path: Path) -> None:
    for number in range(MOST_WAITING + 2):
        copies.do((tmp_path / str(number)).mkdir, LONG_S)

    assert len(copies.waiting) == MOST_WAITING
    copies.go_on(LONG_S)
    assert len(list(tmp_path.iterdir())) == MOST_WAITING
