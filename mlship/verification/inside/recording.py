"""What a run tells: one JSON line an event, and whole values where somebody asked for them."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .anatomy import OWN
from .answering import Rows, is_answering
from .copying import do_in_a_copy
from .digests import Digest, digest
from .figures import describe_figure
from .leaves import dump
from .strangers import Raised, call, call_or

# Of texts and printed output this much is kept.
LONGEST_TEXT = 100_000
TEXT_SHOWN = 200
ITEMS_SHOWN = 20
# What a model that holds functions answers is asked this long at most.
LONGEST_ANSWER_S = 60.0


def make_recorder(settings: Mapping[str, Any]) -> "Recorder":
    """Make the recorder that a program's settings describe."""
    return Recorder(
        Path(settings["folder"]),
        settings["expected"],
        frozenset(settings["wanted"]),
        pictures=settings["pictures"],
    )


@dataclass
class Recorder:
    """The one who writes down what happens.

    `expected` are the digests that an earlier run had (key → digest): where this one's differs,
    or was nowhere there, the whole value is kept. `wanted` are keys whose value is kept anyway,
    `pictures` asks for images of the figures too. While it is `deaf`, nothing is written down.
    """

    folder: Path
    expected: dict[str, str] = field(default_factory=dict)
    wanted: frozenset[str] = frozenset()
    pictures: bool = False
    count: int = 0
    spent: float = 0.0
    deaf: bool = False
    rows: Rows = field(default_factory=Rows)

    def event(self, kind: str, **facts: object) -> None:
        """Write one line, at once."""
        if self.deaf:
            return
        line = json.dumps({"event": kind, "at": round(time.time(), 3), **facts}, default=str)
        with (self.folder / "events.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")

    def value(self, key: str, value: object, **facts: object) -> None:
        """Write down one value: type, digest, a line of text, and all of it where wanted."""
        if self.deaf:
            return
        started = time.perf_counter()
        made = _digest(value)
        kept = self._keep(value) if self._is_wanted(key, made.text) else ""
        if made.coded and is_answering(value):
            do_in_a_copy(lambda: self._note_answers(key, value), LONGEST_ANSWER_S)
        self.rows.remember(key, value)
        self.spent += time.perf_counter() - started
        self.event(
            "value", key=key, type=_type(value), model=is_model(value), digest=made.text,
            text=describe_shortly(value),
            opaque=made.opaque, parts=made.parts, kept=kept, **facts,
        )  # fmt: skip

    def _note_answers(self, key: str, model: object) -> None:
        self.event("answers", key=key, answers=self.rows.ask(model))

    def printed(self, text: str, **facts: object) -> None:
        """Write down a printed text."""
        self.event("printed", text=text[:LONGEST_TEXT], **facts)

    def figure(self, key: str, figure: Any, **facts: Any) -> None:
        """Write down the data of a figure, and draw it where that was asked for."""
        if self.deaf:
            return
        self.count += 1
        name = f"{os.getpid()}-{self.count:05d}.png" if self.pictures else ""
        if name:
            call(lambda: figure.savefig(self.folder / name, bbox_inches="tight"))
        self.value(key, describe_figure(figure), picture=name, **facts)

    def _is_wanted(self, key: str, made: str) -> bool:
        if key in self.wanted:
            return True
        if key in self.expected:
            return self.expected[key] != made
        return bool(self.expected) and made not in self.expected.values()

    def _keep(self, value: object) -> str:
        self.count += 1
        name = f"{os.getpid()}-{self.count:05d}.pickle"
        return name if dump(value, self.folder / name) else ""


def _digest(value: object) -> Digest:
    made = call(lambda: digest(value))
    if isinstance(made, Raised):  # a value may resist in any way; it is then opaque
        return Digest("", (f"{type(value).__name__} ({type(made.error).__name__})",))
    return made


def is_model(value: object) -> bool:
    """Tell whether a value is something that has been, or can be, fitted and then predicts."""
    return not isinstance(value, type) and all(hasattr(value, name) for name in ("fit", "predict"))


def _type(value: object) -> str:
    kind = type(value)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def describe_shortly(value: object) -> str:
    """Say what a value is in a few words: its shape, else the beginning of its text."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"{type(value).__name__} of {' by '.join(map(str, shape))}"
    if isinstance(value, dict | list | tuple | set) and len(value) > ITEMS_SHOWN:
        return f"{type(value).__name__} of {len(value)}"
    if type(value).__module__.partition(".")[0] in OWN:  # its own text may do anything
        return type(value).__name__
    plain = call_or(value.item, value) if shape == () and hasattr(value, "item") else value
    text = call_or(lambda: repr(plain), type(value).__name__)
    return text if len(text) <= TEXT_SHOWN else f"{text[:TEXT_SHOWN]}…"
