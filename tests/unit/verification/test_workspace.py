"""A command run apart: what it can reach, and what becomes of what it starts."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mlship.verification.workspace import (
    Ended,
    Errand,
    Isolation,
    Limits,
    find_isolation,
    make_place,
    run_apart,
)

Start = Callable[..., Ended]


@pytest.fixture
def isolation(tmp_path: Path) -> Isolation:
    room = tmp_path / "probes"
    room.mkdir()
    return find_isolation(room, network=False)


@pytest.fixture
def start(tmp_path: Path, isolation: Isolation) -> Start:
    """Run Python code in the folder `mine`; what it changes lands in `room`."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/data.txt").write_text("mine")

    def call(code: str, timeout_s: float = 20, memory: int = 0, *, alone: bool = True) -> Ended:
        mine = tmp_path / "mine"
        place = make_place(tmp_path / "room", mine, [], overlays=isolation.overlays)
        command = [sys.executable, "-c", code]
        mark = {"MARK": str(tmp_path)}
        how = replace(isolation, alone=isolation.alone and alone)
        errand = Errand(command=command, env=mark, place=place, isolation=how)
        return run_apart(errand, Limits(timeout_s=timeout_s, memory=memory), lambda: None)

    return call


def left(folder: Path) -> list[str]:
    """List what still runs of what was started for a folder; such processes carry its name."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"MARK={folder}".encode() in (process / "environ").read_bytes():
                found.append(process.name)
    return found


def test_the_exit_code_and_the_output_come_back(start: Start) -> None:
    ended = start("print('said'); raise SystemExit(3)")

    assert (ended.code, ended.reason, ended.log) == (3, "", "said\n")


def test_what_is_written_does_not_reach_the_folder(start: Start, tmp_path: Path) -> None:
    ended = start(
        "open('data.txt', 'a').write('!'); open('new.txt', 'w'); print(open('data.txt').read())"
    )

    assert ended.log == "mine!\n"
    assert (tmp_path / "mine/data.txt").read_text() == "mine"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["data.txt"]


def test_what_is_mounted_read_only_elsewhere_is_no_obstacle(tmp_path: Path) -> None:
    """As the root of a container is that somebody runs at the same time."""
    mounted, room = tmp_path / "image", tmp_path / "room"
    mounted.mkdir()
    room.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "none", str(mounted)]
    before = find_isolation(room, network=False)
    if not before.apart or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this system gives no namespaces, or lets us mount nothing")
    try:
        (tmp_path / "again").mkdir()
        assert find_isolation(tmp_path / "again", network=False) == before
    finally:
        subprocess.run(["umount", mounted], check=True)


def test_other_files_cannot_be_changed(start: Start, isolation: Isolation) -> None:
    if not isolation.apart:
        pytest.skip("this system gives no namespaces")
    there = Path(__file__).with_name("made_by_a_test")

    ended = start(f"open({str(there)!r}, 'w')")

    assert "Read-only file system" in ended.log
    assert not there.exists()


def test_there_is_no_network_but_this_machine(start: Start, isolation: Isolation) -> None:
    if not isolation.apart:
        pytest.skip("this system gives no namespaces")
    code = (
        "import socket; socket.create_server(('127.0.0.1', 0)); print('here', flush=True)\n"
        "socket.create_connection(('192.0.2.1', 80), timeout=5)"
    )

    ended = start(code)

    assert ended.log.startswith("here\n")
    assert "Network is unreachable" in ended.log


def test_out_of_time_ends_everything_that_was_started(start: Start, tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(['sleep', '60'], start_new_session=True)\n"
        "time.sleep(60)"
    )

    ended = start(code, timeout_s=3)

    assert ended.reason == "time"
    assert left(tmp_path) == []


# Whoever does this twice is nobody's child, and in no group of anybody's.
DETACH = (
    "import os, signal, time\n"
    "if os.fork() == 0:\n"
    "    os.setsid()\n"
    "    if os.fork() == 0:\n"
    "        os.setsid()\n"
    "        signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "        open('detached', 'w').close()\n"
    "        time.sleep(60)\n"
    "    os._exit(0)\n"
    "while not os.path.exists('detached'):\n"
    "    time.sleep(0.01)\n"
)


def test_memory_that_a_fork_shares_counts_once(start: Start) -> None:
    code = "import os, time\nheld = b'x' * 100_000_000\nos.fork()\ntime.sleep(1.2)"

    ended = start(code)

    assert 100_000_000 < ended.peak < 180_000_000


@pytest.mark.parametrize("alone", [True, False], ids=["in a namespace", "in ours"])
def test_orphans_end_with_the_command(start: Start, tmp_path: Path, *, alone: bool) -> None:
    ended = start(DETACH, alone=alone)

    assert ended.code == 0
    assert left(tmp_path) == []


def test_orphans_end_even_if_their_guard_was_ended(start: Start, tmp_path: Path) -> None:
    code = f"{DETACH}os.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"

    ended = start(code, alone=False)

    assert ended.reason == "guard"
    assert left(tmp_path) == []


def test_from_a_namespace_nobody_else_can_be_ended(start: Start, isolation: Isolation) -> None:
    if not isolation.alone:
        pytest.skip("this system gives no namespaces of processes")
    code = (
        "import os, signal\n"
        "others = [int(pid) for pid in os.listdir('/proc') if pid.isdigit()]\n"
        "for pid in (os.getppid(), *range(1, os.getpid())):\n"
        "    os.kill(pid, signal.SIGKILL)\n"
        "print(others == [1, os.getpid()])"
    )

    assert start(code).log == "True\n"


def test_a_signal_that_ends_the_command_is_told(start: Start) -> None:
    assert start("import os; os.kill(os.getpid(), 9)").code == -9


def test_too_much_memory_ends_it(start: Start) -> None:
    started = time.monotonic()

    ended = start("import time; a = bytearray(300_000_000); time.sleep(30)", memory=100_000_000)

    assert ended.reason == "memory"
    assert time.monotonic() - started < 15


def test_endless_output_is_cut(start: Start, tmp_path: Path) -> None:
    ended = start("import sys\nfor _ in range(300): sys.stdout.write('x' * 100_000)")

    assert ended.code == 0
    assert (tmp_path / "room/output.log").stat().st_size <= 10_000_000


def test_a_copy_serves_where_there_are_no_overlays(tmp_path: Path) -> None:
    (tmp_path / "mine/.git").mkdir(parents=True)
    (tmp_path / "mine/data.txt").write_text("mine")

    place = make_place(tmp_path / "room", tmp_path / "mine", [], overlays=False)

    assert [path.name for path in place.cwd.iterdir()] == ["data.txt"]
    assert place.cwd != tmp_path / "mine"
