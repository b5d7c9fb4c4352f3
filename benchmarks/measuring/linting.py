"""Generated projects → what compiles, what black and ruff say, what was silenced and how often."""

import json
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

LINE_LENGTH = "100"
RULES = "E,F,W,I,N,B,UP,SIM,C4,RET,PIE,PL,D1"
# N8: names are the notebook's own. The other three are about what a notebook cannot know.
IGNORED = "N8,D107,PLR2004,PLR0913"
NOQA = re.compile(r"#\s*noqa(?::\s*(?P<codes>[A-Z0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?(?P<reason>.*)")
ABOVE = re.compile(r"^ *# (?!noqa)(?P<reason>.*)\n\Z", re.MULTILINE)
AT_A_TIME = 400  # files in one call of black: below any limit of a command line


def python_files(project: Path) -> list[Path]:
    """Give the project's Python files."""
    return sorted(project.rglob("*.py"))


def broken_files(project: Path) -> list[str]:
    """Name the files that do not compile."""
    return [str(at.relative_to(project)) for at in python_files(project) if not compiles(at)]


def compiles(path: Path) -> bool:
    """Tell whether a file compiles."""
    try:
        with warnings.catch_warnings(action="ignore"):  # the notebook's own `is 1`, `"\d"`
            compile(path.read_bytes(), path, "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def reformatted(files: list[Path]) -> Iterator[Path]:
    """Give the files that `black --check` would change; one text is looked at once."""
    copies: dict[bytes, list[Path]] = {}
    for path in files:
        copies.setdefault(path.read_bytes(), []).append(path)
    twins = {same[0]: same for same in copies.values()}
    for path in would_reformat(list(twins)):
        yield from twins[path]


def would_reformat(files: list[Path]) -> Iterator[Path]:
    """Ask black, some files at a time."""
    for first in range(0, len(files), AT_A_TIME):
        chunk = files[first : first + AT_A_TIME]
        command = [sys.executable, "-m", "black", "--check", "-l", LINE_LENGTH, *map(str, chunk)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        for line in done.stderr.splitlines():
            if line.startswith(("would reformat ", "error: cannot format ")):
                words = line.removeprefix("would reformat ").removeprefix("error: cannot format ")
                yield Path(words.split(": ")[0])


def ruff_findings(project: Path) -> list[tuple[str, str, str]]:
    """Give what ruff finds as (code, file:line, message)."""
    command = [
        *(sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--quiet"),
        *("--line-length", LINE_LENGTH, "--target-version", "py311"),
        *("--select", RULES, "--ignore", IGNORED, "--per-file-ignores", "tests/**:D"),
        *("--config", 'src=["src"]', "--output-format", "json", "."),
    ]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    return [
        (
            found["code"] or "syntax",
            f"{Path(found['filename']).relative_to(project)}:{found['location']['row']}",
            found["message"],
        )
        for found in json.loads(done.stdout or "[]")
    ]


def silenced(project: Path) -> Iterator[tuple[str, bool]]:
    """Give each silenced code, and whether a reason stands beside it, or above where no room is."""
    for path in python_files(project):
        text = path.read_text(encoding="utf-8")
        for found in NOQA.finditer(text):
            above = ABOVE.search(text, 0, text.rfind("\n", 0, found.start()) + 1)
            said = found["reason"] + (above["reason"] if above else "")
            reason = bool(re.search(r"[A-Za-z]{3,}", said))
            for code in re.findall(r"[A-Z]+[0-9]+", found["codes"] or "ALL0"):
                yield code, reason
