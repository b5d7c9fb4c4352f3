"""What verification found: value by value, and whether the pipeline equals the notebook.

Report = overall verdict, Compared*, notes, seconds of each run
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mlship.ir.plan import Json

Verdict = Literal["identical", "within tolerance", "differs", "not comparable", "missing"]
Overall = Literal["equal", "different", "undecided"]
Kind = Literal["variable", "model", "metric", "printed", "shown", "figure", "file"]

VERDICTS: tuple[Verdict, ...] = (
    "identical", "within tolerance", "differs", "not comparable", "missing",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Compared = one value: what it is, the verdict, where it comes from on both sides.

    Attributes:
        kind: what it is; a fitted estimator is a model.
        name: the notebook's name for it.
        verdict: one of five.
        goal: the overall verdict depends on it: models, metrics, exports.
        cell, line: where the notebook makes it (-1, 0: nowhere in particular).
        function: the stage function that makes it; file, file_line: where that stands.
        detail: the first difference, or why it is not comparable.
        notebook, pipeline: both values, as a short text.
    """

    kind: Kind
    name: str
    verdict: Verdict
    goal: bool = False
    cell: int = -1
    line: int = 0
    function: str = ""
    file: str = ""
    file_line: int = 0
    detail: str = ""
    notebook: str = ""
    pipeline: str = ""

    @property
    def place(self) -> str:
        """The generated line as its package names it: ``train.py:10`` stands in ``src/churn``."""
        inside = "/".join(self.file.split("/")[2:]) or self.file
        return f"{inside}:{self.file_line}" if inside else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Pictures = a figure's name and verdict, and how both sides draw it (PNG; b"" not at all)."""

    name: str
    verdict: Verdict
    notebook: bytes
    pipeline: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """Restored = a statement that had to stay in the pipeline: where, what was made of it, why."""

    cell: int
    line: int
    before: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """Outdated = a cell, a line of its saved output, what it prints or shows today instead."""

    cell: int
    saved: str
    today: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Report = the overall verdict, why, and what it rests on.

    Attributes:
        notebook, project: what was compared.
        overall: equal only if every goal value is identical or within tolerance.
        values: all values, in the notebook's order.
        reason: one sentence for the overall verdict.
        notes: what was done to both runs alike, and what could not be controlled.
        metrics: those of the pipeline, as its metrics.json has them.
        seconds: of each run ("notebook", "pipeline", "notebook again"); `recording` is how much of
            them all was spent on writing down values.
        memory: the most bytes that all processes of a run had at a time.
        pictures: the figures, where they were asked for.
        outdated: cells that no longer give what the notebook shows.
        seeded: whether the notebook itself sets a seed for all that it draws.
        serving: what the replay of raw records through the served model found; "" none is served.
        stopped: what stopped the pipeline, and where; "" it ran to its end.
        rung: how much had to be kept until both were equal, "" where that was not tried.
        restored: the statements that had to be kept.
        learned: what they teach of the functions that they call, for the user's knowledge file.
    """

    notebook: str
    project: str
    overall: Overall
    values: tuple[Compared, ...]
    reason: str = ""
    notes: tuple[str, ...] = ()
    metrics: Mapping[str, Json] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    recording: float = 0.0
    memory: Mapping[str, int] = field(default_factory=dict)
    pictures: tuple[Pictures, ...] = ()
    outdated: tuple[Outdated, ...] = ()
    seeded: bool = True
    serving: str = ""
    stopped: str = ""
    rung: str = ""
    restored: tuple[Restored, ...] = ()
    learned: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many values got each verdict; all five are there."""
        found = Counter(value.verdict for value in self.values)
        return {verdict: found[verdict] for verdict in VERDICTS}
