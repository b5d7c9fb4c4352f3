"""Killed at any moment, the folder holds the old project or the new one."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from mlship.ir.project import Project
from mlship.writing import write

KILLS = 12
FILES = 40

WRITER = """
import sys
from itertools import count
from pathlib import Path
from mlship.ir.project import Project
from mlship.writing import write

print("ready", flush=True)
for number in count():
    files = {f"src/{index}.py": f"VERSION = {number}\\n" for index in range(int(sys.argv[2]))}
    write(Project(name="p", files=files), Path(sys.argv[1]), force=False, provenance={})
"""


def kill_a_writer(target: Path, after_s: float) -> None:
    command = [sys.executable, "-c", WRITER, str(target), str(FILES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(after_s)
        writer.send_signal(signal.SIGKILL)


def test_killed_at_any_moment_the_folder_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "p"
    moments = random.Random(0)
    for _ in range(KILLS):
        kill_a_writer(target, moments.uniform(0.005, 0.06))

        contents = [path.read_text() for path in (target / "src").glob("*.py")]
        assert len(contents) in (0, FILES)
        assert len(set(contents)) <= 1


def test_what_the_dead_left_behind_is_cleared_away(tmp_path: Path) -> None:
    for _ in range(3):
        kill_a_writer(tmp_path / "p", 0.02)

    write(Project(name="p", files={"a": "a"}), tmp_path / "p", force=False, provenance={})

    assert [path.name for path in tmp_path.iterdir()] == ["p"]
