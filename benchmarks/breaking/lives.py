"""A service under load that is stopped, loses a worker, or changes its model → what clients saw."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import pairwise
from statistics import median

from breaking.clients import Tally, crowd
from breaking.subjects import Finding, Service, Subject

CLIENTS = 16
# Half of the clients come anew with each request, as through a balancer; the others stay.
FRESH = 8
LIST = 20
SWAPS = 6
WORKERS = 2
SOON_S = 20.0
STARTS, SLOWER = 7, 1.3


def check_start(subject: Subject) -> Iterator[Finding]:
    """Start it and the imports that it cannot do without, in turns; medians."""
    command = [sys.executable, "-c", "import sklearn, pandas, uvicorn"]
    imports, starts = [], []
    for _ in range(STARTS):
        began = time.monotonic()
        subprocess.run(command, check=True, cwd=subject.root)
        imports.append(time.monotonic() - began)
        began = time.monotonic()
        with subject.serve() as service:
            starts.append(time.monotonic() - began)
            service.process.send_signal(signal.SIGKILL)
    start_s, import_s = median(starts), median(imports)
    times = start_s / import_s
    result = f"{start_s:.2f} s, the imports {import_s:.2f} s ({times:.2f} times)"
    yield Finding("until it is ready", f"≤ {SLOWER:g} times the imports", result, times <= SLOWER)


def check_sigterm(subject: Subject, workers: int) -> Iterator[Finding]:
    """End it while it is asked."""

    async def play(service: Service) -> tuple[Tally, float]:
        async with crowd(service.port, _body(service), CLIENTS, fresh=FRESH) as tally:
            await asyncio.sleep(3)
            began = time.monotonic()
            service.process.send_signal(signal.SIGTERM)
            await _until(lambda: service.process.poll() is not None)
            seconds = time.monotonic() - began
        return tally, seconds

    with subject.serve("--workers", str(workers)) as service:
        tally, seconds = asyncio.run(play(service))
        code = service.process.poll()
    held = set(tally.ends) <= {"200", "refused"} and code == 0
    result = f"{tally.lost} lost, exit {code} after {seconds:.1f} s; {tally}"
    yield Finding(f"SIGTERM, {_count(workers)}", "0 lost, exit 0", result, held)


def check_kill(subject: Subject) -> Iterator[Finding]:
    """Kill a worker while it is asked: what it was at is lost, and nothing else."""

    async def play(service: Service) -> tuple[Tally, float, bool]:
        async with crowd(service.port, _body(service), CLIENTS, fresh=FRESH) as tally:
            await asyncio.sleep(2)
            killed = service.workers[0]
            moment = time.monotonic()
            os.kill(killed, signal.SIGKILL)
            replaced = await _until(
                lambda: len(service.workers) == WORKERS and killed not in service.workers
            )
            await asyncio.sleep(3)
        moments = [moment, *(each for each in tally.moments if each > moment)]
        return tally, max(b - a for a, b in pairwise(moments)), replaced

    with subject.serve("--workers", str(WORKERS)) as service:
        tally, gap, replaced = asyncio.run(play(service))
    held = replaced and gap < 1 and tally.lost <= CLIENTS and set(tally.ends) <= {"200", "lost"}
    result = f"longest time without an answer {gap:.2f} s; {tally}"
    wanted = f"replaced; at most the {CLIENTS} requests that were there are lost"
    yield Finding(f"kill -9 of one of {WORKERS} workers", wanted, result, held)


def check_swaps(subject: Subject, workers: int) -> Iterator[Finding]:
    """Roll the model back and put it to use again, while it is asked."""
    current = (subject.artifacts / "current").read_text(encoding="utf-8").strip()

    async def play(service: Service) -> tuple[Tally, int]:
        async with crowd(service.port, _body(service), CLIENTS, fresh=FRESH) as tally:
            seen = 0
            async for version in _swap(subject, current):
                seen += await _until(lambda version=version: _version(service) == version)
        return tally, seen

    with subject.serve("--workers", str(workers)) as service:
        tally, seen = asyncio.run(play(service))
    held = set(tally.ends) == {"200"} and seen == SWAPS
    result = f"{seen} of {SWAPS} seen; {tally}"
    yield Finding(f"{SWAPS} swaps of the model, {_count(workers)}", "all 200", result, held)


async def _swap(subject: Subject, current: str) -> AsyncIterator[str]:
    names = sorted(path.parent.name for path in subject.artifacts.glob("*/model.joblib"))
    before = names[names.index(current) - 1]
    for number in range(SWAPS):
        action = ("use", current) if number % 2 else ("rollback",)
        await asyncio.to_thread(subject.use, *action)
        yield current if number % 2 else before


def _version(service: Service) -> str:
    return str(service.ask("GET", "/version").document.get("version"))


def _body(service: Service) -> bytes:
    return json.dumps([service.record] * LIST).encode()


def _count(workers: int) -> str:
    return "1 worker" if workers == 1 else f"{workers} workers"


async def _until(condition: Callable[[], bool]) -> bool:
    """Wait until it is so; False if it takes too long."""
    deadline = time.monotonic() + SOON_S
    while time.monotonic() < deadline:
        if await asyncio.to_thread(condition):
            return True
        await asyncio.sleep(0.1)
    return False
