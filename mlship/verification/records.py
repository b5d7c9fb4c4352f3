"""The lines that a run wrote → what it had: values by key, what it printed, how it ended."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Recorded = one value: key, type, digest ("" none), text, opaque parts, where all of it is.

    `cell` and `line`, or `function`, say where it was recorded; `name` is what it was called there.
    """

    key: str
    type: str
    digest: str
    text: str
    opaque: tuple[str, ...]
    kept: Path | None
    cell: int = -1
    line: int = 0
    name: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Failed = what stopped a run: exception, message, where."""

    name: str
    message: str
    cell: int = -1
    line: int = 0
    file: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Printed = a text, and where it was printed."""

    text: str
    cell: int = -1
    line: int = 0
    last: int = 0
    function: str = ""


@dataclass(slots=True, kw_only=True)
class Record:
    """Record = all that one run told; it grows while the run goes on.

    `seconds` is how long it took, `spent` how much of that was recording.
    """

    room: Path
    values: dict[str, Recorded] = field(default_factory=dict)
    printed: list[Printed] = field(default_factory=list)
    metrics: dict[str, Any] = field(default_factory=dict)
    failed: Failed | None = None
    lacks: str = ""
    ended: bool = False
    seconds: float = 0.0
    spent: float = 0.0
    position: int = 0

    def read(self, tell: Callable[[str, int | str], None]) -> None:
        """Read the lines that have come since the last time; tell of cells and functions."""
        place = self.room / "events.jsonl"
        if not place.exists():
            return
        with place.open("rb") as stream:
            stream.seek(self.position)
            for line in stream:
                if not line.endswith(b"\n"):
                    break
                self.position += len(line)
                self._take(json.loads(line), tell)

    def _take(self, event: dict[str, Any], tell: Callable[[str, int | str], None]) -> None:
        kind = event.pop("event")
        event.pop("at")
        match kind:
            case "value":
                self._take_value(event)
            case "printed":
                self.printed.append(Printed(**event))
            case "metrics":
                self.metrics = event["metrics"]
            case "lacks":
                self.lacks = str(event["package"])
            case "error":
                self.failed = Failed(**event)
            case "end":
                self.ended, self.spent = bool(event["ok"]), event["spent"]
            case "cell" | "function":
                tell(str(kind), event[str(kind)])

    def _take_value(self, event: Mapping[str, Any]) -> None:
        kept = event["kept"]
        made = {
            **event,
            "kept": self.room / kept if kept else None,
            "opaque": tuple(event["opaque"]),
        }
        self.values[event["key"]] = Recorded(**made)
