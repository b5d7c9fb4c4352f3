"""Many generated projects → what mypy says of each, in as few runs as package names allow."""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

MESSAGE = re.compile(
    r"^(?P<path>[^:]+\.py):(?P<line>\d+): error: (?P<text>.*?)(?:  \[(?P<code>[\w-]+)\])?$"
)
AT_A_TIME = 60  # projects in one run: what fits into memory


def mypy_findings(projects: Iterable[Path], cache: Path) -> Iterator[tuple[Path, str, str]]:
    """Give every error as (project, code, message with file and line)."""
    for batch in batches(projects):
        yield from check(batch, cache)


def batches(projects: Iterable[Path]) -> list[list[Path]]:
    """Group projects so that no two of a group have a package of the same name."""
    groups: list[dict[str, Path]] = []
    for project in projects:
        name = next((project / "src").glob("*/pipeline.py")).parent.name
        free = (at for at in groups if name not in at and len(at) < AT_A_TIME)
        group = next(free, None)
        if group is None:
            groups.append(group := {})
        group[name] = project
    return [list(group.values()) for group in groups]


def check(batch: list[Path], cache: Path) -> Iterator[tuple[Path, str, str]]:
    """Run mypy once over some projects; one that stops it is checked alone."""
    sources = {str(project / "src"): project for project in batch}
    command = [
        *(sys.executable, "-m", "mypy", "--config-file=", "--ignore-missing-imports"),
        *("--show-absolute-path", "--no-error-summary", "--hide-error-context"),
        *("--cache-dir", str(cache), *sources),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    stopped = done.returncode not in {0, 1}
    if stopped and len(batch) > 1:
        for project in batch:
            yield from check([project], cache)
        return
    if stopped:
        yield batch[0], "mypy stops", (done.stdout + done.stderr).strip()[-300:]
        return
    for line in done.stdout.splitlines():
        found = MESSAGE.match(line)
        if found:
            source = next((at for at in sources if found["path"].startswith(at + "/")), "")
            if not source:  # an error in what is installed
                continue
            where = f"{Path(found['path']).relative_to(sources[source])}:{found['line']}"
            yield sources[source], found["code"] or "", f"{where}: {found['text']}"
