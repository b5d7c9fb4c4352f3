"""Models that hold functions of the notebook's own → what they answer for rows of both sides.

Written otherwise, a function may do the same; what it does is all that can be compared then. So
rows of every table or list that was written down are remembered, and the model is asked for them,
for some of them one by one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .digests import Digest, digest
from .strangers import Raised, call, call_or

# Of each value this many rows are remembered, taken from all over it; so many tables are asked for.
MOST_ROWS, MOST_TABLES = 5000, 8
# Of a table so many rows are asked for by themselves.
MOST_ALONE = 5
# The columns of texts in a frame that are tables of their own: what reads texts takes one.
MOST_TEXTS = 4
# What a fitted model can be asked, the first that it has.
QUESTIONS = ("predict", "transform", "score_samples")
TABLES = frozenset({"DataFrame", "Series", "csr_matrix", "csc_matrix", "list"})


@dataclass(frozen=True)
class Rows:
    """Remembers rows of the values that were written down, by key; test data are asked first."""

    known: dict[str, object] = field(default_factory=dict)

    def remember(self, key: str, value: object) -> None:
        """Remember some rows of a value, if it has any; and of the texts in a frame."""
        if is_table(value):
            rows = self.known[key] = _sample(value)
            for column in _texts_of(rows):
                self.known[f"{key}[{column!r}]"] = rows[column]

    def ask(self, model: object) -> dict[str, str]:
        """Ask a model for them: the digests of its answers, by the key of the rows."""
        answers: dict[str, str] = {}
        for key in sorted(self.known, key=lambda key: "test" not in key.lower()):
            answer = _ask(model, self.known[key])
            if answer and not answer.opaque:
                answers[key] = "+".join([answer.text, *_ask_alone(model, self.known[key])])
            if len(answers) == MOST_TABLES:
                break
        return answers


def is_answering(value: object) -> bool:
    """Tell what can be asked."""
    return not isinstance(value, type) and any(hasattr(value, name) for name in QUESTIONS)


def is_table(value: Any) -> bool:
    """Tell what a model may be asked for: rows of numbers or texts."""
    if type(value).__name__ == "ndarray":
        return bool(value.ndim) and len(value) > 0
    if type(value).__name__ in TABLES:
        return _length(value) > 0 and (type(value) is not list or type(value[0]) is str)
    return False


def _length(value: Any) -> int:
    return int(value.shape[0] if hasattr(value, "shape") else len(value))


def _texts_of(rows: Any) -> Iterator[Any]:
    """Yield the first columns of texts in a frame."""
    if type(rows).__name__ == "DataFrame" and rows.columns.is_unique:
        texts = [name for name in rows.columns if type(rows[name].iloc[0]) is str]
        yield from texts[:MOST_TEXTS]


def _sample(value: Any) -> Any:
    step = -(-_length(value) // MOST_ROWS)
    rows = value.iloc[::step] if hasattr(value, "iloc") else value[::step]
    return rows.copy() if hasattr(rows, "copy") else rows


def _ask(model: object, rows: object) -> Digest | None:
    """Ask; an answer has a row for each that was asked for, or the rows were mistaken for else."""
    name = next(name for name in QUESTIONS if hasattr(model, name))
    question: Callable[[object], object] = getattr(model, name)
    given = _chosen(model, rows)
    answer = call(lambda: question(given.copy() if hasattr(given, "copy") else given))
    if isinstance(answer, Raised) or not (hasattr(answer, "__len__") or hasattr(answer, "shape")):
        return None
    return digest(answer) if _length(answer) == _length(rows) else None


def _ask_alone(model: Any, rows: Any) -> Iterator[str]:
    """Ask for a few rows one by one, as a service does: nothing may hang on the others."""
    for place in range(0, _length(rows), -(-_length(rows) // MOST_ALONE)):
        pick = slice(place, place + 1)
        answer = _ask(model, rows.iloc[pick] if hasattr(rows, "iloc") else rows[pick])
        yield answer.text if answer else ""


def _chosen(model: Any, rows: Any) -> Any:
    """Choose the columns that a model was fitted on, if a frame has them."""
    names = call_or(lambda: list(model.feature_names_in_), [])
    known = type(rows).__name__ == "DataFrame" and names and set(names) <= set(rows.columns)
    return rows[names] if known else rows
