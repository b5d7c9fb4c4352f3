"""The folders of templates → one jinja environment, and the text of verbatim files."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mlship.errors import UsageError
from mlship.rendering.docstrings import docstring
from mlship.rendering.manifest import MANIFEST
from mlship.rendering.parameters import yaml_entry
from mlship.rendering.quoting import FILTERS, refuse_unquoted
from mlship.rendering.templates_dir import templates_dir

if TYPE_CHECKING:
    from jinja2 import Environment


@lru_cache(maxsize=8)
def load_environment(overlay: Path | None) -> "Environment":
    """Make the environment that finds a template in the user's folder first."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folders = [overlay] if overlay else []
    environment = Environment(
        loader=FileSystemLoader([*folders, templates_dir() / "project"]),
        undefined=StrictUndefined,
        finalize=refuse_unquoted,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        autoescape=False,  # noqa: S701 - nothing here is HTML; `finalize` sees to quoting
    )
    environment.filters |= {**FILTERS, "docstring": docstring, "yaml_entry": yaml_entry}
    return environment


@lru_cache(maxsize=256)
def read_verbatim(template: str, overlay: Path | None) -> str:
    """Read a file that is copied as it is; once, as many projects take it."""
    places = [*([overlay] if overlay else []), templates_dir() / "project"]
    found = next(place / template for place in places if (place / template).is_file())
    return found.read_text(encoding="utf-8")


def check_overlay(overlay: Path | None) -> None:
    """Refuse a folder of templates that is not there or holds a file that nothing uses."""
    if overlay is None:
        return
    if not overlay.is_dir():
        raise UsageError(f"There is no folder {overlay}.", hint="Name one with --templates.")
    known = {entry.template for entry in MANIFEST}
    files = (path.relative_to(overlay) for path in overlay.rglob("*") if path.is_file())
    for unknown in sorted(file.as_posix() for file in files if file.as_posix() not in known):
        raise UsageError(
            f"{unknown} is no template of mlship.", hint=_closest(unknown), location=str(overlay)
        )


def _closest(unknown: str) -> str:
    from difflib import get_close_matches

    known = [entry.template for entry in MANIFEST]
    close = get_close_matches(unknown, known, n=1, cutoff=0)
    return f"Did you mean {close[0]}?"
