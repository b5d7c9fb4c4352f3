"""Where templates lie: the user's folder first, then ours, in a source tree or in a wheel."""

from functools import lru_cache
from pathlib import Path

from mlship.errors import EnvironmentLacks

_PACKAGE = Path(__file__).resolve().parents[1]
_PLACES = (_PACKAGE / "templates", _PACKAGE.parent / "templates")


@lru_cache(maxsize=1)
def templates_dir() -> Path:
    """Return the folder of our templates: in an installed package, or beside a source tree's."""
    for place in _PLACES:
        if (place / "project").is_dir():
            return place
    raise EnvironmentLacks(
        "The templates of mlship are missing.",
        hint="Install mlship again: python -m pip install --force-reinstall notebook-ship",
        location=str(_PLACES[0]),
    )
