"""Who waits while a batch is computed is in the next one; nobody's failure is another's."""

import asyncio
import threading
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.serving.conftest import Machinery


class Doubler:
    """Doubles the first value of a row; waits for a signal if told to; fails on None."""

    def __init__(self, answers: Any) -> None:
        self.go = threading.Event()
        self.go.set()
        self.pause_s = 0.0
        self.sizes: list[int] = []
        self.threads: list[str] = []
        self.answers = answers

    def answer(self, rows: Sequence[tuple[Any, ...]]) -> Any:
        self.go.wait(5)
        time.sleep(self.pause_s)
        self.sizes.append(len(rows))
        self.threads.append(threading.current_thread().name)
        return self.answers([row[0] * 2 for row in rows])

    def explain(self, rows: Sequence[tuple[Any, ...]], error: Exception) -> Exception:
        assert len(rows) == 1
        return error


@pytest.fixture
def tools(machinery: Machinery) -> SimpleNamespace:
    return SimpleNamespace(
        Batcher=machinery("batching").Batcher,
        Limits=machinery("settings").Limits,
        Problem=machinery("problems").Problem,
        model=Doubler(machinery("answers").Answers),
    )


async def start(tools: SimpleNamespace, **limits: Any) -> Any:
    return tools.Batcher(tools.Limits(**limits), lambda _: None)


def test_a_request_alone_is_answered(tools: SimpleNamespace) -> None:
    async def run() -> object:
        batcher = await start(tools)
        answers = await batcher.submit(tools.model, [(1,), (2,)])
        batcher.close()
        return answers.predictions

    assert asyncio.run(run()) == [2, 4]


def test_who_waits_is_in_the_next_batch(tools: SimpleNamespace) -> None:
    async def run() -> list[Any]:
        batcher = await start(tools)
        tools.model.go.clear()
        first = batcher.submit(tools.model, [(0,)])
        await asyncio.sleep(0.05)
        others = [batcher.submit(tools.model, [(i,)]) for i in range(1, 6)]
        tools.model.go.set()
        answers = await asyncio.gather(first, *others)
        batcher.close()
        return [answer.predictions for answer in answers]

    assert asyncio.run(run()) == [[0], [2], [4], [6], [8], [10]]
    assert tools.model.sizes == [1, 5]


async def ask_again_and_again(batcher: Any, model: Doubler, times: int) -> None:
    for _ in range(times):
        await batcher.submit(model, [(1,)])


def test_clients_that_were_answered_together_stay_together(tools: SimpleNamespace) -> None:
    async def run() -> None:
        batcher = await start(tools)
        tools.model.pause_s = 0.02
        first = asyncio.create_task(ask_again_and_again(batcher, tools.model, 10))
        await asyncio.sleep(0.005)
        others = [ask_again_and_again(batcher, tools.model, 10) for _ in range(3)]
        await asyncio.gather(first, *others)
        batcher.close()

    asyncio.run(run())

    assert tools.model.sizes[0] == 1
    assert tools.model.sizes.count(4) >= 7


def test_a_client_that_is_left_alone_waits_for_nobody(tools: SimpleNamespace) -> None:
    async def run() -> float:
        batcher = await start(tools)
        tools.model.pause_s = 0.5
        await asyncio.gather(*(batcher.submit(tools.model, [(i,)]) for i in range(3)))
        tools.model.pause_s = 0.0
        await asyncio.sleep(0.05)
        started = time.perf_counter()
        await ask_again_and_again(batcher, tools.model, 3)
        batcher.close()
        return time.perf_counter() - started

    assert asyncio.run(run()) < 0.2
    assert tools.model.sizes == [3, 1, 1, 1]


@pytest.mark.parametrize(
    ("pause_s", "rest"), [(0.0, ["MainThread"] * 2), (0.05, ["predictor"] * 2)]
)
def test_a_quick_request_alone_is_computed_at_once_once_it_is_known_to_be(
    tools: SimpleNamespace, pause_s: float, rest: list[str]
) -> None:
    async def run() -> None:
        batcher = await start(tools)
        tools.model.pause_s = pause_s
        await ask_again_and_again(batcher, tools.model, 3)
        batcher.close()

    asyncio.run(run())

    assert tools.model.threads == ["predictor", *rest]


def test_batches_have_a_size(tools: SimpleNamespace) -> None:
    async def run() -> None:
        batcher = await start(tools, batch=4)
        jobs = [batcher.submit(tools.model, [(i,)] * 2) for i in range(5)]
        await asyncio.gather(*jobs)
        batcher.close()

    asyncio.run(run())

    assert tools.model.sizes == [4, 4, 2]


def test_only_the_culprit_fails(tools: SimpleNamespace) -> None:
    async def run() -> list[Any]:
        batcher = await start(tools)
        jobs = [batcher.submit(tools.model, [(value,)]) for value in (1, None, 3)]
        outcomes = await asyncio.gather(*jobs, return_exceptions=True)
        batcher.close()
        return [getattr(each, "predictions", type(each)) for each in outcomes]

    assert asyncio.run(run()) == [[2], TypeError, [6]]


def test_a_full_queue_refuses_and_who_is_computed_counts(tools: SimpleNamespace) -> None:
    async def run() -> Any:
        batcher = await start(tools, waiting=2)
        tools.model.go.clear()
        jobs = [batcher.submit(tools.model, [(0,)])]
        await asyncio.sleep(0.05)
        jobs.append(batcher.submit(tools.model, [(1,)]))
        with pytest.raises(tools.Problem) as raised:
            batcher.submit(tools.model, [(3,)])
        tools.model.go.set()
        await asyncio.gather(*jobs)
        batcher.close()
        return raised.value

    problem = asyncio.run(run())

    assert problem.status == 503
    assert (b"retry-after", b"1") in problem.headers


async def learn(batcher: Any, model: Any, seconds_a_row: float) -> None:
    for rows in (1, 10):
        model.pause_s = rows * seconds_a_row
        await batcher.submit(model, [(0,)] * rows)


def test_who_would_wait_too_long_is_refused_and_told_when_to_come(tools: SimpleNamespace) -> None:
    async def run() -> Any:
        batcher = await start(tools, wait_s=0.1)
        await learn(batcher, tools.model, 0.01)
        jobs = [batcher.submit(tools.model, [(0,)] * 150)]
        with pytest.raises(tools.Problem) as raised:
            batcher.submit(tools.model, [(1,)])
        was_closed = batcher.is_full
        await asyncio.gather(*jobs)
        batcher.close()
        return raised.value, was_closed, batcher.is_full

    problem, was_closed, is_closed = asyncio.run(run())

    assert (b"retry-after", b"2") in problem.headers
    assert (was_closed, is_closed) == (True, False)


def test_what_takes_long_itself_may_wait_longer(tools: SimpleNamespace) -> None:
    async def run() -> list[Any]:
        batcher = await start(tools, wait_s=0.1)
        await learn(batcher, tools.model, 0.01)
        jobs = [batcher.submit(tools.model, [(0,)] * 30) for _ in range(2)]
        answers = await asyncio.gather(*jobs)
        batcher.close()
        return [len(each.predictions) for each in answers]

    assert asyncio.run(run()) == [30, 30]


def test_the_last_third_of_the_places_and_of_the_time_is_scarce(tools: SimpleNamespace) -> None:
    async def run(sizes: list[int], **limits: Any) -> list[str]:
        batcher = await start(tools, **limits)
        await learn(batcher, tools.model, 0.01)
        tools.model.go.clear()
        rooms, jobs = [batcher.room.name], []
        for size in sizes:
            jobs.append(batcher.submit(tools.model, [(0,)] * size))
            rooms.append(batcher.room.name)
        tools.model.go.set()
        await asyncio.gather(*jobs)
        batcher.close()
        return rooms

    places = asyncio.run(run([1, 1, 1], waiting=3))
    waits = asyncio.run(run([1, 9], wait_s=0.1))

    assert places == ["FREE", "FREE", "SCARCE", "NONE"]
    assert waits == ["FREE", "FREE", "SCARCE"]


@pytest.mark.parametrize("crowded", [True, False])
def test_who_has_waited_for_long_makes_room_while_others_are_sent_away(
    tools: SimpleNamespace, crowded: bool
) -> None:
    async def run() -> list[Any]:
        batcher = await start(tools, wait_s=0.1)
        await learn(batcher, tools.model, 0.01)
        tools.model.go.clear()
        jobs = [batcher.submit(tools.model, [(0,)] * 5)]
        await asyncio.sleep(0.02)
        jobs += [batcher.submit(tools.model, [(0,)] * rows) for rows in (1, 60)]
        if crowded:
            with pytest.raises(tools.Problem):
                batcher.submit(tools.model, [(0,)])
        await asyncio.sleep(0.3)
        tools.model.go.set()
        outcomes = await asyncio.gather(*jobs, return_exceptions=True)
        batcher.close()
        return outcomes

    outcomes = asyncio.run(run())

    # What takes long itself goes on waiting.
    sent_away = [isinstance(each, tools.Problem) for each in outcomes]
    assert sent_away == [False, crowded, False]


def test_who_waits_too_long_is_told(tools: SimpleNamespace) -> None:
    async def run() -> Any:
        batcher = await start(tools, answer_s=0.1)
        tools.model.go.clear()
        with pytest.raises(tools.Problem) as raised:
            await batcher.submit(tools.model, [(1,)])
        tools.model.go.set()
        batcher.close()
        return raised.value.status

    assert asyncio.run(run()) == 503


def test_jobs_of_two_models_are_not_computed_together(tools: SimpleNamespace) -> None:
    async def run() -> None:
        batcher = await start(tools)
        other = Doubler(tools.model.answers)
        jobs = [batcher.submit(model, [(1,)]) for model in (tools.model, other, tools.model)]
        await asyncio.gather(*jobs)
        batcher.close()

    asyncio.run(run())

    assert tools.model.sizes == [1, 1]
