"""Texts that training reads as dates → the form that they have, by which later ones are read.

pandas guesses the form of all texts from the first of them. What comes alone, or beside others,
would be read in a form of its own: so the form is learned, and a text in another one is refused.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

try:  # of pandas before 2, which guesses each text by itself
    from pandas.tseries.api import guess_datetime_format
except ImportError:
    guess_datetime_format = None  # type: ignore[assignment]

# Texts that pandas takes for no date at all.
_NOTHING = frozenset({"", "NaT", "nat", "NAT", "nan", "NaN", "NAN"})
_TOLD = ("format", "unit", "origin")


@dataclass(frozen=True)
class DateForm:
    """DateForm = the format of texts ("": each is read by itself), whether some were no dates."""

    format: str = ""
    loses: bool = False

    def read(self, values: Any, *arguments: Any, **options: Any) -> Any:
        """Read texts as dates, as those of the training data."""
        options.pop("infer_datetime_format", None)
        if self.format:
            options["format"] = self.format
        dates = pd.to_datetime(values, *arguments, **options)
        if not self.loses and _loses(values, dates):
            raise ValueError(f"Not all of these are dates, as in training: {values!r}")
        return dates


def read_dates(values: Any, *arguments: Any, **options: Any) -> tuple[Any, DateForm]:
    """Read the training data's texts as dates; also say in which form they are."""
    dates = pd.to_datetime(values, *arguments, **options)
    text = _first_text(values)
    if text is None or guess_datetime_format is None or any(map(options.get, _TOLD)):
        return dates, DateForm("", _loses(values, dates))
    guessed = guess_datetime_format(text, dayfirst=bool(options.get("dayfirst")))
    return dates, DateForm(guessed or "mixed", _loses(values, dates))


def find_formats(column: pd.Series) -> list[str]:
    """Return each format that all texts of a column have, none if they are no dates."""
    text = _first_text(column)
    if text is None or guess_datetime_format is None:
        return []
    guessed = [guess_datetime_format(text, dayfirst=first) or "" for first in (False, True)]
    known = column.dropna().unique()
    return [
        form
        for form in dict.fromkeys(guessed)
        if form.count("%") > 1 and all(is_date(value, form) for value in known)
    ]


def is_date(text: Any, form: str) -> bool:
    """Tell whether a text is a date of this format."""
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - no zone
    except (TypeError, ValueError):
        return False
    return True


def find_other(column: pd.Series, form: str) -> str:
    """Make a date of this format that training has not seen; "" if none is found."""
    known = set(column)
    first = datetime.strptime(_first_text(column) or "", form)  # noqa: DTZ007 - no zone
    # No month has such a number: where days are taken for months, it is no date.
    days = ((n // 16, 13 + n % 16) for n in range(16 * (len(known) + 1)))
    dates = (first.replace(year=first.year + years, day=day) for years, day in days)
    texts = (date.strftime(form) for date in dates)
    return next((text for text in texts if text not in known), "")


def _first_text(values: Any) -> str | None:
    """Return the first that is there, if it is a text."""
    if pd.api.types.is_scalar(values) or isinstance(values, pd.DataFrame | dict):
        return None
    known = pd.Series(values).dropna()
    first = next((value for value in known if value not in _NOTHING), None)
    return first if isinstance(first, str) else None


def _loses(values: Any, dates: Any) -> bool:
    """Tell whether something was there that has become no date."""
    if not isinstance(dates, pd.Series | pd.Index) or not dates.hasnans:
        return False
    there = pd.Series(values)
    there = there.notna() & ~there.isin(_NOTHING)
    return bool((there.to_numpy() & dates.isna()).any())
