"""JSON text comes in as a stream → its values go out, with what is huge in outputs left out.

A notebook's code is small; its outputs may hold many megabytes. Below the keys of `BULKY` each
string is cut, lists end after a number of characters, and whatever is not text is skipped.
Elsewhere everything is kept, so memory is bounded by the code and not by the file.
"""

import json
import re
from typing import Protocol

from mlship.reader.saved_outputs import TEXT_LIMIT_CHARS

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

CHUNK_CHARS = 1 << 16
BULKY = frozenset({"outputs", "attachments", "widgets"})
SKIPPED = re.compile(r"(image|application|video|audio|model)/|png|jpeg|svg|pdf|html$")
# Lines may be empty, so a list of them is cut by its length too.
ITEMS_LIMIT = 20_000

BLANK = re.compile(r"[ \t\n\r\ufeff]*")
SCALAR = re.compile(r"[^\s,\]}:]*")
STRING_PART = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
WHOLE_ESCAPES = re.compile(r"(?:[^\\]++|\\u[0-9a-fA-F]{4}|\\[^u])*+", re.DOTALL)
# Strings, scalars, and the innermost lists and objects: what can be skipped in one step.
FLAT = r'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")'
SKIPPABLE = re.compile(rf"(?:{FLAT}|\[{FLAT}*+\]|{{{FLAT}*+}})*+", re.DOTALL)


def _malformed() -> json.JSONDecodeError:
    return json.JSONDecodeError("Unexpected end or character", "", 0)


class Readable(Protocol):
    """Anything that gives text piece by piece."""

    def read(self, size: int, /) -> str:
        """Give at most so many characters, "" at the end."""


class JsonStream:
    """Reads one JSON document from a stream, a window of it at a time."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._window = ""
        self._at = 0

    def document(self) -> Json:
        """Read the whole document."""
        return self._value(bulky=False)

    def _value(self, *, bulky: bool) -> Json:
        match self._peek():
            case "{":
                return self._object(bulky=bulky)
            case "[":
                return self._array(bulky=bulky)
            case '"':
                return self._string(TEXT_LIMIT_CHARS if bulky else None)
            case _:
                return self._scalar()

    def _object(self, *, bulky: bool) -> dict[str, Json]:
        members: dict[str, Json] = {}
        self._at += 1
        while not self._ends_with("}"):
            key = self._key()
            if bulky and SKIPPED.match(key):
                self._skip()
                members[key] = None
            else:
                members[key] = self._value(bulky=bulky or key in BULKY)
        return members

    def _array(self, *, bulky: bool) -> list[Json]:
        items: list[Json] = []
        room = TEXT_LIMIT_CHARS
        self._at += 1
        while not self._ends_with("]"):
            if bulky and (room <= 0 or len(items) >= ITEMS_LIMIT):
                self._skip_rest()
                break
            item = self._value(bulky=bulky)
            # A list of lines counts as text, any other list by its length.
            room -= len(item) if isinstance(item, str) else 0
            items.append(item)
        return items

    def _ends_with(self, bracket: str) -> bool:
        """Step over a comma; say whether the container ends here, and step over its end."""
        char = self._peek()
        if char == ",":
            self._at += 1
            char = self._peek()
        if char == bracket:
            self._at += 1
            return True
        if char in ("", ",", "}", "]"):
            raise _malformed()
        return False

    def _key(self) -> str:
        if self._peek() != '"':
            raise _malformed()
        key = self._string(None)
        if self._peek() != ":":
            raise _malformed()
        self._at += 1
        return key

    def _string(self, limit: int | None) -> str:
        """Read a string to its end, keep only its first characters."""
        self._at += 1
        parts: list[str] = []
        length = 0
        while True:
            part = self._run(STRING_PART)
            if limit is None or length < limit:
                parts.append(part)
                length += len(part)
            if self._here() == '"':
                self._at += 1
                return _unescaped("".join(parts)[:limit])
            self._refill()

    def _scalar(self) -> Json:
        text = ""
        while True:
            text += self._run(SCALAR)
            if self._at < len(self._window) or not self._refill(required=False):
                break
        value: Json = json.loads(text, parse_int=whole_number)
        return value

    def _skip(self) -> None:
        """Step over one value without building it."""
        match self._peek():
            case "[" | "{":
                self._at += 1
                self._skip_rest()
            case '"':
                self._string(0)
            case _:
                self._scalar()

    def _skip_rest(self) -> None:
        """Step over what is left of the innermost list or object, its end included."""
        depth = 1
        while depth > 0:
            self._run(SKIPPABLE)
            match self._here():
                case '"':
                    self._string(0)
                    continue
                case "":
                    self._refill()
                    continue
                case bracket:
                    depth += 1 if bracket in "[{" else -1
                    self._at += 1

    def _peek(self) -> str:
        """Step over white space; give the next character, "" at the end of the document."""
        self._run(BLANK)
        while not self._here() and self._refill(required=False):
            self._run(BLANK)
        return self._here()

    def _here(self) -> str:
        return self._window[self._at : self._at + 1]

    def _run(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._window, self._at)
        text = found.group() if found else ""
        self._at += len(text)
        return text

    def _refill(self, *, required: bool = True) -> bool:
        chunk = self._stream.read(CHUNK_CHARS)
        if required and not chunk:
            raise _malformed()
        self._window = self._window[self._at :] + chunk
        self._at = 0
        return bool(chunk)


def whole_number(digits: str) -> int | float:
    """Read a number; one of thousands of digits, which Python refuses, is as good as infinite."""
    try:
        return int(digits)
    except ValueError:
        return float(digits)


def _unescaped(raw: str) -> str:
    if "\\" not in raw:
        return raw
    whole = WHOLE_ESCAPES.match(raw)
    text: str = json.loads(f'"{whole.group() if whole else ""}"', strict=False)
    return text
