"""A notebook's file → the line of the file on which each line of each cell stands.

Findings name a cell and a line in it, as a person sees them; what shows findings beside a file
(code review, an editor) wants lines of the file.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

# A string, or what opens, closes and separates.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]', re.DOTALL)
Place = tuple[str | int, ...]
# In JSON: cells, which one, its source, which of the texts that it is made of.
IN_CELL = 2


def find_lines(path: Path) -> Mapping[tuple[int, int], int]:
    """Map (cell, line in it), both from 1, to the 1-based line of an .ipynb file of version 4.

    Other files, and cells that are not as Jupyter writes them, are not in the mapping.
    """
    if path.suffix != ".ipynb":
        return {}
    found: dict[tuple[int, int], int] = {}
    length: dict[int, int] = {}
    for place, text, line in _strings(path.read_text(encoding="utf-8", errors="replace")):
        if len(place) > IN_CELL and place[0] == "cells" and place[2] == "source":
            cell = int(place[1]) + 1
            for _ in text.splitlines() or [""]:
                length[cell] = length.get(cell, 0) + 1
                found[cell, length[cell]] = line
    return found


def _strings(text: str) -> Iterator[tuple[Place, str, int]]:
    """Yield each string value of a JSON document: where it is in it, the string, its line."""
    place: list[str | int] = []
    line, end, key = 1, 0, ""
    for token in TOKEN.finditer(text):
        line += text.count("\n", end, token.start())
        end = token.start()
        match token[0]:
            case "[":
                place.append(0)
            case "{":
                place.append("")
            case "]" | "}":
                place = place[:-1]
            case ",":
                _next(place)
            case ":":
                place[-1] = key
            case string:
                key = _read(string)
                if _is_value(place, text, token.end()):
                    yield tuple(place), key, line


def _next(place: list[str | int]) -> None:
    last = place[-1] if place else ""
    if isinstance(last, int):
        place[-1] = last + 1


def _is_value(place: Place | list[str | int], text: str, end: int) -> bool:
    """Tell a value from a key, which a colon follows."""
    return bool(place) and not text[end : end + 8].lstrip().startswith(":")


def _read(string: str) -> str:
    try:
        return str(json.loads(string, strict=False))
    except ValueError:
        return ""
