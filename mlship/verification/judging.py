"""Three records → the verdict of each item, and of the whole."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from mlship.ir.report import Compared, Overall
from mlship.verification.answers import ANSWERED, judge_answers
from mlship.verification.evidence import VERDICT_OF, Evidence, Judged
from mlship.verification.items import Item
from mlship.verification.points import find_needed
from mlship.verification.records import Record, Recorded


def find_unsteady(first: Record, again: Record, items: Iterable[Item]) -> frozenset[int]:
    """List the statements whose values come out differently each time."""
    return frozenset(
        item.index
        for item in items
        if item.notebook in first.values
        if _digest(first, item.notebook) != _digest(again, item.notebook)
    )


def find_pairs(
    again: Record, pipeline: Record, items: Iterable[Item]
) -> dict[str, tuple[Path, Path]]:
    """Choose the values that must be compared in full: those with other digests."""
    found = {}
    for item in items:
        one, other = again.values.get(item.notebook), pipeline.values.get(item.pipeline)
        if one and other and one.digest != other.digest and one.kept and other.kept:
            found[item.notebook] = one.kept, other.kept
    return found


def judge(evidence: Evidence, item: Item) -> Compared:
    """Judge one item."""
    judged = _judge(evidence, item)
    if judged.verdict == "differs" and (chance := _find_chance(evidence, item)):
        judged = Judged(verdict="not comparable", detail=chance)
    return Compared(
        kind=item.kind,
        name=item.name,
        verdict=judged.verdict,
        goal=item.goal,
        cell=item.cell,
        line=item.line,
        function=item.function,
        file_line=item.generated,
        detail=judged.detail,
        notebook=_text(evidence.first, item.notebook),
        pipeline=_text(evidence.pipeline, item.pipeline),
    )


def _judge(evidence: Evidence, item: Item) -> Judged:
    first = evidence.first.values.get(item.notebook)
    pipeline = evidence.pipeline.values.get(item.pipeline)
    if first is None:
        return Judged(verdict="not comparable", detail="the notebook does not have it")
    finding = evidence.findings.get(item.notebook)
    if pipeline is None:
        return _judge_absent(evidence, item, finding)
    if first.digest != _digest(evidence.again, item.notebook):
        detail = f"the notebook's own two runs disagree on {_find_unsteady_part(evidence, item)}"
        return Judged(verdict="not comparable", detail=detail)
    if finding and "rest" in finding and not (first.opaque or pipeline.opaque):
        return judge_answers(evidence, item, finding)
    return _judge_steady(first, pipeline, finding)


def _judge_absent(evidence: Evidence, item: Item, finding: Mapping[str, str] | None) -> Judged:
    """Judge what the pipeline has nowhere, or, as prints, in another place."""
    if finding is not None:
        return _read_finding(finding)
    return Judged(verdict="missing", detail=_why_missing(evidence.pipeline, item))


def _find_unsteady_part(evidence: Evidence, item: Item) -> str:
    """Name the part of a value that is different each time, if it is one."""
    one, other = evidence.first.values[item.notebook], evidence.again.values.get(item.notebook)
    known = other.parts if other else {}
    parts = [label for label, text in one.parts.items() if known.get(label) != text]
    return f"its {parts[0].lstrip('.')}" if 0 < len(parts) < len(one.parts) else "it"


def _judge_steady(first: Recorded, pipeline: Recorded, finding: Mapping[str, str] | None) -> Judged:
    """Judge what the notebook gives every time."""
    if hidden := first.opaque or pipeline.opaque:
        detail = f"nobody can look into {', '.join(hidden)}"
        return Judged(verdict="not comparable", detail=detail)
    if first.digest == pipeline.digest:
        return Judged(verdict="identical")
    if finding is None:
        return Judged(verdict="differs", detail=_say_apart(first, pipeline))
    return _read_finding(finding)


def _say_apart(first: Recorded, pipeline: Recorded) -> str:
    """Show both; of two that read alike name the part, as it is where only one is fitted."""
    if first.text != pipeline.text:
        return f"{first.text} in the notebook, {pipeline.text} in the pipeline"
    apart = [
        (label.lstrip("."), label in first.parts, label in pipeline.parts)
        for label in dict.fromkeys([*first.parts, *pipeline.parts])
        if first.parts.get(label) != pipeline.parts.get(label)
    ]
    lone = [(part, here) for part, here, there in apart if here != there]
    if lone:
        sides = ("the notebook's", "the pipeline's")
        has, lacks = sides if lone[0][1] else sides[::-1]
        return f"{has} has {lone[0][0]}, {lacks} not; both read {first.text}"
    part = f"their {apart[0][0]}" if apart else "what they hold"
    return f"both read {first.text}; {part} is not the same"


def _read_finding(finding: Mapping[str, str]) -> Judged:
    return Judged(verdict=VERDICT_OF[finding["verdict"]], detail=finding["detail"])


def _why_missing(pipeline: Record, item: Item) -> str:
    if item.function in pipeline.looks:
        return f"the look fails: {pipeline.looks[item.function]}"
    if pipeline.failed:
        return "the pipeline stopped"
    return "the pipeline does not have it"


def _find_chance(evidence: Evidence, item: Item) -> str:
    """Say what an item depends on that is different each time; two runs may agree by chance."""
    needed = find_needed(evidence.subject, item.index) if item.index >= 0 else set()
    causes = sorted(needed & evidence.unsteady)
    if not causes:
        return ""
    cause = evidence.subject.statements[causes[0]]
    return f"it depends on cell {cause.cell}, line {cause.line}, which differs each time"


def _digest(record: Record, key: str) -> str:
    return record.values[key].digest if key in record.values else ""


def _text(record: Record, key: str) -> str:
    return record.values[key].text if key in record.values else ""


def judge_all(values: Iterable[Compared]) -> tuple[Overall, str]:
    """Give the overall verdict, and why: the goals decide, or else every value."""
    everything = list(values)
    goals = [value for value in everything if value.goal] or everything
    if wrong := [value for value in goals if value.verdict in {"differs", "missing"}]:
        return "different", _explain(wrong[0])
    if chance := [value for value in goals if value.verdict == "not comparable"]:
        return "undecided", _explain(chance[0])
    if not goals:
        return "undecided", "There is nothing to compare."
    answered = sum(ANSWERED in value.detail for value in goals)
    apart = f", {answered} of them by what they answer only" if answered else ""
    return "equal", f"All {len(goals)} goal values are equal{apart}."


def _explain(value: Compared) -> str:
    return f"{value.kind} {value.name}: {value.detail}"
