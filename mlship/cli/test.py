"""`mlship test`: a project's own tests."""

from pathlib import Path

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Folder, Python


def test(folder: Folder = Path(), python: Python = None, as_json: AsJson = False) -> int:
    """Run a project's own tests."""
    from mlship.running import open_project, run_tests

    console = Console(as_json=as_json)
    done = run_tests(open_project(folder, python), keep_stdout=as_json)
    if as_json:
        console.say(done.out)
    console.answer({"exit_code": done.code, "summary": done.out.strip().rpartition("\n")[2]})
    return done.code
