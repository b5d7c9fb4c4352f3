"""What three runs have shown, and what a verdict on one value is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from mlship.ir.report import Verdict
from mlship.verification.records import Record
from mlship.verification.subject import Subject

Findings = Mapping[str, Mapping[str, str]]
VERDICT_OF: dict[str, Verdict] = {
    "identical": "identical", "within tolerance": "within tolerance", "differs": "differs",
    "not comparable": "not comparable",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Evidence = the notebook's two runs, the pipeline's, what comparing whole values found.

    `unsteady` are the statements whose values the notebook's own runs disagree on.
    """

    subject: Subject
    first: Record
    again: Record
    pipeline: Record
    findings: Findings
    unsteady: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Judged = verdict and detail."""

    verdict: Verdict
    detail: str = ""
