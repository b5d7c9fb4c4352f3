"""Something to do → done in a copy of this process, so that nothing of it reaches the run.

What a copy does to files would reach it all the same. So one that is about to change a file waits
until it is told to go on; and so does one that looks for a file which a waiting copy may write.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .strangers import call

TICK_S = 0.002
# Each waiting copy keeps what the run has overwritten meanwhile.
MOST_WAITING = 50
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# What Python tells an audit hook of; https://docs.python.org/3/library/audit_events.html
CHANGES = frozenset(
    {
        "os.chmod", "os.exec", "os.link", "os.mkdir", "os.posix_spawn", "os.remove", "os.rename",
        "os.rmdir", "os.symlink", "os.system", "os.truncate", "sqlite3.connect", "subprocess.Popen",
    }
)  # fmt: skip


def do_in_a_copy(action: Callable[[], object], longest_s: float) -> None:
    """Do it, and wait for it; a copy that takes longer is ended."""
    _wait(_copy(lambda: call(action)), longest_s)


class Copies:
    """Does things in copies of this process; `own` is a folder that they may change at any time."""

    def __init__(self, own: str) -> None:
        self.own = own
        self.waiting: list[int] = []

    def do(self, action: Callable[[], object], longest_s: float) -> None:
        """Do it up to where it would change files; a copy that takes longer is ended."""
        child = _copy(lambda: self._do_watched(action))
        if not _wait(child, longest_s):
            return
        if not self.waiting:  # what is known now is never looked through again, so not copied
            gc.collect()
            gc.freeze()
        self.waiting.append(child)
        if len(self.waiting) > MOST_WAITING:
            _end(self.waiting.pop())

    def go_on(self, longest_s: float) -> None:
        """Let those that wait go on, one after the other."""
        for child in self.waiting:
            os.kill(child, signal.SIGCONT)
            if _wait(child, longest_s):
                _end(child)
        self.waiting.clear()

    def _do_watched(self, action: Callable[[], object]) -> None:
        free = False

        def listen(event: str, told: tuple[object, ...]) -> None:
            nonlocal free
            if not free and self._is_to_wait(event, told):
                free = True
                os.kill(os.getpid(), signal.SIGSTOP)

        sys.addaudithook(listen)
        call(action)

    def _is_to_wait(self, event: str, told: tuple[Any, ...]) -> bool:
        place = str(Path(os.fsdecode(told[0])).absolute()) if _names_a_file(told) else ""
        if place.startswith((f"{self.own}{os.sep}", "/dev/", "/proc/")):
            return False
        if event == "open" and place:
            missing = bool(self.waiting) and not Path(place).exists()
            return missing or bool(told[2] & WRITING)
        return event in CHANGES


def _names_a_file(told: tuple[Any, ...]) -> bool:
    return bool(told) and isinstance(told[0], str | bytes | os.PathLike)


def _copy(action: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            action()
        finally:  # whatever it raises, no copy goes on with the run
            os._exit(0)
    return child


def _wait(child: int, longest_s: float) -> bool:
    """Wait until a copy has ended, or tell that it waits itself; one that takes longer is ended."""
    deadline = time.monotonic() + longest_s
    while True:
        ended, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
        if ended:
            return os.WIFSTOPPED(status)
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        time.sleep(TICK_S)


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
