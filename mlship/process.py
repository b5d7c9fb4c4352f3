"""A command or a job → its exit code, output or result; the only module that starts processes."""

import ctypes
import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from pathlib import Path
from types import FrameType
from typing import BinaryIO, NoReturn, TypeVar

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")

# What a child gets to put its things in order before it is killed.
GRACE_S = 5.0
# How often we look after a child that takes long.
TICK_S = 0.1
# Our own stderr, as a child is given it.
STDERR = 2
# From linux/prctl.h: the signal that the kernel sends to a child whose parent died.
PR_SET_PDEATHSIG = 1
# Where the output of long commands goes instead of to us.
_KEPT: ContextVar[BinaryIO | None] = ContextVar("kept", default=None)
# How many jobs a process of a pool does between two searches for garbage, and has done.
JOBS_BETWEEN = 200
_DONE = count(1)
# The interrupts that we have heard of.
_INTERRUPTS: list[int] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Finished = exit code, what it wrote to stdout and to stderr."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Background = a process beside us: its id, and what tells its exit code, if it has one."""

    pid: int
    poll: Callable[[], int | None]


@contextmanager
def remember_interrupts() -> Iterator[None]:
    """Within the block Ctrl-C is remembered: an import may swallow the exception that it raises.

    We stop then before the next process is started, unless that one puts things in order.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:  # somebody else answers it, or nobody may
        yield
        return
    signal.signal(signal.SIGINT, _note_interrupt)
    try:
        yield
    finally:
        _INTERRUPTS.clear()
        signal.signal(signal.SIGINT, before)


def _note_interrupt(signum: int, _frame: FrameType | None) -> None:
    _INTERRUPTS.append(signum)
    raise KeyboardInterrupt


def _stop_if_interrupted() -> None:
    if _INTERRUPTS and sys.exc_info()[0] is None:
        raise KeyboardInterrupt


def capture(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    timeout_s: float | None = None,
) -> Finished:
    """Run a short command to its end and return what it said."""
    _stop_if_interrupted()
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout_s,
        check=False,
    )
    return Finished(code=done.returncode, out=done.stdout, err=done.stderr)


def stream(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    keep_stdout: bool = False,
    to_stderr: bool = False,
) -> Finished:
    """Run a long command, its output passed on as it comes; it ends when we end.

    With `keep_stdout` its stdout is returned instead, because ours belongs to a document; with
    `to_stderr` it goes to our stderr, as what tells of progress is no result.
    """
    _stop_if_interrupted()
    sys.stdout.flush()
    sys.stderr.flush()
    kept = _KEPT.get()
    child = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if keep_stdout else kept or (STDERR if to_stderr else None),
        stderr=kept,
        process_group=0,
        preexec_fn=_die_with_parent(),  # noqa: PLW1509 - two system calls, no locks
    )
    with _until_gone(child):
        out, _ = child.communicate()
    return Finished(code=child.returncode, out=(out or b"").decode(errors="replace"), err="")


@contextmanager
def output_in(log: Path) -> Iterator[None]:
    """Until the block ends, what `stream` would pass on goes to a file instead."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        before = _KEPT.set(output)
        try:
            yield
        finally:
            _KEPT.reset(before)


@contextmanager
def background(
    command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], log: Path
) -> Iterator[Background]:
    """Run a command beside us until the block ends."""
    _stop_if_interrupted()
    with log.open("wb") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            process_group=0,
            preexec_fn=_die_with_parent(),  # noqa: PLW1509 - two system calls, no locks
        )
    with _until_gone(child):
        yield Background(pid=child.pid, poll=child.poll)


def replace(command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str]) -> NoReturn:
    """Become another command: it gets our place, our streams and our signals."""
    _stop_if_interrupted()
    sys.stdout.flush()
    sys.stderr.flush()
    os.chdir(cwd)
    words = [str(part) for part in command]
    os.execve(words[0], words, dict(env))  # noqa: S606 - a list that we made, no shell


def in_parallel(
    function: Callable[[Job], Outcome], jobs: Iterable[Job], workers: int
) -> Iterator[Outcome]:
    """Do the jobs in processes of their own; outcomes come in the order of the jobs."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # A fork starts with everything imported that we have imported; elsewhere there is no fork.
    method = "fork" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(workers, context, initializer=_begin_work) as pool:
        yield from pool.map(partial(_do, function), jobs)


def _begin_work() -> None:
    """Leave interrupts to us; look for garbage only between jobs, and only in what they made."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    gc.freeze()


def _do(function: Callable[[Job], Outcome], job: Job) -> Outcome:
    """Do a job; collect garbage before it only if many were done: that costs as much as a job."""
    if next(_DONE) % JOBS_BETWEEN == 0:
        gc.collect()
    return function(job)


def find_program(name: str) -> str:
    """Find a program on the path; "" if it is not there."""
    return shutil.which(name) or ""


@cache
def ruff_binary() -> str:
    """Find the ruff that was installed with us."""
    import ruff

    return str(ruff.find_ruff_bin())


@contextmanager
def _until_gone(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Whatever ends the body, the child and its own children are gone afterwards."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if child.poll() is None:
            _end_group(child)


def _leave(signum: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signum)


def _end_group(child: subprocess.Popen[bytes]) -> None:
    os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


class _DeathSignal:
    """Called in the child: die when the parent does, even if the parent is killed with -9."""

    def __init__(self) -> None:
        self.prctl = ctypes.CDLL(None).prctl
        self.parent = os.getpid()

    def __call__(self) -> None:
        self.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != self.parent:  # it died before we could ask
            os._exit(1)


def _die_with_parent() -> _DeathSignal | None:
    return _DeathSignal() if sys.platform == "linux" else None


def watch(command: Sequence[str | Path], *, timeout_s: float, tick: Callable[[], None]) -> bool:
    """Run a command that ends its own children when it is asked to; say whether it was in time.

    `tick` is called a few times a second while it runs.
    """
    _stop_if_interrupted()
    child = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent(),  # noqa: PLW1509 - two system calls, no locks
    )
    deadline = time.monotonic() + timeout_s
    with _until_gone(child):
        while time.monotonic() < deadline:
            try:
                child.wait(TICK_S)
            except subprocess.TimeoutExpired:
                tick()
            else:
                tick()
                return True
    return False
