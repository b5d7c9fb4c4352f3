"""A model whose functions are written otherwise → a verdict, by what it answers on both sides.

Its parameters and what it has learned are compared without these functions; what they do is
compared by its answers for the notebook's own rows, those of test data first.
"""

from collections.abc import Mapping

from mlship.verification.evidence import VERDICT_OF, Evidence, Judged
from mlship.verification.items import Item
from mlship.verification.records import Record

ANSWERED = "answers the same for rows of"


def judge_answers(evidence: Evidence, item: Item, finding: Mapping[str, str]) -> Judged:
    """Judge by the rows that both sides have alike, and that the notebook answers every time."""
    pairs = _find_answers(evidence, item)
    if not pairs:
        return Judged(
            verdict="not comparable", detail=f"{finding['detail']}, and answers for no rows"
        )
    for rows, (one, other) in pairs.items():
        if one != other:
            detail = f"{finding['detail']}, and answers otherwise for rows of {_name(rows)}"
            return Judged(verdict="differs", detail=detail)
    names = ", ".join(dict.fromkeys(map(_name, pairs)))
    return Judged(
        verdict=VERDICT_OF[finding["rest"]],
        detail=f"{finding['detail']}, and {ANSWERED} {names}",
    )


def _find_answers(evidence: Evidence, item: Item) -> dict[str, tuple[str, str]]:
    """Pair the answers; a model that is not fitted yet has those that it gives once it is."""
    keys = [item.notebook, *_later(evidence.first, item)]
    for key in keys:
        other = item.pipeline if key == item.notebook else key
        if pairs := _pair(evidence, key, other):
            return pairs
    return {}


def _later(record: Record, item: Item) -> list[str]:
    """List the keys under which the same variable was written down after this one."""
    keys, one = list(record.values), record.values[item.notebook]
    after = keys[keys.index(item.notebook) + 1 :]
    alike = (key for key in after if record.values[key].type == one.type)
    return [key for key in alike if _name(key) == _name(item.notebook)]


def _pair(evidence: Evidence, key: str, other: str) -> dict[str, tuple[str, str]]:
    first, again = evidence.first.answers.get(key, {}), evidence.again.answers.get(key, {})
    pipeline = evidence.pipeline.answers.get(other, {})
    return {
        rows: (answer, pipeline[rows])
        for rows, answer in first.items()
        if again.get(rows) == answer and rows in pipeline and _are_alike(evidence, rows)
    }


def _are_alike(evidence: Evidence, rows: str) -> bool:
    """Tell whether both sides have the same table under a key, or the table that it is part of."""
    table = rows.partition("[")[0]
    one, other = evidence.first.values.get(table), evidence.pipeline.values.get(table)
    return one is not None and other is not None and one.digest == other.digest


def _name(key: str) -> str:
    return key.rpartition(":")[2]
