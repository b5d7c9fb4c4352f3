"""An event of AWS Lambda → the service's answer, by the same application that listens elsewhere.

Events of function URLs, API Gateway and load balancers are requests; any other event is taken for
records, as `POST /invocations` takes them.
"""

import asyncio
import base64
import json
import os
from collections.abc import Callable
from functools import cache
from typing import Any

from .service import service
from .serving.application import Application
from .serving.logs import Log
from .serving.settings import Options, make_settings, project_folder

Event = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]


class NotAnswered(Exception):
    """An event that is no request was not answered; the message is the problem document."""


def handler(event: Event, _context: object) -> Any:
    """Answer one event: what Lambda calls."""
    worker = load_worker()
    if _is_request(event):
        status, headers, body = worker.answer(*_read_request(event))
        return {
            "statusCode": status,
            "headers": headers,
            "body": body.decode(),
            "isBase64Encoded": False,
        }
    body = json.dumps(event).encode()
    status, _, answer = worker.answer("POST", "/invocations", {}, body)
    if status != 200:
        raise NotAnswered(answer.decode())
    return json.loads(answer)


@cache
def load_worker() -> "Worker":
    """Load the model once for all events of this instance."""
    return Worker()


class Worker:
    """The application, and the event loop that runs while there is an event."""

    def __init__(self) -> None:
        # Nobody can connect here: Lambda hands over the events.
        settings = make_settings(Options(host="127.0.0.1"), project_folder(__file__), os.environ)
        self._log = Log(requests=settings.log_requests)
        self._loop = asyncio.new_event_loop()
        self._failure = ""
        self._application = Application(settings, service, self._log)
        self._loop.run_until_complete(self._start())
        if self._failure:
            raise RuntimeError(self._failure)

    async def _start(self) -> None:
        self._application.start(self._give_up)
        await self._application.wait_for_model()
        await asyncio.sleep(0)  # lets it give up, if there is no model

    def _give_up(self, message: str) -> None:
        self._failure = message

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Answer one request."""
        sent: list[dict[str, Any]] = []
        named = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": named}
        call = self._application(scope, _receiver(body), _collector(sent))
        self._loop.run_until_complete(call)
        self._log.flush()  # until the next event, this process stands still
        start, content = sent
        names = {name.decode(): value.decode() for name, value in start["headers"]}
        return start["status"], names, content["body"]


def _receiver(body: bytes) -> Callable[[], Any]:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _collector(sent: list[dict[str, Any]]) -> Callable[[dict[str, Any]], Any]:
    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    return send


def _is_request(event: Event) -> bool:
    return isinstance(event, dict) and ("httpMethod" in event or "requestContext" in event)


def _read_request(event: Event) -> tuple[str, str, dict[str, str], bytes]:
    """Read method, path, headers and body; version 2.0 of the format keeps them elsewhere."""
    context = event.get("requestContext", {}).get("http", {})
    method = event.get("httpMethod") or context.get("method", "GET")
    path = event.get("rawPath") or event.get("path") or "/"
    text = event.get("body") or ""
    body = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
    return method, path, event.get("headers") or {}, body


if os.environ.get("AWS_LAMBDA_RUNTIME_API"):
    # Before the first event: this time has more processor, and is not an event's.
    load_worker()
