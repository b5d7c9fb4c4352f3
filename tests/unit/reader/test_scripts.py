"""What a cell runs (`%run`) is read with the notebook."""

from collections.abc import Callable
from pathlib import Path

from mlship.reader import read

WriteJson = Callable[..., Path]
WriteText = Callable[[str, str | bytes], Path]


def test_scripts_that_are_run_are_read_from_beside_the_notebook(
    ipynb: WriteJson, write: WriteText
) -> None:
    write("tidy.py", "x = 1\n")
    write("steps.ipynb", '{"cells": [{"cell_type": "code", "source": ["y = 2"]}]}')
    path = ipynb("%run -i tidy  # ours\n%run steps.ipynb\n%run gone.py\n%run -m tidy\n%run 'a")

    scripts = {script.path: script.source for script in read(path).scripts}

    assert scripts == {"tidy.py": "x = 1\n", "steps.ipynb": "y = 2"}
