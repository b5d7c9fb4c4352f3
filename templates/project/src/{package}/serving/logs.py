"""What happens → one JSON document a line on stderr."""

import os
import sys
import time
import traceback
from typing import Any

import msgspec

_encode = msgspec.json.Encoder(enc_hook=str).encode


class Log:
    """Writes events; lines about requests are gathered and written together."""

    def __init__(self, *, requests: bool = True) -> None:
        self._requests = requests
        self._lines: list[bytes] = []
        self._refused = 0

    def event(self, level: str, event: str, **fields: Any) -> None:
        """Write one event, at once."""
        line = {"time": _now(), "level": level, "event": event, "pid": os.getpid(), **fields}
        self._lines.append(_encode(line))
        self.flush()

    def failure(self, event: str, error: BaseException, **fields: Any) -> None:
        """Write an error with its traceback: here, where clients do not see it."""
        text = "".join(traceback.format_exception(error))
        self.event("error", event, error=str(error), traceback=text, **fields)

    def request(self, route: str, status: int, seconds: float, request_id: str) -> None:
        """Note a request; it is written with the next flush."""
        if not self._requests and status < 400:
            return
        line = {
            "time": _now(),
            "level": "error" if status >= 500 and status != 503 else "info",
            "event": "request",
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 2),
            "request_id": request_id,
        }
        self._lines.append(_encode(line))
        if len(self._lines) >= 512:
            self.flush()

    def refused(self) -> None:
        """Note a request that found no room; one line speaks of all since the last flush."""
        self._refused += 1

    def flush(self) -> None:
        """Write what was gathered."""
        if self._refused:
            count, self._refused = self._refused, 0
            self.event("warning", "too many requests", status=503, requests=count)
        if not self._lines:
            return
        text = b"\n".join(self._lines) + b"\n"
        self._lines.clear()
        try:
            sys.stderr.buffer.write(text)
            sys.stderr.buffer.flush()
        except (OSError, ValueError):  # nobody reads it any more: serving goes on
            return


def _now() -> str:
    seconds = time.time()
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03d}Z"
