"""One listening socket → several workers that share it; one that dies is replaced."""

import asyncio
import importlib
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from .hooks import Service
from .settings import Settings

if TYPE_CHECKING:
    from .server import Server

CHECK_S = 0.5
# A worker that dies sooner than this is not replaced at once: it would die again.
SHORT_LIFE_S = 2.0
LACKING = 4
# What workers get beyond their own time to stop, before they are killed.
GRACE_S = 5.0
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGHUP)


class Supervisor:
    """Starts workers, replaces those that die, and stops them all."""

    def __init__(self, settings: Settings, service: Service, listener: socket.socket) -> None:
        self._settings = settings
        self._service = service
        self._listener = listener
        self._workers: dict[int, float] = {}
        self._signals: list[int] = []
        self._exit_code: int | None = None
        self._kill_at: float | None = None
        # Workers hold the other end: it closes when we are gone, however we went.
        self._lifeline = os.pipe()
        self._wakeup = os.pipe()
        self._sources = _newest(settings)

    def run(self) -> int:
        """Keep the workers running until a signal comes."""
        folder = tempfile.mkdtemp(prefix="serving-metrics-")
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        self._listen_to_signals()
        try:
            for _ in range(self._settings.workers):
                self._start()
            while self._exit_code is None or self._workers:
                self._wait()
                self._act()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return self._exit_code

    def _listen_to_signals(self) -> None:
        os.set_blocking(self._wakeup[1], False)
        signal.set_wakeup_fd(self._wakeup[1], warn_on_full_buffer=False)
        for each in _SIGNALS:
            signal.signal(each, self._note)

    def _note(self, number: int, _: FrameType | None) -> None:
        self._signals.append(number)

    def _wait(self) -> None:
        ready, _, _ = select.select([self._wakeup[0]], [], [], CHECK_S)
        if ready:
            os.read(self._wakeup[0], 512)

    def _act(self) -> None:
        while self._signals:
            number = self._signals.pop(0)
            if number in {signal.SIGTERM, signal.SIGINT}:
                self._stop(number)
            elif number == signal.SIGHUP:
                self._renew()
        self._reap()
        if self._kill_at is not None and time.monotonic() > self._kill_at:
            self._tell(signal.SIGKILL)
        if self._settings.reload and self._exit_code is None:
            newest = _newest(self._settings)
            if newest != self._sources:
                self._sources = newest
                self._renew()

    def _stop(self, number: int, exit_code: int = 0) -> None:
        limits = self._settings.limits
        self._exit_code = exit_code
        self._kill_at = time.monotonic() + limits.drain_s + limits.finish_s + GRACE_S
        # Once workers stop to listen, nobody must: what waits in our queue would be lost.
        self._listener.close()
        self._tell(number)

    def _renew(self) -> None:
        """Start new workers, then let the old ones end."""
        old = list(self._workers)
        for _ in old:
            self._start()
        for pid in old:
            _kill(pid, signal.SIGTERM)

    def _tell(self, number: int) -> None:
        for pid in self._workers:
            _kill(pid, number)

    def _reap(self) -> None:
        for pid in list(self._workers):
            gone, status = _wait_for(pid)
            if gone:
                self._bury(pid, os.waitstatus_to_exitcode(status))

    def _bury(self, pid: int, code: int) -> None:
        lived_s = time.monotonic() - self._workers.pop(pid)
        _forget_gauges(pid)
        if self._exit_code is not None:
            return
        if code == LACKING and lived_s < 60:
            self._stop(signal.SIGTERM, LACKING)
        elif len(self._workers) < self._settings.workers:
            sys.stderr.write(f"worker {pid} ended ({code}); another one takes its place\n")
            if lived_s < SHORT_LIFE_S:
                time.sleep(SHORT_LIFE_S - lived_s)
            self._start()

    def _start(self) -> None:
        sys.stderr.flush()
        # A signal must not meet a child that still has our handlers: it would go unheard.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        pid = os.fork()
        if pid == 0:
            os._exit(self._work())
        self._workers[pid] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)

    def _work(self) -> int:
        """Serve, in the child."""
        signal.set_wakeup_fd(-1)
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        os.close(self._lifeline[1])
        try:
            return serve_here(self._settings, self._service, self._listener, self._end_with_parent)
        except KeyboardInterrupt:
            return 130
        finally:
            sys.stderr.flush()

    def _end_with_parent(self, server: "Server") -> None:
        asyncio.get_running_loop().add_reader(self._lifeline[0], self._orphaned, server)

    def _orphaned(self, server: "Server") -> None:
        asyncio.get_running_loop().remove_reader(self._lifeline[0])
        server.begin_stop()


def serve_here(
    settings: Settings,
    service: Service,
    listener: socket.socket,
    prepare: Callable[["Server"], None] | None = None,
) -> int:
    """Serve in this process; what that needs is imported now, as a supervisor does without it."""
    server = importlib.import_module(".server", __package__)
    return int(server.serve(settings, service, listener, prepare))


def _kill(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _wait_for(pid: int) -> tuple[int, int]:
    try:
        return os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return pid, 0


def _forget_gauges(pid: int) -> None:
    """What a worker was doing ends with it; what it has counted stays."""
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    for file in folder.glob(f"gauge_live*_{pid}.db"):
        file.unlink(missing_ok=True)


def _newest(settings: Settings) -> int:
    """Find the time of the last change of the package's source."""
    if not settings.reload:
        return 0
    package = Path(__file__).resolve().parents[1]
    return max(path.stat().st_mtime_ns for path in package.rglob("*.py"))
