"""Results → text on the terminal, or one JSON document; nothing else in mlship prints."""

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, TextIO, TypeVar

from mlship.cli.failures import Failure
from mlship.cli.forecast import Forecast, spell

if TYPE_CHECKING:
    from rich.console import Console as RichConsole
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

Item = TypeVar("Item")

# Tables that are piped somewhere have no terminal to ask for its width.
PIPED_WIDTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """Where people's output goes: stdout, or stderr while stdout holds a document.

    With `brief`, progress is shown on terminals alone, and leaves nothing behind.
    """

    as_json: bool = False
    brief: bool = False

    @property
    def stream(self) -> TextIO:
        """The stream for people."""
        return sys.stderr if self.as_json else sys.stdout

    def say(self, text: str) -> None:
        """Print one line or text for people."""
        _print(text, self.stream)

    def answer(self, document: object) -> None:
        """Print the document, if one was asked for."""
        if self.as_json:
            _print(json.dumps(document, indent=2, ensure_ascii=False, default=str), sys.stdout)

    def fail(self, failure: Failure) -> None:
        """Say why it failed, to stderr, and as the document."""
        self.complain(failure.message, failure.hint, failure.location)
        self.answer({"exit_code": failure.code, "error": asdict(failure)})

    def complain(self, message: str, hint: str, location: str) -> None:
        """Say what went wrong, to stderr."""
        place = f"{location}: " if location else ""
        _print(f"mlship: {place}{message}" + (f"\n  {hint}" if hint else ""), sys.stderr)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print a table, if it has rows."""
        from rich.table import Table
        from rich.text import Text

        cells = [[Text(str(cell)) for cell in row] for row in rows]
        table = Table(*columns, title=title, title_justify="left", title_style="bold")
        for row in cells:
            table.add_row(*row)
        if cells:
            self._rich().print(table)

    def track(self, work: Iterable[Item], total: int, title: str) -> list[Item]:
        """Do the work while a bar shows how far it is, where there is a terminal."""
        from rich.progress import track

        rich = self._rich(stderr=True)
        return list(track(work, title, total, console=rich, disable=not rich.is_terminal))

    @contextmanager
    def progress(self, *parts: str) -> Iterator["Progress"]:
        """Show how far long work is: a bar a part where there is a terminal, else a line.

        Where the `parts` to come are known, the time left is that of all of them.
        """
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bars

        from mlship.cli.remaining import Remaining

        rich = self._rich(stderr=True)
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            Remaining(), TextColumn("{task.fields[now]}"),
        )  # fmt: skip
        off = not rich.is_terminal
        with Bars(*columns, console=rich, disable=off, transient=self.brief) as bars:
            forecast = Forecast(parts=parts)
            progress = Progress(bars=bars, forecast=forecast, told=off and not self.brief)
            yield progress
            progress.finish()

    @contextmanager
    def busy(self, text: str) -> Iterator[None]:
        """Show that something is going on, where there is a terminal."""
        rich = self._rich(stderr=True)
        with rich.status(text) if rich.is_terminal else nullcontext():
            yield

    def _rich(self, *, stderr: bool = False) -> "RichConsole":
        from rich.console import Console as RichConsole

        stream = sys.stderr if stderr else self.stream
        width = None if stream.isatty() else PIPED_WIDTH
        return RichConsole(file=stream, width=width, highlight=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Progress = the bars, one a part of the work; whether a line tells of each part instead."""

    bars: "Bars"
    forecast: Forecast = field(default_factory=Forecast)
    told: bool = False
    parts: dict[str, "TaskID"] = field(default_factory=dict)

    def show(self, part: str, done: int, total: int, now: str) -> None:
        """Say how far a part is, and what is being done now."""
        left = self.forecast.left(part, done, total)
        until = None if left is None else time.monotonic() + left
        if part not in self.parts:
            self.finish()
            self.parts[part] = self.bars.add_task(part, total=total, now="", until=None)
            if self.told:
                _print(f"{part} … {spell(left)}".rstrip(), sys.stderr)
        self.bars.update(self.parts[part], completed=done, now=now, until=until)

    def finish(self) -> None:
        """Say that the parts so far are done: what comes last in one is told when it begins."""
        for task in self.parts.values():
            total = self.bars.tasks[task].total
            self.bars.update(task, completed=total, now="", until=None)


def _print(text: str, stream: TextIO) -> None:
    """Print; a reader that has gone away (``| head``) is no failure of ours."""
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        # What is still buffered has nowhere to go either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
