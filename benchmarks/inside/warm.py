"""Programs that take long to start → run in copies of one process that has loaded what they need.

    python warm.py RECORDER MODULE...

RECORDER is the folder of the programs that verifying runs; the modules are imported once. Each
line on stdin is a JSON document: a program of RECORDER and its configuration, or a package to
train and what to compute of what it leaves; its folder, variables, log and seconds. The answer to
each is a line with the exit code.
"""

import contextlib
import importlib
import json
import os
import runpy
import signal
import sys
import traceback
from pathlib import Path
from typing import Any


def main() -> int:
    """Answer until stdin ends."""
    recorder = Path(sys.argv[1])
    sys.path.insert(0, str(recorder.parent))
    start = vars(importlib.import_module("inside.__main__"))
    start["load_package"](recorder)
    sys.path.pop(0)
    for module in sys.argv[2:]:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    for line in sys.stdin:
        sys.stdout.write(f"{answer(json.loads(line), start['NAME'])}\n")
        sys.stdout.flush()
    return 0


def answer(order: dict[str, Any], name: str) -> int:
    """Do it in a copy of this process."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = carry_out(order, name)
        except SystemExit as ended:
            code = int(ended.code or 0)
        except BaseException:  # noqa: BLE001 - whatever it is, it is the answer
            traceback.print_exc()
        finally:
            with contextlib.suppress(Exception):
                sys.stdout.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def carry_out(order: dict[str, Any], name: str) -> int:
    """Become what is asked for: its output, its variables, its folder, its time."""
    signal.alarm(int(order["seconds"]))
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    if "program" in order:
        settings = json.loads(Path(order["configuration"]).read_text(encoding="utf-8"))
        program = importlib.import_module(f"{name}.{order['program']}")
        return int(program.main(settings))
    train(order)
    return 0


def train(order: dict[str, Any]) -> None:
    """Run the project's own command, then say what it has left."""
    sys.path.insert(0, str(Path(order["cwd"]) / "src"))
    sys.argv = order["train"]
    with contextlib.suppress(SystemExit):
        runpy.run_module(order["train"][0], run_name="__main__", alter_sys=True)
    sys.stdout.flush()
    sys.stdout.write(f"{order['mark']}\n")
    sys.argv = ["-c", order["cwd"], order["verification"]]
    exec(order["code"], {"__name__": "told"})  # noqa: S102 - it is ours


if __name__ == "__main__":
    sys.exit(main())
