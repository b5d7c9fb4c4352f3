"""Many clients in one event loop → how each of their requests ended, and when."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

TIMEOUT_S = 60.0
NOBODY_PAUSE_S = 0.05
# So many connect at a time: the kernel drops more than it may queue, and they lose seconds.
KNOCKING, KNOCK_S = 50, 0.02


@dataclass(slots=True)
class Tally:
    """Tally = ends of requests by status, "refused" or "lost"; seconds and moments of the good."""

    ends: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    hasty: int = 0

    def note(self, status: str, seconds: float, head: bytes) -> None:
        """Count one answer; `hasty` are refusals that do not say when to come again."""
        self.ends[status] += 1
        if status == "200":
            self.seconds.append(seconds)
            self.moments.append(time.monotonic())
        elif status == "503" and b"retry-after:" not in head.lower():
            self.hasty += 1

    def clear(self) -> None:
        """Begin to count anew, now that all clients are there."""
        self.ends.clear()
        self.seconds.clear()
        self.moments.clear()

    @property
    def lost(self) -> int:
        """Requests that were sent, and never answered."""
        return self.ends["lost"]

    def p(self, share: float) -> float:
        """Give a quantile of the seconds of the good answers."""
        ranked = sorted(self.seconds) or [0.0]
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    def __str__(self) -> str:
        return ", ".join(f"{count:,} x {end}" for end, count in sorted(self.ends.items()))


@dataclass(slots=True)
class Connection:
    """A connection that is opened when it is needed."""

    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes, tally: Tally) -> str:
        """Send one request and count its end, which comes back."""
        started = time.perf_counter()
        if self.reader is None or self.writer is None:
            try:
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                tally.ends["refused"] += 1
                return "refused"
        try:
            self.writer.write(request)
            async with asyncio.timeout(TIMEOUT_S):
                head = await _read(self.reader)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            tally.ends["lost"] += 1
            self.close()
            return "lost"
        status = head.split(b" ", 2)[1].decode()
        tally.note(status, time.perf_counter() - started, head)
        if b"connection: close" in head.lower():
            self.close()
        return status

    def close(self) -> None:
        """Begin anew with the next request."""
        if self.writer is not None:
            with contextlib.suppress(OSError):
                self.writer.close()
        self.reader = self.writer = None


async def _read(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    name = b"content-length:"
    lines = (line.lower() for line in head.split(b"\r\n"))
    length = next(int(line[len(name) :]) for line in lines if line.startswith(name))
    await reader.readexactly(length)
    return head


def make_request(body: bytes) -> bytes:
    """Write a request for predictions."""
    head = "POST /predict HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def crowd(
    port: int, body: bytes, clients: int, *, fresh: int = 0, pause_s: float = 0.0
) -> AsyncIterator[Tally]:
    """Let clients ask until the block ends, `fresh` of them on a new connection each time.

    `pause_s` is what a client waits after a refusal.
    """
    tally, ended, request = Tally(), asyncio.Event(), make_request(body)

    async def keep_asking(*, anew: bool) -> None:
        connection = Connection(port)
        while not ended.is_set():
            status = await connection.ask(request, tally)
            if status == "refused":
                await asyncio.sleep(NOBODY_PAUSE_S)
            elif status == "503" and pause_s:
                await asyncio.sleep(pause_s)
            if anew:
                connection.close()
        connection.close()

    tasks = []
    for i in range(clients):
        tasks.append(asyncio.create_task(keep_asking(anew=i < fresh)))
        if i % KNOCKING == KNOCKING - 1:
            await asyncio.sleep(KNOCK_S)
    try:
        yield tally
    finally:
        ended.set()
        await asyncio.gather(*tasks)


async def offer(port: int, body: bytes, rate: float, seconds: float) -> Tally:
    """Send so many requests a second, whether or not earlier ones have been answered."""
    tally, request = Tally(), make_request(body)
    idle: list[Connection] = []
    tasks: set[asyncio.Task[None]] = set()

    async def ask() -> None:
        connection = idle.pop() if idle else Connection(port)
        await connection.ask(request, tally)
        idle.append(connection)

    began, sent = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < seconds:
        for _ in range(int(passed * rate) - sent):
            task = asyncio.create_task(ask())
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            sent += 1
        await asyncio.sleep(0.005)
    await asyncio.gather(*tasks)
    for connection in idle:
        connection.close()
    return tally
