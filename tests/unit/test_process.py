"""Processes end when we end, whatever ends us."""

import os
import signal
import subprocess
import sys
import time

import pytest

from mlship.process import capture, in_parallel
from tests.processes import is_running

PARENT = """
import sys
from mlship.process import stream
stream([sys.executable, "-c", sys.argv[1]])
"""

CHILD = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells a child")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_child_does_not_outlive_us(ending: signal.Signals) -> None:
    command = [sys.executable, "-c", PARENT, CHILD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(ending)
        parent.wait(10)

    deadline = time.monotonic() + 5
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(child)


def test_what_a_command_says_is_captured() -> None:
    done = capture([sys.executable, "-c", "import sys; print(input()); sys.exit(3)"], stdin="é\n")

    assert (done.code, done.out, done.err) == (3, "é\n", "")


def test_jobs_are_done_elsewhere_in_their_order() -> None:
    assert list(in_parallel(abs, [-3, 2, -1], 2)) == [3, 2, 1]
    assert os.getpid() not in set(in_parallel(pid_of, range(4), 2))


def pid_of(_: int) -> int:
    return os.getpid()


SWALLOWED = """
import os, signal, sys
from mlship.process import capture, remember_interrupts
with remember_interrupts():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        while True:
            pass
    except BaseException:
        pass
    try:
        raise ValueError
    except ValueError:
        print(capture([sys.executable, "-c", "print('put in order')"]).out)
    try:
        capture([sys.executable, "-c", "print('gone on')"])
    except KeyboardInterrupt:
        print("stopped")
"""


def test_an_interrupt_that_an_import_has_swallowed_stops_us_all_the_same() -> None:
    done = capture([sys.executable, "-c", SWALLOWED])

    assert done.out.split("\n") == ["put in order", "", "stopped", ""]
