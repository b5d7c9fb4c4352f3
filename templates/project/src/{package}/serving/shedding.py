"""A crowd at the door → refusals at next to no cost: it must not keep us from those inside."""

from enum import Enum
from functools import lru_cache

from .exchange import Pairs, reply_problem, write_reply
from .problems import busy

# So many refusals a second take about a tenth of a core. Where there are more, whoever has been
# refused is not listened to for a while, but no longer than it was told to stay away.
REFUSALS_A_SECOND = 2_000
LONGEST_REST_S = 1.0
SHORTEST_REST_S = 0.01

# What asks for more than to be answered or refused goes the usual way.
_UNUSUAL = {b"expect", b"transfer-encoding", b"upgrade"}
_MARK = "the-id-of-the-request"


class Manners(Enum):
    """How somebody comes who may have been refused before."""

    EARLY = "again before it was told to: it has been here, unread, for a while"
    PATIENT = "again when it was told to"
    NEW = "for the first time since it was answered"


class Room(Enum):
    """How much room there is."""

    FREE = "for anybody"
    SCARCE = "in a siege, for those who waited outside as they were told"
    NONE = "for nobody"


class Door:
    """Spreads refusals over time, and says who may come in."""

    def __init__(self) -> None:
        self._free_at = 0.0

    def refuse(self, now: float) -> float:
        """Count a refusal; say how many seconds not to listen to who has got it."""
        self._free_at = max(self._free_at, now) + 1 / REFUSALS_A_SECOND
        return min(self._free_at - now, LONGEST_REST_S) if self.is_besieged(now) else 0.0

    def is_closed_to(self, manners: Manners, room: Room, now: float) -> bool:
        """Tell whether somebody is refused who comes like this.

        In a siege who comes early would be answered late, and who keeps coming has had its turn.
        """
        if room is Room.NONE or not self.is_besieged(now):
            return room is Room.NONE
        return manners is Manners.EARLY or (manners is Manners.NEW and room is Room.SCARCE)

    def is_besieged(self, now: float) -> bool:
        """Tell whether more have to be refused than may be in a second."""
        return self._free_at - now > SHORTEST_REST_S


def read_whole_post(data: bytes) -> tuple[str, Pairs] | None:
    """Read path and headers of a POST request that is here with all of its body, and usual."""
    end = data.find(b"\r\n\r\n")
    head = data[: max(end, 0)]
    if head.count(b"\n") != head.count(b"\r\n"):
        return None
    first, *lines = head.split(b"\r\n")
    words = first.split(b" ")
    if len(words) != 3 or words[0] != b"POST" or words[2] != b"HTTP/1.1" or not words[1].isascii():
        return None
    headers = [(name.lower(), value.strip()) for name, _, value in map(_halve, lines)]
    return (words[1].decode(), headers) if _is_usual(headers, len(data) - end - 4) else None


def _halve(line: bytes) -> tuple[bytes, bytes, bytes]:
    return line.partition(b":")


def _is_usual(headers: Pairs, size: int) -> bool:
    lengths = [value for name, value in headers if name == b"content-length"]
    return lengths == [b"%d" % size] and not any(
        name in _UNUSUAL
        or not name.replace(b"-", b"").isalnum()
        or (name == b"connection" and value.lower() != b"keep-alive")
        for name, value in headers
    )


def write_refusal(seconds: int, request_id: str) -> bytes:
    """Write, as HTTP, that too many are inside for so many seconds more."""
    head, body = _prepare(seconds)
    body = body.replace(_MARK.encode(), request_id.encode())
    return head % (len(body), request_id.encode()) + body


@lru_cache(maxsize=64)
def _prepare(seconds: int) -> tuple[bytes, bytes]:
    """Write the head, with gaps for the body's length and the id, and the body with a mark."""
    problem = busy(seconds)
    reply = reply_problem(problem, _MARK)
    head, end, body = write_reply(reply, _MARK, close=False).partition(b"\r\n\r\n")
    head = head.replace(b"%", b"%%").replace(_MARK.encode(), b"%b")
    return head.replace(b"content-length: %d" % len(body), b"content-length: %d") + end, body
