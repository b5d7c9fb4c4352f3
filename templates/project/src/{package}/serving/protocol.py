"""uvicorn's HTTP protocol, with limits on the time and the room that a request takes to come."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

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

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for the first request."""
        super().connection_made(transport)
        self.reading_since = self.loop.time()

    def data_received(self, data: bytes) -> None:
        """Take data, but no endless heads of requests."""
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
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is here; a body may follow."""
        self.reading_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of the request is here."""
        self.reading_since = None
        super().on_message_complete()

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


def cut_off_late(connections: set[Any], limit_s: float) -> int:
    """Cut off clients that are too slow; return how many."""
    late = [each for each in connections if isinstance(each, Protocol) and each.is_late(limit_s)]
    for connection in late:
        connection.cut_off()
    return len(late)
