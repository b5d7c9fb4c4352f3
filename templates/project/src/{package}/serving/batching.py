"""Requests that wait for the model → batches: who waits while one is computed is in the next.

There is no timer: a request alone is computed at once. One thread at a time asks the model.
"""

import asyncio
import math
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .answers import Answers
from .jobs import Batch, Job, Model
from .pace import Pace
from .problems import busy, late
from .schema import Row
from .settings import Limits
from .shedding import Room

SWEEP_S = 0.25
# Beyond this share of the places, or of the time to wait, room is scarce.
SCARCE_FROM = 2 / 3
# What takes long itself may wait longer: so many times what it takes.
PATIENCE = 4
# Who has waited for so many times as long as was to be expected makes room, while others have been
# sent away for want of it so many seconds ago, or less.
OVERDUE, CROWDED_S = 1.5, 1.0
# What takes less is computed at once, where it is alone: for so long nobody else is listened to.
QUICK_S = 0.02
# The moment for those who were just answered: this part of what the batch took, but no more, and
# looked at so often whether still somebody comes.
MOMENT = 0.5
MOMENT_S = 0.01
LOOK_S = 0.001


@dataclass(slots=True)
class Gathering:
    """Gathering = how many jobs are likely to wait soon, until when, how many waited just now."""

    expected: int
    until: float
    seen: int = -1


class Batcher:
    """The queue in front of the model; its methods belong to the event loop's thread."""

    def __init__(self, limits: Limits, observe: Callable[[Batch], None]) -> None:
        self._limits = limits
        self._observe = observe
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Job] = deque()
        self._waiting_rows = 0
        self._is_closed = False
        self._crowded_until = 0.0
        self._pace = Pace(limits.batch)
        self._busy_since = 0.0
        self._running: Batch | None = None
        self._scheduled = False
        self._gathering: Gathering | None = None
        self._batches: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="predictor", daemon=True)
        self._thread.start()
        self._sweeper = self._loop.call_later(SWEEP_S, self._sweep)

    @property
    def waiting_rows(self) -> int:
        """Rows that wait for the model."""
        return self._waiting_rows

    def submit(self, model: Model, rows: Sequence[Row]) -> asyncio.Future[Answers]:
        """Queue rows, or refuse: a queue that grows serves nobody."""
        self.require_room()
        now, patience_s = self._loop.time(), self._patience_s(len(rows))
        if self._inside_rows and not self._has_room_for(len(rows), patience_s):
            self._is_closed = True
            self._crowded_until = now + CROWDED_S
            raise busy(self.retry_after_s)
        future: asyncio.Future[Answers] = self._loop.create_future()
        overdue, deadline = now + OVERDUE * patience_s, now + self._limits.answer_s
        self._waiting.append(Job(model, rows, future, overdue, deadline))
        self._waiting_rows += len(rows)
        self._schedule()
        return future

    @property
    def is_full(self) -> bool:
        """Tell whether as many requests are inside as may, or somebody has just found no room.

        Inside are those that wait, and those that are being computed. Who
        finds no room closes the door until a batch is done, so that others are not read in vain.
        """
        return self._is_closed or self._inside >= self._limits.waiting

    @property
    def room(self) -> Room:
        """Say how much room there is: the last third of it, by number or by time, is scarce."""
        if self.is_full:
            return Room.NONE
        is_long = self._pace.added(self._inside_rows) > self._limits.wait_s * SCARCE_FROM
        is_scarce = is_long or self._inside >= self._limits.waiting * SCARCE_FROM
        return Room.SCARCE if is_scarce else Room.FREE

    @property
    def _inside(self) -> int:
        running = len(self._running.jobs) if self._running else 0
        return len(self._waiting) + running

    def _has_room_for(self, rows: int, patience_s: float) -> bool:
        """Tell whether so many rows may come in, and would not wait for too long.

        What a batch takes however small it is does not count: nobody waits less by staying outside.
        """
        inside = self._inside_rows
        fits = inside + rows <= self._limits.waiting_rows
        return fits and self._pace.added(inside) <= patience_s

    def _patience_s(self, rows: int) -> float:
        """Say how long rows may wait: the limit, or some times what they take themselves."""
        return max(self._limits.wait_s, PATIENCE * self._pace.estimate(rows))

    @property
    def retry_after_s(self) -> int:
        """Full seconds after which those who are inside now should be answered."""
        return max(1, math.ceil(self._pace.estimate(self._inside_rows)))

    @property
    def _inside_rows(self) -> int:
        return self._waiting_rows + (self._running.rows if self._running else 0)

    def require_room(self) -> None:
        """Refuse while there is none."""
        if self.is_full:
            raise busy(self.retry_after_s)

    def close(self) -> None:
        """Let the thread end."""
        self._sweeper.cancel()
        self._batches.put(None)

    def _schedule(self) -> None:
        """Start once everything has been queued that has arrived by now."""
        if self._running is None and not self._scheduled and not self._is_gathering():
            self._scheduled = True
            self._loop.call_soon(self._start)

    def _is_gathering(self) -> bool:
        """Tell whether others are still likely to come."""
        if self._gathering is None:
            return False
        if len(self._waiting) >= self._gathering.expected or self._fills_half():
            self._gathering = None
        return self._gathering is not None

    def _fills_half(self) -> bool:
        return self._waiting_rows * 2 >= self._limits.batch

    def _gather(self, batch: Batch) -> None:
        """Give those who were just answered a moment, unless one was alone, or enough wait."""
        expected = len(batch.jobs) + len(self._waiting)
        if expected > 1 and not self._fills_half():
            moment = min(batch.seconds * MOMENT, MOMENT_S)
            self._gathering = Gathering(expected, self._loop.time() + moment)
            self._loop.call_later(min(LOOK_S, moment), self._look, self._gathering)

    def _look(self, gathering: Gathering) -> None:
        """End the moment when nobody came since the last look."""
        if self._gathering is not gathering:
            return
        now, count = self._loop.time(), len(self._waiting)
        if now >= gathering.until or count == gathering.seen:
            self._gathering = None
            self._schedule()
        else:
            gathering.seen = count
            self._loop.call_later(LOOK_S, self._look, gathering)

    def _start(self) -> None:
        self._scheduled = False
        jobs = self._take()
        if jobs:
            self._busy_since = self._busy_since or self._loop.time()
            self._running = Batch(jobs, sum(len(job.rows) for job in jobs))
            if self._is_quick(jobs):
                self._running.compute()
                self._finish(self._running)
            else:
                self._batches.put(self._running)

    def _is_quick(self, jobs: list[Job]) -> bool:
        """Tell whether a request is alone and hardly takes time: no thread needs to be woken."""
        if len(jobs) > 1 or self._waiting:
            return False
        return 0 < self._pace.estimate(len(jobs[0].rows)) < QUICK_S

    def _take(self) -> list[Job]:
        """Take jobs of one model, up to the size of a batch; one job may be larger."""
        jobs: list[Job] = []
        size = 0
        while self._waiting:
            job = self._waiting[0]
            if jobs and (
                job.model is not jobs[0].model or size + len(job.rows) > self._limits.batch
            ):
                break
            self._waiting.popleft()
            self._waiting_rows -= len(job.rows)
            if self._is_overdue(job):
                job.future.set_exception(busy(self.retry_after_s))
            elif not job.future.done():  # else it gave up waiting
                jobs.append(job)
                size += len(job.rows)
        return jobs

    def _is_overdue(self, job: Job) -> bool:
        """Tell whether a job makes room: it takes too long, and others wait outside."""
        now = self._loop.time()
        return job.overdue < now < self._crowded_until and not job.future.done()

    def _work(self) -> None:
        while (batch := self._batches.get()) is not None:
            batch.compute()
            try:
                self._loop.call_soon_threadsafe(self._finish, batch)
            except RuntimeError:  # the loop has ended
                return

    def _finish(self, batch: Batch) -> None:
        self._running = None
        self._is_closed = False
        self._learn(batch)
        for job, outcome in zip(batch.jobs, batch.outcomes, strict=True):
            if job.future.done():
                continue
            if isinstance(outcome, Exception):
                job.future.set_exception(outcome)
            else:
                job.future.set_result(outcome)
        self._gather(batch)
        if self._waiting:
            self._schedule()
        self._observe(batch)

    def _learn(self, batch: Batch) -> None:
        """Take the time since the batch before, where somebody waited: the model is not all."""
        now = self._loop.time()
        self._pace.observe(batch.rows, now - self._busy_since)
        self._busy_since = now if self._waiting else 0.0

    def _sweep(self) -> None:
        """Answer those who have waited too long."""
        now = self._loop.time()
        running = self._running.jobs if self._running else []
        for job in (*running, *self._waiting):
            if job.deadline < now and not job.future.done():
                job.future.set_exception(late(self._limits.answer_s))
        self._sweeper = self._loop.call_later(SWEEP_S, self._sweep)
