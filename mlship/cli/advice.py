"""What a pipeline says of itself as it stops → one line of it, and what helps."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_SETTING = re.compile(r" Set it with --set (?P<name>[\w.]+)=PATH")
WRONG_USAGE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Advice = what happened and where, what to do about it."""

    told: str
    hint: str


def advise(document: Mapping[str, object], folder: str, repair: Callable[[], str] = str) -> Advice:
    """Say what helps: running the same pipeline again does not.

    `repair` looks whether the notebook can be mended, and says how.
    """
    error = document.get("error")
    error = error if isinstance(error, dict) else {}
    message, place = str(error.get("message") or "the pipeline stopped"), _place(error, folder)
    told = _SETTING.sub("", message) + (f" ({place})" if place else "")
    return Advice(told=told, hint=_hint(error, place, folder, repair))


def _hint(error: Mapping[str, object], place: str, folder: str, repair: Callable[[], str]) -> str:
    if found := _SETTING.search(str(error.get("message"))):
        return f"say where it is: {found['name']} in {folder}/params.yaml"
    if error.get("exit_code") == WRONG_USAGE:
        return f"correct {folder}/params.yaml"
    where = f"look at {place}; " if place else ""
    verify = f"`mlship verify {folder}` says whether the notebook itself runs here"
    return f"{where}{repair() or verify}"


def _place(error: Mapping[str, object], folder: str) -> str:
    cells = error.get("cells")
    named = ", ".join(map(str, cells)) if isinstance(cells, list) else ""
    location = f"{folder}/{error['location']}" if error.get("location") else ""
    return ", ".join(filter(None, [f"cell {named}" if named else "", location]))
