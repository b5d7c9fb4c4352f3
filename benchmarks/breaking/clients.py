"""Many clients in one event loop → how each of their requests ended, and when."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

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
    since: float = 0.0

    def note(self, status: str, started: float, head: bytes) -> None:
        """Count one answer; `hasty` are refusals that do not say when to come again."""
        if started < self.since:
            return
        seconds = time.perf_counter() - started
        self.ends[status] += 1
        if status == "200":
            self.seconds.append(seconds)
            self.moments.append(time.monotonic())
        elif status == "503" and b"retry-after:" not in head:
            self.hasty += 1

    def clear(self) -> None:
        """Count only what begins from now on, when all clients are there."""
        self.since = time.perf_counter()
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


class Talk(asyncio.Protocol):
    """The client's side of a connection: one request at a time, and the head of its answer.

    It is this small so that the clients take little of what the server needs: a crowd that waits
    for itself measures itself.
    """

    def __init__(self) -> None:
        self._received = b""
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be ready to ask."""
        self._transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[bytes]":
        """Send a request; its answer's head comes, or ConnectionError."""
        self._received = b""
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport.is_closing():
            self.connection_lost(None)
        else:
            self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        """Wait for the whole answer."""
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0 or self._answer is None or self._answer.done():
            return
        head = self._received[:end].lower()
        if len(self._received) >= end + 4 + _number(head, b"content-length:"):
            self._answer.set_result(head)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError())

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


def _number(head: bytes, name: bytes) -> int:
    _, _, rest = head.partition(name)
    return int(rest.partition(b"\r")[0] or 0)


@dataclass(slots=True)
class Connection:
    """A connection that is opened when it is needed; after a refusal, when to come again."""

    port: int
    talk: Talk | None = None
    told_s: float = 0.0

    async def ask(self, request: bytes, tally: Tally) -> str:
        """Send one request and count its end, which comes back."""
        started = time.perf_counter()
        try:
            talk = self.talk = self.talk or await _connect(self.port)
        except OSError:
            tally.ends["refused"] += 1
            return "refused"
        try:
            async with asyncio.timeout(TIMEOUT_S):
                head = await talk.ask(request)
        except (OSError, TimeoutError):
            tally.ends["lost"] += 1
            self.close()
            return "lost"
        status = head.split(b" ", 2)[1].decode()
        tally.note(status, started, head)
        if b"connection: close" in head:
            self.close()
        if status == "503":
            self.told_s = _number(head, b"retry-after:")
        return status

    def close(self) -> None:
        """Begin anew with the next request."""
        if self.talk is not None:
            self.talk.close()
        self.talk = None


async def _connect(port: int) -> Talk:
    _, talk = await asyncio.get_running_loop().create_connection(Talk, "127.0.0.1", port)
    return talk


def make_request(body: bytes) -> bytes:
    """Write a request for predictions."""
    head = "POST /predict HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def crowd(
    port: int, body: bytes, clients: int, *, fresh: int = 0, pause_s: float | None = 0.0
) -> AsyncIterator[Tally]:
    """Let clients ask until the block ends, `fresh` of them on a new connection each time.

    `pause_s` is what a client waits after a refusal; None: as long as it is told.
    """
    tally, ended, request = Tally(), asyncio.Event(), make_request(body)

    async def keep_asking(*, anew: bool) -> None:
        connection = Connection(port)
        while not ended.is_set():
            status = await connection.ask(request, tally)
            if status == "refused":
                await asyncio.sleep(NOBODY_PAUSE_S)
            elif status == "503":
                await asyncio.sleep(connection.told_s if pause_s is None else pause_s)
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
