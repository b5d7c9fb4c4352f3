"""An interpreter that has loaded what projects import, and runs each command in a fork of itself.

What a project does is the same as in an interpreter of its own, but for the seconds that pandas and
scikit-learn take to load. One is started for all tests of a process (the fixture `warm`).
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

Done = subprocess.CompletedProcess[str]


class Warm:
    """Runs ``python …`` with words and options of its own, as `subprocess.run` would."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, str(Path(__file__)), sys.executable],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, *words: str, cwd: Path, env: Mapping[str, str] | None = None, ignore: bool = False
    ) -> Done:
        """Run ``-m MODULE …`` or ``-c CODE`` in a folder; `ignore` stands for ``-W ignore``."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            order = {
                "words": words,
                "cwd": str(cwd),
                "env": {**os.environ, **(env or {})},
                "said": folder,
                "ignore": ignore,
            }
            self._server.stdin.write(json.dumps(order) + "\n")
            self._server.stdin.flush()
            code = int(self._server.stdout.readline())
            out, err = ((Path(folder) / name).read_text() for name in ("out", "err"))
        return Done([sys.executable, *words], code, out, err)

    def stop(self) -> None:
        """Let it end: there is nothing more to read."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.stdout.close()
        self._server.wait(20)


@lru_cache
def shared() -> Warm:
    """Start the one of this process, when it is first asked for."""
    started = Warm()
    atexit.register(started.stop)
    return started


def serve() -> None:
    """Load what takes long; then fork for each order that comes."""
    import matplotlib.pyplot  # noqa: F401, ICN001
    import pandas  # noqa: F401, ICN001
    import pytest  # noqa: F401
    import sklearn.ensemble
    import sklearn.linear_model
    import sklearn.model_selection  # noqa: F401

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(order: dict[str, object]) -> None:
    """Be a fresh interpreter that was called so; never returns."""
    import traceback

    code = 1
    _redirect(Path(str(order["said"])))
    try:
        _settle(order)
        _execute(list(order["words"]))  # type: ignore[call-overload]
        code = 0
    except SystemExit as ended:
        code = _code_of(ended)
    except BaseException:  # noqa: BLE001 - as an interpreter does
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(folder: Path) -> None:
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    for number, name in ((1, "out"), (2, "err")):
        with (folder / name).open("w") as stream:
            os.dup2(stream.fileno(), number)


def _settle(order: dict[str, object]) -> None:
    """Take over folder, environment and path; draw what nobody seeds anew."""
    import random
    import warnings

    import numpy as np

    os.chdir(str(order["cwd"]))
    os.environ.clear()
    os.environ.update(dict(order["env"]))  # type: ignore[call-overload]
    sys.dont_write_bytecode = True  # what changes within a second would be taken for the old
    given = [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]
    sys.path[:1] = [str(order["cwd"]), *given]
    np.random.seed(None)  # noqa: NPY002 - the one that projects draw from
    random.seed()
    if order["ignore"]:
        warnings.simplefilter("ignore")


def _execute(words: list[str]) -> None:
    import runpy

    flag, what, *rest = words
    sys.argv = [what, *rest] if flag == "-m" else ["-c", *rest]
    if flag == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102


def _code_of(ended: SystemExit) -> int:
    if ended.code is None or isinstance(ended.code, int):
        return ended.code or 0
    sys.stderr.write(f"{ended.code}\n")
    return 1


if __name__ == "__main__":
    serve()
