"""The ASGI application: a request in; a route's reply, or a problem, out."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from .batching import Batcher
from .exchange import (
    ClientGone,
    Pairs,
    Receive,
    Reply,
    Request,
    Scope,
    Send,
    identify,
    reply_problem,
    send_reply,
)
from .holder import ModelHolder
from .hooks import Service
from .jobs import Batch
from .keys import Gate
from .logs import Log
from .metrics import Metrics
from .problems import Problem
from .routes import Handler, Routes
from .settings import Settings
from .shedding import Door, Manners, write_refusal

FLUSH_S = 0.2
_UNKNOWN = "unknown"


class Application:
    """Answers requests; `start` and `stop` belong to the event loop that it runs in."""

    def __init__(self, settings: Settings, service: Service, log: Log) -> None:
        self._settings = settings
        self._log = log
        self._metrics = Metrics()
        self._gate = Gate(settings.keys)
        self.door = Door()
        self._holder = ModelHolder(settings, service, log, self._metrics)
        self._routes = Routes(settings, service, self._holder, self._metrics)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, give_up: Callable[[str], None]) -> None:
        """Begin to load the model; `give_up` is called if there is none to begin with."""
        loop = asyncio.get_running_loop()
        self._routes.batcher = Batcher(self._settings.limits, self._observe_batch)
        self._tasks = [
            loop.create_task(self._holder.follow(give_up)),
            loop.create_task(self._flush_log()),
        ]

    async def wait_for_model(self) -> None:
        """Wait until there is a model, or none can be had."""
        await self._holder.settled.wait()

    def is_closed_to(self, manners: Manners) -> bool:
        """Tell whether a prediction asked for now would be refused, by how one comes."""
        room, now = self._routes.room, asyncio.get_running_loop().time()
        return not self.is_stopping and self.door.is_closed_to(manners, room, now)

    @property
    def retry_after_s(self) -> int:
        """After how many seconds to come again who is refused."""
        return self._routes.retry_after_s

    @property
    def is_stopping(self) -> bool:
        """Tell whether it is about to stop."""
        return self._routes.stopping

    def prepare_stop(self) -> None:
        """Say that the service is not ready any more, and let connections end."""
        self._routes.stopping = True

    async def stop(self) -> None:
        """End what `start` began."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._routes.batcher:
            self._routes.batcher.close()
        self._log.flush()

    def refuse(self, path: str, headers: Pairs, manners: Manners) -> bytes:
        """Refuse, as HTTP, a request that comes while too many are inside; b"" if it may come in.

        The server asks before it reads the body, so that a crowd does not keep us from those
        who are inside.
        """
        if not self._routes.is_prediction(path) or not self.is_closed_to(manners):
            return b""
        try:
            self._gate.check(headers)
        except Problem:
            return b""
        self._metrics.observe_refused(path)
        self._log.refused()
        return write_refusal(self._routes.retry_after_s, identify(headers))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = time.perf_counter()
        route = scope["path"]
        request = Request(scope, receive, identify(scope["headers"]))
        self._metrics.in_flight.inc()
        try:
            reply = await self._reply(request)
            close = self._routes.stopping
            await send_reply(send, reply, request.id, close=close)
        except ClientGone:
            return
        finally:
            self._metrics.in_flight.dec()
        self._note_end(route, reply.status, time.perf_counter() - started, request.id)

    def _note_end(self, route: str, status: int, seconds: float, request_id: str) -> None:
        name = route if route in self._routes.table else _UNKNOWN
        self._metrics.observe_request(name, status, seconds)
        self._log.request(name, status, seconds, request_id)

    async def _reply(self, request: Request) -> Reply:
        try:
            return await self._find(request)(request)
        except Problem as problem:
            self._note(problem, request)
            return reply_problem(problem, request.id)
        except ClientGone:
            raise
        except Exception as error:
            self._log.failure("request failed", error, request_id=request.id)
            failed = Problem(500, "The service has failed.", "The log says why.")
            return reply_problem(failed, request.id)

    def _find(self, request: Request) -> Handler:
        path, method = request.scope["path"], request.scope["method"]
        if path not in self._routes.open:
            self._gate.check(request.headers)
        methods = self._routes.table.get(path)
        if methods is None:
            raise Problem(404, "There is no such path.", "GET /docs lists what there is.")
        handler = methods.get("GET" if method == "HEAD" else method)
        if handler is None:
            allowed = ", ".join(sorted(methods)).encode()
            raise Problem(405, "This path has other methods.", headers=((b"allow", allowed),))
        return handler

    def _note(self, problem: Problem, request: Request) -> None:
        """Keep what clients are not told, and count what was not taken."""
        if problem.__cause__ is not None:
            self._log.failure("model failed", problem.__cause__, request_id=request.id)
        if problem.faults and self._holder.is_loaded:
            known = {column.name for column in self._holder.model.schema.columns}
            fields = {fault.field for fault in problem.faults}
            self._metrics.observe_rejected(fields & known)

    def _observe_batch(self, batch: Batch) -> None:
        self._metrics.observe_batch(batch)
        if self._holder.is_loaded:
            names = [column.name for column in self._holder.model.schema.columns]
            rows = (row for job in batch.jobs for row in job.rows if None in row)
            for row in rows:
                pairs = zip(names, row, strict=False)
                self._metrics.observe_missing(name for name, value in pairs if value is None)

    async def _flush_log(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_S)
            self._log.flush()
