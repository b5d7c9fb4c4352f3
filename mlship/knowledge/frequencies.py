"""A call → the names of frequencies in it that pandas 3 no longer knows, with those of today.

Ends of months, quarters and years have names of their own now (``ME``), and what is shorter than a
day is written small. Periods kept theirs, but for years and what is shorter than a day. From the
notes on pandas 2.2 and 3.0, and tried with 3.1.
"""

import ast
import re
from collections.abc import Iterator

_SHORT = {"H": "h", "T": "min", "S": "s", "L": "ms", "U": "us", "N": "ns"}
_OFFSETS = {
    **_SHORT, "M": "ME", "Q": "QE", "Y": "YE", "A": "YE", "BM": "BME", "SM": "SME", "CBM": "CBME",
    "BQ": "BQE", "BA": "BYE", "BY": "BYE", "AS": "YS", "BAS": "BYS", "BH": "bh", "CBH": "cbh",
}  # fmt: skip
_PERIODS = {**_SHORT, "A": "Y"}
# Which argument is a frequency, by position (-1: by name alone) and by name.
_TAKES = {
    "resample": (0, "rule"), "asfreq": (0, "freq"), "floor": (0, "freq"), "ceil": (0, "freq"),
    "round": (0, "freq"), "rolling": (0, "window"), "date_range": (3, "freq"),
    "bdate_range": (3, "freq"), "timedelta_range": (3, "freq"), "Grouper": (-1, "freq"),
    "shift": (-1, "freq"), "DatetimeIndex": (-1, "freq"),
}  # fmt: skip
_TAKES_PERIODS = {"to_period": (0, "freq"), "Period": (1, "freq"), "period_range": (3, "freq")}
_FORM = re.compile(r"(?P<times>-?\d*\.?\d*)(?P<name>[A-Z]+)(?P<anchor>-[A-Z]{3})?")


def find_frequencies(call: ast.Call) -> Iterator[tuple[ast.Constant, str]]:
    """Yield each text in a call that names a frequency as it was named, and what it is today."""
    if isinstance(call.func, ast.Attribute):
        name = call.func.attr
        if name in _TAKES:
            yield from _aged(call, *_TAKES[name], _OFFSETS)
        elif name in _TAKES_PERIODS:
            yield from _aged(call, *_TAKES_PERIODS[name], _PERIODS)


def _aged(
    call: ast.Call, place: int, name: str, today: dict[str, str]
) -> Iterator[tuple[ast.Constant, str]]:
    named = [k.value for k in call.keywords if k.arg == name]
    given = [*(call.args[place : place + 1] if place >= 0 else []), *named]
    for value in given:
        match value:
            case ast.Constant(value=str() as text):
                found = _FORM.fullmatch(text)
                if found and found["name"] in today:
                    anchor = found["anchor"] or ""
                    yield value, f"{found['times']}{today[found['name']]}{anchor}"
