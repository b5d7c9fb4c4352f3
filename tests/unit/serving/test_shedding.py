"""Requests that find no room are read as far as needed, and refused at little cost."""

from types import ModuleType

import pytest

from tests.unit.serving.conftest import Machinery

HEAD = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
WHOLE = HEAD + b"Content-Length: 2\r\n\r\n{}"


@pytest.fixture
def shedding(machinery: Machinery) -> ModuleType:
    return machinery("shedding")


def test_a_whole_request_is_read(shedding: ModuleType) -> None:
    assert shedding.read_whole_post(WHOLE) == (
        "/predict",
        [(b"host", b"x"), (b"content-type", b"application/json"), (b"content-length", b"2")],
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(WHOLE[:-1], id="part of a body"),
        pytest.param(WHOLE + b"P", id="the next one begins"),
        pytest.param(WHOLE[:30], id="part of a head"),
        pytest.param(WHOLE.replace(b"POST", b"GET"), id="another method"),
        pytest.param(WHOLE.replace(b"1.1", b"1.0"), id="an old version"),
        pytest.param(HEAD + b"\r\n", id="no length"),
        pytest.param(HEAD + b"Content-Length: 2\r\n" * 2 + b"\r\n{}", id="two lengths"),
        pytest.param(HEAD + b"Content-Length: 2\r\nX: 1\n\r\n\r\n{}", id="a name of two lines"),
        pytest.param(HEAD + b"Content-Length : 2\r\n\r\n{}", id="a space in a name"),
        pytest.param(HEAD + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}", id="the last one"),
        pytest.param(HEAD + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}", id="it waits"),
        pytest.param(
            HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", id="in chunks"
        ),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\x00\r\n\r\n", id="no request"),
    ],
)
def test_what_is_not_whole_or_not_usual_goes_the_usual_way(
    shedding: ModuleType, data: bytes
) -> None:
    assert shedding.read_whole_post(data) is None


@pytest.mark.parametrize("request_id", ["a", "100%", "an-id-that-is-much-longer-than-others"])
def test_a_refusal_is_what_any_other_route_would_write(
    shedding: ModuleType, machinery: Machinery, request_id: str
) -> None:
    exchange, problems = machinery("exchange"), machinery("problems")
    reply = exchange.reply_problem(problems.busy(7), request_id)

    written = shedding.write_refusal(7, request_id)

    assert written == exchange.write_reply(reply, request_id, close=False)


def test_few_refusals_are_given_at_once(shedding: ModuleType) -> None:
    door = shedding.Door()

    assert [door.refuse(moment / 100) for moment in range(100)] == [0.0] * 100


def test_a_crowd_of_refused_is_not_listened_to_for_a_while(shedding: ModuleType) -> None:
    door = shedding.Door()

    rests = [door.refuse(10.0) for _ in range(5_000)]

    assert rests[0] == 0.0
    assert rests[999] == pytest.approx(0.5)
    assert max(rests) == shedding.LONGEST_REST_S
    assert door.refuse(20.0) == 0.0


@pytest.mark.parametrize(
    ("room", "refused"),
    [
        pytest.param("FREE", {"EARLY"}, id="room for anybody"),
        pytest.param("SCARCE", {"EARLY", "NEW"}, id="room for those who waited as told"),
        pytest.param("NONE", {"EARLY", "NEW", "PATIENT"}, id="no room"),
    ],
)
def test_in_a_siege_who_waited_outside_as_told_comes_first(
    shedding: ModuleType, room: str, refused: set[str]
) -> None:
    door = shedding.Door()
    for _ in range(100):
        door.refuse(10.0)

    def closed_at(now: float) -> set[str]:
        place = shedding.Room[room]
        return {each.name for each in shedding.Manners if door.is_closed_to(each, place, now)}

    assert closed_at(10.0) == refused
    everybody = {each.name for each in shedding.Manners}
    assert closed_at(20.0) == (everybody if room == "NONE" else set()), "the siege is over"
