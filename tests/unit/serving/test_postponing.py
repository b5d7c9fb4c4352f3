"""A service imports what it plots with, and loads it only if something plots."""

import subprocess
import sys
from pathlib import Path

CHECK = """
import sys
sys.path.insert(0, {folder!r})
from postponing import postpone_plots
postpone_plots()
import matplotlib.pyplot as plt
print("matplotlib.figure" in sys.modules)
print(plt.figure().number)
print("matplotlib.figure" in sys.modules)
"""


def test_what_plots_is_loaded_when_something_plots() -> None:
    folder = Path("templates/project/src/{package}/serving").resolve()

    ended = subprocess.run(
        [sys.executable, "-c", CHECK.format(folder=str(folder))],
        capture_output=True,
        text=True,
        check=True,
        env={"MPLBACKEND": "agg"},
    )

    assert ended.stdout.split() == ["False", "1", "True"]
