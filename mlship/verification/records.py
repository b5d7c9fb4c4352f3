"""The lines that a run wrote → what it had: values by key, what it printed, how it ended."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TEXT_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Recorded = one value: key, type, digest ("" none), text, opaque parts, digest of each part.

    `model` says that it can be fitted and predicts; `cell` and `line`, or `function`, where it was
    recorded; `name` is what it was called there, `picture` the file that shows it.
    """

    key: str
    type: str
    model: bool = False
    digest: str
    text: str
    opaque: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    kept: Path | None = None
    cell: int = -1
    line: int = 0
    name: str = ""
    function: str = ""
    picture: str = ""


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

    `effects` are the names and generators that a watched statement changed; `answers` are the
    digests of what a model answers for rows, by its key and theirs; `texts` are the printed ones in
    full, `looks` the errors of looks that failed; `results` are the names that `run` gives back;
    `replay` is why raw records cannot be served ("" they can, None nobody tried); `seconds` is how
    long it took, `spent` how much of that was recording.
    """

    room: Path
    looks: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Recorded] = field(default_factory=dict)
    printed: list[Printed] = field(default_factory=list)
    effects: dict[int, tuple[str, ...]] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    results: frozenset[str] = frozenset()
    replay: str | None = None
    failed: Failed | None = None
    lacks: str = ""
    cell: int = -1
    ended: bool = False
    seconds: float = 0.0
    spent: float = 0.0
    position: int = 0

    def add(self, value: Recorded) -> None:
        """Add a value that was not recorded on the way."""
        self.values[value.key] = value

    def picture_of(self, key: str) -> bytes:
        """Read the picture of a figure; nothing if there is none."""
        name = self.values[key].picture if key in self.values else ""
        place = self.room / name
        return place.read_bytes() if name and place.exists() else b""

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
            case "metrics" | "results" | "lacks":
                self._take_fact(event)
            case "error":
                self.failed = Failed(**event)
            case "end":
                self.ended, self.spent = bool(event["ok"]), event["spent"]
            case "look":
                self.looks[event["function"]] = f"{event['name']}: {event['message']}"
            case "effect" | "replay" | "answers":
                self._take_finding(event)
            case "cell" | "function":
                self.cell = event.get("cell", self.cell)
                tell(str(kind), event[str(kind)])

    def _take_fact(self, event: dict[str, Any]) -> None:
        self.metrics = event.get("metrics", self.metrics)
        self.results = frozenset(event.get("names", self.results))
        self.lacks = str(event.get("package", self.lacks))

    def _take_finding(self, event: dict[str, Any]) -> None:
        if "reason" in event:
            self.replay = str(event["reason"])
        elif "answers" in event:
            self.answers[event["key"]] = event["answers"]
        else:
            self.effects[event["index"]] = tuple(event["changed"])

    def _take_value(self, event: dict[str, Any]) -> None:
        kept, opaque = event.pop("kept"), tuple(event.pop("opaque"))
        self.add(Recorded(**event, kept=self.room / kept if kept else None, opaque=opaque))

    def add_text(self, key: str, pieces: Sequence[Printed]) -> None:
        """Add a printed text, from its pieces, as a value."""
        text = "".join(piece.text for piece in pieces)
        if text:
            digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            self.texts[key] = text
            self.add(
                Recorded(
                    key=key,
                    type="text",
                    digest=digest,
                    text=text.strip().partition("\n")[0][:TEXT_SHOWN],
                    cell=pieces[0].cell,
                    line=pieces[0].line,
                    function=pieces[0].function,
                )
            )
