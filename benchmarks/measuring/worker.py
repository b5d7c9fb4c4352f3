"""Lines of JSON (notebook, target) on stdin → lines of JSON (how converting ended) on stdout.

Started by `converting`, one process for many notebooks, so that the libraries are loaded once. Its
arguments: after how many seconds to write down where it is, and the file for that.
"""

import faulthandler
import json
import os
import sys
import time
import traceback
from pathlib import Path

from mlship.compiler import compile_notebook
from mlship.errors import MlshipError
from mlship.settings import Settings


def main() -> None:
    """Answer each line; whatever is printed on the way goes to stderr."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with Path(sys.argv[2]).open("w", encoding="utf-8") as place:
        for line in sys.stdin:
            asked = json.loads(line)
            faulthandler.dump_traceback_later(float(sys.argv[1]), file=place)
            answer = convert(Path(asked["notebook"]), Path(asked["target"]))
            faulthandler.cancel_dump_traceback_later()
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def convert(notebook: Path, target: Path) -> dict[str, object]:
    """Convert and write one notebook."""
    start = time.perf_counter()
    try:
        compiled = compile_notebook(notebook, Settings())
    except MlshipError as error:
        return {"ending": f"exit {error.exit_code}", "reason": error.message}
    except Exception as error:  # noqa: BLE001 - a bug is what this looks for
        return {"ending": "traceback", "reason": summary_of(error), "trace": traceback.format_exc()}
    seconds = time.perf_counter() - start
    for name, text in compiled.project.files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    findings = sorted({found.code for found in compiled.project.diagnostics})
    return {"ending": "converted", "seconds": round(seconds, 4), "findings": findings}


def summary_of(error: Exception) -> str:
    """Say what was raised, and where in the converter."""
    frames = [at for at in traceback.extract_tb(error.__traceback__) if "mlship" in at.filename]
    where = (
        f"{Path(frames[-1].filename).parent.name}/{Path(frames[-1].filename).name}"
        if frames
        else ""
    )
    line = f":{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {str(error)[:120]} at {where}{line}"


if __name__ == "__main__":
    main()
