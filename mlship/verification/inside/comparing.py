"""Pairs of whole values → a verdict for each: identical, within tolerance, or how they differ."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from .arrays import TOLERANCE, cut, explain, gap_of_arrays, gap_of_numbers, say_both
from .functions import FUNCTION
from .leaves import REST, Row, load
from .strangers import Raised, call

NO_DATA = ("branch", "opaque")
BEFORE = 20  # characters that two texts share, shown before where they part
TOO_FAR = "they differ too far inside to be told apart"
OTHERWISE = "it is written otherwise"
LABELLED = ("branch DataFrame", "branch Series")


def main(settings: Mapping[str, Any]) -> int:
    """Compare the pairs that the settings name."""
    found = {}
    for key, (notebook, pipeline) in settings["pairs"].items():
        one, other = load(Path(notebook)), load(Path(pipeline))
        compared = call(partial(compare, one, other))  # what is odd in one spoils no other
        if not isinstance(compared, Raised):
            found[key] = compared
    place = Path(settings["folder"]) / "compared.json"
    place.write_text(json.dumps(found), encoding="utf-8")
    return 0


@dataclass(frozen=True)
class Found:
    """Found = the relative difference, and its explanation where it is one ("" if it is none).

    `open` says that nobody can tell whether it is one.
    """

    gap: float = 0.0
    text: str = ""
    open: bool = False


def compare(notebook: list[Row], pipeline: list[Row]) -> dict[str, str]:
    """Compare leaf by leaf; the first that differs is explained.

    Where nothing differs but how functions are written, `rest` is the verdict of all else.
    """
    found = _compare_all(notebook, pipeline)
    rest = "within tolerance" if found.gap else "identical"
    if found.open:
        return {"verdict": "not comparable", "detail": found.text, "rest": rest}
    if found.text:
        return {"verdict": "differs", "detail": found.text}
    detail = f"relatively {found.gap:.1e} apart at most" if found.gap else ""
    return {"verdict": rest, "detail": detail}


def _compare_all(notebook: list[Row], pipeline: list[Row]) -> Found:
    """Find the first difference; what is written otherwise is none as long as there is another."""
    worst, labels, otherwise = 0.0, _labels(notebook), ""
    for one, other in zip(notebook, pipeline, strict=False):
        found = _compare_rows(one, other, labels)
        text = f"{one[0]}: {found.text}" if one[0] and found.text else found.text
        if text and not found.open:
            return Found(text=text)
        otherwise, worst = otherwise or text, max(worst, found.gap)
    if len(notebook) != len(pipeline):
        return Found(text=say_both(f"{len(notebook)} parts", f"{len(pipeline)} parts"))
    return Found(worst, otherwise, open=bool(otherwise))


def _labels(rows: list[Row]) -> object:
    """Return the index of a frame or series, to name the rows that differ."""
    if rows[0][1] not in LABELLED:
        return None
    values = (row[2] for row in rows if row[0].startswith("index values"))
    return next((data for data in values if hasattr(data, "shape")), None)


def _compare_rows(one: Row, other: Row, labels: object) -> Found:
    path, kind, data = one
    if path != other[0]:
        return Found(text=f"only in the notebook; only in the pipeline is {other[0]}")
    if kind != other[1]:
        return Found(text=say_both(_kind(one), _kind(other)))
    if kind.startswith(NO_DATA) or kind == REST:
        parts = say_both(f"{data} parts", f"{other[2]} parts")
        return Found(text="" if data == other[2] else TOO_FAR if kind == REST else parts)
    if kind == FUNCTION:
        return _compare_functions(data, other[2])
    if kind.startswith("array"):
        return _compare_arrays(data, other[2], None if path.startswith("index") else labels)
    return _compare_scalars(data, other[2])


def _compare_functions(one: tuple[str, list[Row]], other: tuple[str, list[Row]]) -> Found:
    """Compare two functions: by what they get from elsewhere, if they are written alike."""
    if one[0] != other[0]:
        return Found(text=OTHERWISE, open=True)
    return _compare_all(one[1], other[1])


def _kind(row: Row) -> str:
    return row[1].removeprefix("branch ").removeprefix("object ")


def _compare_arrays(one: Any, other: Any, labels: Any) -> Found:
    if one.shape != other.shape:
        return Found(text=say_both(f"shape {one.shape}", other.shape))
    gap = gap_of_arrays(one, other)
    return Found(gap.worst, explain(one, other, gap, labels) if gap.wrong.any() else "")


def _compare_scalars(one: Any, other: Any) -> Found:
    """Compare two scalars; only floats may be a little apart."""
    if isinstance(one, float | complex):
        gap = gap_of_numbers(one, other)
        return Found(gap, "" if gap <= TOLERANCE else say_both(cut(one), cut(other)))
    if isinstance(one, str) and one != other:
        return Found(text=_explain_texts(one, other))
    return Found(text="" if one == other else say_both(cut(one), cut(other)))


def _explain_texts(one: str, other: str) -> str:
    """Show two texts from a little before where they part."""
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    at = min(len(one), len(other)) if same is None else same
    start = max(0, at - BEFORE)
    return f"from character {at}: {say_both(cut(one[start:]), cut(other[start:]))}"
