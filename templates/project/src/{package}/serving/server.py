"""A listening socket → requests served until a signal comes; then drained, losing none."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from .application import Application
from .hooks import Service
from .listening import count_queued, refuse_newcomers, share
from .logs import Log
from .protocol import Protocol, cut_off_late, wake_all
from .settings import Settings

SWEEP_S = 0.5
# Who has connected while the server stops gets this long to say what it wants.
LAST_CALL_S = 1.0
# Time for connections that the kernel has taken already to be taken by us.
EMPTYING_S = 0.05
LACKING = 4


class Server(uvicorn.Server):
    """uvicorn's server, with another way to stop."""

    def __init__(self, settings: Settings, service: Service) -> None:
        self._log = Log(requests=settings.log_requests)
        self._application = Application(settings, service, self._log)
        self._settings = settings
        self._stop_at: float | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.exit_code = 0
        super().__init__(_configure(self._application, settings))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and load the model; a worker beside others first loads, then listens."""
        if self.should_exit:  # we were told to stop while the server was being put together
            return
        self._loop = asyncio.get_running_loop()
        self._application.start(self._give_up)
        if self._settings.is_supervised:
            await self._application.wait_for_model()
        await super().startup(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Do what is due ten times a second; tell whether to stop."""
        if counter % 5 == 0:
            stopping = self._stop_at is not None
            read_s = self._settings.limits.read_s
            limit_s = min(read_s, LAST_CALL_S) if stopping else read_s
            if count := cut_off_late(self.server_state.connections, limit_s):
                self._log.event("warning", "slow clients cut off", connections=count)
        if self._stop_at is not None and asyncio.get_running_loop().time() >= self._stop_at:
            return True
        return await super().on_tick(counter)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a second interruption does not wait for anybody."""
        self.begin_stop(at_once=sig == signal.SIGINT)

    def begin_stop(self, *, at_once: bool = False) -> None:
        """Say that we are not ready, go on for the drain delay, then stop."""
        if self._loop is None:
            self.should_exit = True
        if self._stop_at is not None and at_once:
            self.should_exit = self.force_exit = True
        if self._stop_at is None and self._loop is not None:
            delay = 0.0 if at_once else self._settings.limits.drain_s
            self._application.prepare_stop()
            wake_all(self.server_state.connections)
            self._stop_at = self._loop.time() + delay
            self._log.event("info", "stopping", drain_seconds=delay)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the door, answer who is inside, then end."""
        for listener in (sockets or [])[:1]:  # the others are the same one
            await self._empty(listener)
        sweeper = asyncio.create_task(self._sweep())
        await super().shutdown(sockets)
        sweeper.cancel()
        await self._application.stop()
        self._log.event("info", "stopped")

    async def _empty(self, listener: socket.socket) -> None:
        """Let nobody come any more, and take those that the kernel has let in."""
        refuse_newcomers(listener)
        await asyncio.sleep(EMPTYING_S)
        until = asyncio.get_running_loop().time() + LAST_CALL_S
        while count_queued(listener) and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(EMPTYING_S)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            cut_off_late(self.server_state.connections, LAST_CALL_S)

    def _give_up(self, message: str) -> None:
        sys.stderr.write(f"{message}\n")
        self.exit_code = LACKING
        self.should_exit = True


def _configure(application: Application, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http=Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=settings.limits.idle_s,
        timeout_graceful_shutdown=int(settings.limits.finish_s),
    )


def serve(
    settings: Settings,
    service: Service,
    listener: socket.socket,
    prepare: Callable[[Server], None] | None = None,
) -> int:
    """Serve in this process, until it is told to stop; return the exit code."""
    server = Server(settings, service)

    async def run() -> None:
        if prepare:
            prepare(server)
        await server.serve(sockets=share(listener))

    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(run())
    return server.exit_code
