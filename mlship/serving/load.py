"""A port and a request → how many answers a second, and how long each takes, by concurrency."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Load = clients at a time, answers a second, latency in milliseconds, answers that failed."""

    clients: int
    answers_per_s: float
    p50_ms: float
    p99_ms: float
    failed: int


def measure_load(port: int, body: bytes, clients: Sequence[int], seconds: float) -> list[Load]:
    """Send the same request all the while, each client waiting for its answer."""
    request = (
        b"POST /predict HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        b"content-length: %d\r\n\r\n%b" % (len(body), body)
    )
    asyncio.run(_send(port, request, 1, min(seconds, 1.0)))  # the first answers are slower
    return [asyncio.run(_send(port, request, count, seconds)) for count in clients]


async def _send(port: int, request: bytes, clients: int, seconds: float) -> Load:
    taken: list[float] = []
    failed: list[int] = []
    started = time.perf_counter()
    until = started + seconds
    await asyncio.gather(
        *(_keep_asking(port, request, until, taken, failed) for _ in range(clients))
    )
    passed = time.perf_counter() - started
    quantiles = statistics.quantiles(taken or [0.0, 0.0], n=HUNDREDTHS, method="inclusive")
    return Load(
        clients=clients,
        answers_per_s=round((len(taken) - len(failed)) / passed, 1),
        p50_ms=round(quantiles[49] * 1000, 2),
        p99_ms=round(quantiles[98] * 1000, 2),
        failed=len(failed),
    )


async def _keep_asking(
    port: int, request: bytes, until: float, taken: list[float], failed: list[int]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (asked := time.perf_counter()) < until:
        writer.write(request)
        status = await _read_answer(reader)
        taken.append(time.perf_counter() - asked)
        if status != b"200":
            failed.append(1)
    writer.close()


async def _read_answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    await reader.readexactly(length)
    return head.split(b" ", 2)[1]
