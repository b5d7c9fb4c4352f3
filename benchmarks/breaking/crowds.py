"""More clients than it can answer, and clients that never finish → who is answered, and when."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import uvloop

from breaking.clients import Tally, crowd, offer
from breaking.subjects import Finding, Service

TIMES = 10
SECONDS = 12.0
# A few observers, who are there before the crowd; who is refused comes again when it is told.
OBSERVERS, HEAD_START_S = 32, 1.0
# Fewer answers than these say nothing of how long answers take.
ENOUGH_ANSWERS = 50
# The load that it can take: as many requests as may be inside (MAX_WAITING), or as many lists as
# are answered in the time that one may wait (MAX_WAIT), but not more than MAX_WAITING_RECORDS.
TAKEN = 256 - OBSERVERS
LIST = 100
TAKEN_LISTS = 200 - OBSERVERS
WAIT_S = 0.5
SLOWER = 2.0
# Of the crowd, who is refused comes again ten times sooner than told.
REFUSED_PAUSE_S = 0.1
# Until the crowd has come.
COMING_S = 2.0
HALF_HEADS, HALF_BODIES, SILENT = 200, 20, 50
# READ_TIMEOUT, and some time to notice.
CUT_OFF_S = 12.0


def check_overload(service: Service) -> Iterator[Finding]:
    """Ten times the clients that it can take; then ten times the lists a second.

    The crowd is a process of its own, and so are the observers, whose times do not hold what the
    crowd waits for itself: they are served already when the crowd comes.
    """
    body = json.dumps(service.record).encode()
    _press(service, body, _flood, TAKEN, 2.0)
    calm = _press(service, body, _flood, TAKEN)
    heavy = _press(service, body, _flood, TAKEN * TIMES)
    yield _judge(f"{TAKEN * TIMES:,} clients instead of {TAKEN}", calm, heavy)
    body = json.dumps([service.record] * LIST).encode()
    few = _press(service, body, _flood, 1)
    taken = min(TAKEN_LISTS, int(len(few[0].seconds + few[1].seconds) / SECONDS * WAIT_S))
    calm = _press(service, body, _flood, max(1, taken - OBSERVERS))
    rate = len(calm[0].seconds + calm[1].seconds) / SECONDS
    heavy = _press(service, body, _pour, rate * TIMES)
    yield _judge(
        f"{rate * TIMES:,.0f} lists of {LIST} a second instead of {rate:,.0f}", calm, heavy
    )
    after = service.predict(service.record)
    yield Finding("a record afterwards", "200", f"{after.status}", after.is_answer)


def _press(
    service: Service, body: bytes, crowd: Callable, size: float, seconds: float = SECONDS
) -> tuple[Tally, Tally]:
    """Let a crowd ask, and some observers beside it; what each of them saw."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        few = pool.submit(_observe, service.port, body, seconds)
        many = pool.submit(crowd, service.port, body, size, seconds + COMING_S)
        return many.result(), few.result()


def _flood(port: int, body: bytes, clients: int, seconds: float) -> Tally:
    time.sleep(HEAD_START_S)

    async def ask() -> Tally:
        async with crowd(port, body, clients, pause_s=REFUSED_PAUSE_S) as tally:
            tally.clear()
            await asyncio.sleep(seconds)
        return tally

    return uvloop.run(ask())


def _pour(port: int, body: bytes, rate: float, seconds: float) -> Tally:
    time.sleep(HEAD_START_S)
    return uvloop.run(offer(port, body, rate, seconds))


def _observe(port: int, body: bytes, seconds: float) -> Tally:
    async def ask() -> Tally:
        async with crowd(port, body, OBSERVERS, pause_s=None) as tally:
            await asyncio.sleep(HEAD_START_S + COMING_S)
            tally.clear()
            await asyncio.sleep(seconds)
        return tally

    return uvloop.run(ask())


def _judge(tried: str, calm: tuple[Tally, Tally], heavy: tuple[Tally, Tally]) -> Finding:
    before, after = calm[1].p(0.99), heavy[1].p(0.99)
    slower = after / max(before, 1e-9)
    others = {end for tally in heavy for end in tally.ends if end not in {"200", "503"}}
    result = (
        f"p99 {before * 1000:,.0f} → {after * 1000:,.0f} ms ({slower:.2f} times), p50 "
        f"{calm[1].p(0.5) * 1000:,.0f} → {heavy[1].p(0.5) * 1000:,.0f} ms; "
        f"calm: {calm[0]}, observers {calm[1]}; heavy: {heavy[0]}, observers {heavy[1]}; "
        f"p99 of the crowd {heavy[0].p(0.99) * 1000:,.0f} ms"
    )
    told = len(heavy[1].seconds) >= ENOUGH_ANSWERS and len(calm[1].seconds) >= ENOUGH_ANSWERS
    sound = not others and not heavy[0].hasty and not calm[0].lost
    held = told and sound and slower <= SLOWER
    return Finding(tried, f"p99 ≤ {SLOWER:g} times, the rest 503 with Retry-After", result, held)


def check_slow_clients(service: Service) -> Iterator[Finding]:
    """Open connections that send half a head, half a body, or nothing."""
    head = b"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    halves = [
        *([head] * HALF_HEADS),
        *([head + b"content-length: 500\r\n\r\n{"] * HALF_BODIES),
        *([b""] * SILENT),
    ]
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(_connect(service.port)) for _ in halves]
        for client, half in zip(clients, halves, strict=True):
            client.sendall(half)
        during = service.predict(service.record)
        dripped = _drip(service.port)
        open_still = [client for client in clients if not _is_closed(client)]
    result = f"{during.status} in {during.seconds * 1000:,.0f} ms"
    yield Finding(
        "a record beside them", "200 in 1 s", result, during.is_answer and during.seconds < 1
    )
    cut = len(clients) - len(open_still)
    tried = f"{HALF_HEADS} half heads, {HALF_BODIES} half bodies, {SILENT} silent"
    yield Finding(
        tried, f"cut off in {CUT_OFF_S:g} s", f"{cut} of {len(clients)} cut off", not open_still
    )
    yield Finding(
        "a byte a second",
        f"cut off in {CUT_OFF_S:g} s",
        f"after {dripped:.1f} s",
        dripped < CUT_OFF_S,
    )


def _connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def _drip(port: int) -> float:
    """Send one byte a second; the seconds until that is ended."""
    started = time.monotonic()
    with _connect(port) as client:
        client.sendall(b"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\n")
        while time.monotonic() - started < 2 * CUT_OFF_S and not _is_closed(client):
            with contextlib.suppress(OSError):
                client.sendall(b"{")
            time.sleep(1)
    return time.monotonic() - started


def _is_closed(client: socket.socket) -> bool:
    client.setblocking(False)  # noqa: FBT003 - the name of the method says it
    try:
        client.recv(100)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
