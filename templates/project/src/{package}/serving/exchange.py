"""One request and its reply, as the routes see them."""

import itertools
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from .problems import Problem, too_large

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]
Pairs = list[tuple[bytes, bytes]]

JSON = b"application/json"
PROBLEM = b"application/problem+json"
# A body beyond the limit is still read, so that the client gets to read why; but no longer than so.
DISCARDED_BYTES = 100_000_000

_FIXED = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]
_CLOSE = (b"connection", b"close")
_prefix = secrets.token_hex(6)
_numbers = itertools.count(1)


class ClientGone(Exception):
    """The client has closed the connection before it sent all."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Reply = body, status, type, more headers."""

    body: bytes
    status: int = 200
    content_type: bytes = JSON
    headers: Headers = ()


@dataclass(slots=True)
class Request:
    """Request = method, path, headers, an id; the body is read on demand."""

    scope: Scope
    receive: Receive
    id: str

    @property
    def headers(self) -> Pairs:
        """Names in lower case, values."""
        return self.scope["headers"]  # type: ignore[no-any-return]

    def has_type(self, name: bytes) -> bool:
        """Tell whether the client says that the body is of this type."""
        value = next((v for k, v in self.headers if k == b"content-type"), b"")
        return value.split(b";")[0].strip().lower() == name

    async def read_body(self, limit: int) -> bytes:
        """Read the body; more than the limit is thrown away and refused."""
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body: bytes = message.get("body", b"")
        if message.get("more_body"):
            body = await self._read_rest(body, limit)
        if len(body) > limit:
            raise too_large(limit)
        return body

    async def _read_rest(self, body: bytes, limit: int) -> bytes:
        parts, size, more = [body], len(body), True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            part: bytes = message.get("body", b"")
            more = message.get("more_body", False)
            size += len(part)
            if size > limit + DISCARDED_BYTES:
                raise too_large(limit)
            if size <= limit:
                parts.append(part)
        if size > limit:
            raise too_large(limit)
        return b"".join(parts)


def identify(headers: Pairs) -> str:
    """Take the client's request id if it is a sound one, else make one."""
    for name, value in headers:
        if name == b"x-request-id" and 0 < len(value) <= 128 and value.isascii():
            text = value.decode()
            if text.isprintable():
                return text
    return f"{_prefix}-{next(_numbers)}"


def write_reply(reply: Reply, request_id: str, *, close: bool) -> bytes:
    """Write it as HTTP, where no ASGI server does."""
    headers = _headers(reply, request_id, close=close)
    lines = [b"%b: %b" % header for header in headers]
    status = HTTPStatus(reply.status)
    first = b"HTTP/1.1 %d %b" % (reply.status, status.phrase.encode())
    return b"\r\n".join([first, *lines, b"", reply.body])


def _headers(reply: Reply, request_id: str, *, close: bool) -> Pairs:
    headers = [
        (b"content-type", reply.content_type),
        (b"content-length", str(len(reply.body)).encode()),
        (b"x-request-id", request_id.encode()),
        *_FIXED,
        *reply.headers,
    ]
    if close and _CLOSE not in reply.headers:
        headers.append(_CLOSE)
    return headers


async def send_reply(send: Send, reply: Reply, request_id: str, *, close: bool) -> None:
    """Send it; `close` asks the client to use another connection next time."""
    headers = _headers(reply, request_id, close=close)
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


def reply_problem(problem: Problem, request_id: str) -> Reply:
    """Answer with a problem document."""
    return Reply(problem.to_document(request_id), problem.status, PROBLEM, problem.headers)
