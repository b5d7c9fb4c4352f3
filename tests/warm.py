"""An interpreter that has loaded what projects import, and runs each command in a fork of itself.

What a project does is the same as in an interpreter of its own, but for the seconds that pandas and
scikit-learn take to load. One is started for all tests of a process (the fixture `warm`). With the
fixture `forks` it also runs what `mlship` starts in this interpreter: pipelines, their tests, and
each run of a verification with its guard.
"""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import IO, NoReturn

Done = subprocess.CompletedProcess[str]
Stream = int | IO[str] | IO[bytes]
_run: Callable[..., Done] = subprocess.run
_popen: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen
# As runs of a verification are started; of them all the interpreter of our own tests.
STEADY = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "LC_ALL": "C.UTF-8",
}
# Of a project's tests none needs the plugins that ours have, and to load them takes seconds.
LEAN = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
FIRST_OWN = 3  # the number of the first file that is neither input nor output
MOST_FILES = 1024
NUMBER = struct.Struct("i")
NOTHING = os.open(os.devnull, os.O_RDWR)


class Warm:
    """Runs ``python …`` with words and options of its own, as `subprocess` would."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            self._server = subprocess.Popen(
                [sys.executable, str(Path(__file__)), str(number)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, **STEADY},
                pass_fds=[number],
            )

    def run(
        self,
        *words: str,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        ignore: bool = False,
        alone: bool = False,
    ) -> Done:
        """Run ``-m MODULE …`` or ``-c CODE`` in a folder; `ignore` stands for ``-W ignore``.

        It has our variables and `env`, or `env` alone.
        """
        with _file() as out, _file() as err:
            variables = {**({} if alone else os.environ), **(env or {})}
            code = self.start(words, cwd, variables, (out, err), ignore=ignore).wait()
            return Done([sys.executable, *words], code, _read(out), _read(err))

    def start(
        self,
        words: Sequence[str],
        cwd: Path,
        env: Mapping[str, str],
        streams: tuple[Stream, Stream],
        *,
        ignore: bool = False,
        given: int = NOTHING,
    ) -> "Fork":
        """Fork a process of a group of its own that runs the words, and do not wait for it."""
        order = {"words": words, "cwd": str(cwd), "env": dict(env), "ignore": ignore}
        reading, writing = os.pipe()
        with _file(json.dumps(order)) as file:
            numbers = [file.fileno(), given, *map(_number, streams), writing]
            socket.send_fds(self._orders, [b"!"], numbers)
        os.close(writing)
        return Fork(reading)

    def popen(self, command: Sequence[str], **options: object) -> "Fork | subprocess.Popen[bytes]":
        """Be `subprocess.Popen`, as `mlship.process` calls it: what runs elsewhere runs there."""
        if command[0] != sys.executable:
            return _popen(command, **options)
        words = [str(word) for word in command[1:] if word not in {"-I", "-S"}]
        env = options.get("env") or os.environ
        cwd = options.get("cwd") or Path.cwd()
        assert isinstance(env, Mapping)
        assert isinstance(cwd, Path)
        err = options.get("stderr") or 2
        if options.get("stdout") != subprocess.PIPE:
            return self.start(words, cwd, env, (options.get("stdout") or 1, err))  # type: ignore[arg-type]
        reading, writing = os.pipe()
        fork = self.start(words, cwd, env, (writing, err))  # type: ignore[arg-type]
        os.close(writing)
        fork.stdout = os.fdopen(reading, "rb")
        return fork

    def call(
        self, command: Sequence[str], *, timeout: float | None = None, **options: object
    ) -> Done:
        """Be `subprocess.run`, as `mlship.process` calls it: what is no code runs elsewhere."""
        if command[:2] != [sys.executable, "-c"]:
            return _run(command, timeout=timeout, **options)
        env, cwd = options.get("env") or os.environ, options.get("cwd") or Path.cwd()
        assert isinstance(env, Mapping)
        assert isinstance(cwd, Path)
        with _file(str(options["input"])) as given, _file() as out, _file() as err:
            number, words = given.fileno(), list(command[1:])
            code = self.start(words, cwd, env, (out, err), given=number).wait(timeout)
            return Done(command, code, _read(out), _read(err))

    def stop(self) -> None:
        """Let it end: there is nothing more to read."""
        self._orders.close()
        self._server.wait(20)


class Fork:
    """A process that was forked for us, with what `subprocess.Popen` has of it."""

    def __init__(self, told: int) -> None:
        self._told = told
        self.stdout: IO[bytes] | None = None
        self.returncode: int | None = None
        (self.pid,) = NUMBER.unpack(os.read(told, NUMBER.size))

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """Give the exit code, if there is one."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the exit code."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired([], timeout or 0)
        return code

    def communicate(self) -> tuple[bytes, bytes]:
        """Give what it writes to stdout where that was asked for, and wait for its end."""
        said = b""
        if self.stdout is not None:
            with self.stdout as stream:
                said = stream.read()
        self.wait()
        return said, b""

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], timeout)[0]:
            told = os.read(self._told, NUMBER.size)
            self.returncode = NUMBER.unpack(told)[0] if told else -9
            os.close(self._told)
        return self.returncode


def _number(stream: Stream) -> int:
    if stream == subprocess.DEVNULL:
        return NOTHING
    return stream if isinstance(stream, int) else stream.fileno()


def _file(text: str = "") -> IO[str]:
    """Make a file without a name, that is read from its start."""
    stream = tempfile.TemporaryFile("w+")  # noqa: SIM115 - whoever asks for it closes it
    stream.write(text)
    stream.seek(0)
    return stream


def _read(stream: IO[str]) -> str:
    stream.seek(0)
    return stream.read()


@lru_cache
def shared() -> Warm:
    """Start the one of this process, when it is first asked for."""
    started = Warm()
    atexit.register(started.stop)
    return started


def in_place_of_subprocess(warm: Warm) -> SimpleNamespace:
    """Make a module `subprocess` whose processes of this interpreter are forks."""
    return SimpleNamespace(**{**vars(subprocess), "Popen": warm.popen, "run": warm.call})


def serve(number: int) -> None:
    """Load what takes long; then fork for each order that comes."""
    import gc

    _load()
    gc.freeze()
    with socket.socket(fileno=number) as orders:
        while True:
            come, files, _, _ = socket.recv_fds(orders, 1, 5)
            if not come:
                return
            if os.fork() == 0:
                orders.close()
                _keep(*files)
            for each in files:
                os.close(each)
            _reap()


def _reap() -> None:
    """Take note of the ends of those who have waited."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _load() -> None:
    import IPython.core.interactiveshell  # noqa: F401
    import matplotlib.pyplot  # noqa: F401, ICN001
    import pandas  # noqa: F401, ICN001
    import pytest  # noqa: F401
    import seaborn  # noqa: F401, ICN001
    import sklearn.compose
    import sklearn.ensemble
    import sklearn.feature_extraction.text
    import sklearn.linear_model
    import sklearn.model_selection
    import sklearn.tree  # noqa: F401


def _keep(order: int, given: int, out: int, err: int, told: int) -> NoReturn:
    """Fork the process itself; tell its number, and how it has ended."""
    child = os.fork()
    if child == 0:
        _die_with_parent()
        os.setsid()
        os.close(told)
        _become(order, (given, out, err))
    for each in (order, given, out, err):
        os.close(each)
    os.write(told, NUMBER.pack(child))
    _, status = os.waitpid(child, 0)
    os.write(told, NUMBER.pack(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _die_with_parent() -> None:
    import ctypes

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _become(order: int, streams: Sequence[int]) -> NoReturn:
    """Be a fresh interpreter that was called so."""
    with os.fdopen(order) as file:
        told = json.load(file)
    for number, source in enumerate(streams):
        os.dup2(source, number)
    os.chdir(told["cwd"])
    if told["ignore"]:
        import warnings

        warnings.simplefilter("ignore")
    _end(told["words"], told["env"])


def _end(words: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    """Run the words, and end as an interpreter would."""
    import traceback

    code = 1
    try:
        _settle(env)
        _execute(*words)
        code = 0
    except SystemExit as ended:
        code = _code_of(ended)
    except BaseException:  # noqa: BLE001 - as an interpreter does
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code & 0xFF)


def _settle(env: Mapping[str, str]) -> None:
    """Take over environment and path; draw what nobody seeds anew."""
    import random
    import time

    import numpy as np

    os.closerange(FIRST_OWN, MOST_FILES)
    os.environ.clear()
    os.environ.update({**env, **LEAN})
    time.tzset()
    tempfile.tempdir = None
    sys.dont_write_bytecode = True  # what changes within a second would be taken for the old
    sys.path[:] = [*filter(None, env.get("PYTHONPATH", "").split(os.pathsep)), *INSTALLED]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.execve = _replace  # type: ignore[assignment]
    np.random.seed(None)  # noqa: NPY002 - the one that projects draw from
    random.seed()


def _execute(what: str, *rest: str) -> None:
    """Run a module, code, or a script or folder."""
    import runpy

    if what == "-m":
        sys.path.insert(0, str(Path.cwd()))
        sys.argv = [*rest]
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif what == "-c":
        sys.path.insert(0, "")
        sys.argv = ["-c", *rest[1:]]
        exec(compile(rest[0], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102
    else:
        sys.argv = [what, *rest]
        runpy.run_path(what, run_name="__main__")


_execve = os.execve
INSTALLED = sys.path[1:]


def _replace(path: str, words: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    """Become another command: where it is of this interpreter, without loading it all anew."""
    if path != sys.executable:
        _execve(path, list(words), env)
    _end([word for word in words[1:] if word not in {"-I", "-S"}], env)


def _code_of(ended: SystemExit) -> int:
    if ended.code is None or isinstance(ended.code, int):
        return ended.code or 0
    sys.stderr.write(f"{ended.code}\n")
    return 1


if __name__ == "__main__":
    serve(int(sys.argv[1]))
