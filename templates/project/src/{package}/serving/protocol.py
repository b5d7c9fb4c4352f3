"""uvicorn's HTTP protocol, with limits on the time and the room that a request takes to come."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .shedding import Manners, read_whole_post

MAX_HEAD_BYTES = 65_536

_TIMEOUT = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_HEAD_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Protocol(HttpToolsProtocol):
    """A connection that knows since when it has been waiting for the rest of a request."""

    reading_since: float | None = None
    reading_head = False
    head_bytes = 0
    is_between = True
    is_resting = False
    was_resting = False
    welcome_at: float | None = None
    refusal = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for the first request."""
        super().connection_made(transport)
        self.reading_since = self.loop.time()

    def data_received(self, data: bytes) -> None:
        """Take data, but no endless heads of requests."""
        if self.is_between and self._turn_away(data):
            return
        super().data_received(data)
        if self.reading_head:
            self.head_bytes += len(data)
            if self.head_bytes > MAX_HEAD_BYTES:
                self.cut_off(_HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Start to wait for the rest of a request."""
        self.reading_since = self.loop.time()
        self.head_bytes = 0
        self.reading_head = True
        self.is_between = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is here; a body may follow."""
        self.reading_head = False
        self.refusal = self._refuse()
        if not self.refusal:
            self.welcome_at = None
            super().on_headers_complete()

    def _refuse(self) -> bytes:
        """Ask whether there is no room for it; unusual requests find out in the usual way."""
        usual = self.parser.should_keep_alive() and not self.expect_100_continue
        if not usual or not self._is_free() or self.parser.get_method() != b"POST":
            return b""
        application: Any = self.app
        refusal: bytes = application.refuse(
            self.url.decode("latin-1"), self.headers, self._manners()
        )
        return refusal

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body; of what is refused, nothing is kept."""
        if not self.refusal:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """All of the request is here."""
        self.reading_since = None
        self.is_between = True
        if not self.refusal:
            super().on_message_complete()
        elif not self.transport.is_closing():
            self._send(self.refusal)

    def _turn_away(self, data: bytes) -> bool:
        """Refuse a request, if all of it is here, before anything else is done about it."""
        application: Any = self.app
        manners = self._manners()
        if not application.is_closed_to(manners) or not self._is_free():
            return False
        request = None if self.transport.is_closing() else read_whole_post(data)
        refusal: bytes = application.refuse(*request, manners) if request else b""
        if refusal:
            self.reading_since = None
            self._send(refusal)
        return bool(refusal)

    def _manners(self) -> Manners:
        if self.was_resting:
            return Manners.EARLY
        is_patient = self.welcome_at is not None and self.loop.time() >= self.welcome_at
        return Manners.PATIENT if is_patient else Manners.NEW

    def _is_free(self) -> bool:
        idle = self.cycle is None or self.cycle.response_complete
        return idle and not self.flow.write_paused

    def _send(self, refusal: bytes) -> None:
        application: Any = self.app
        now = self.loop.time()
        self.transport.write(refusal)
        self.welcome_at = now + application.retry_after_s
        if application.is_stopping:
            self.transport.close()
        elif rest_s := application.door.refuse(now):
            self.is_resting = True
            self.flow.pause_reading()
            self.loop.call_later(rest_s, self.wake)
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def wake(self) -> None:
        """Listen again to who has been refused, and tell what it has said by now from the rest."""
        if self.is_resting and not self.transport.is_closing():
            self.was_resting = True
            self.flow.resume_reading()
            self.loop.call_soon(self.loop.call_soon, self._forget_rest)
        self.is_resting = False

    def _forget_rest(self) -> None:
        """Take what comes from now on as new: one turn of the loop has passed."""
        self.was_resting = False

    def shutdown(self) -> None:
        """End the connection, unless a request is on its way."""
        if self.reading_since is None:
            super().shutdown()

    def is_late(self, limit_s: float) -> bool:
        """Tell whether a request has been coming for longer than it may."""
        return self.reading_since is not None and self.loop.time() - self.reading_since > limit_s

    def cut_off(self, answer: bytes = _TIMEOUT) -> None:
        """End the connection, saying why if nothing has been said yet."""
        self.reading_since = None
        if not self.transport.is_closing():
            if not self._is_answering():
                self.transport.write(answer)
            self.transport.close()

    def _is_answering(self) -> bool:
        cycle = self.cycle
        return cycle is not None and cycle.response_started and not cycle.response_complete


def wake_all(connections: set[Any]) -> None:
    """Listen to everybody: what somebody has sent already must not be lost."""
    for connection in connections:
        if isinstance(connection, Protocol):
            connection.wake()


def cut_off_late(connections: set[Any], limit_s: float) -> int:
    """Cut off clients that are too slow; return how many."""
    late = [each for each in connections if isinstance(each, Protocol) and each.is_late(limit_s)]
    for connection in late:
        connection.cut_off()
    return len(late)
