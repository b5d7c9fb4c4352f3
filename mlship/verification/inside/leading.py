"""Paths of another machine → the files that are here, however the notebook puts them together.

Where a path stands in the code as one text, it is replaced there; one that is joined of several
is led to its file where it is opened, listed or asked for.
"""

import builtins
import functools
import io
import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

# What takes a path first, and gives something back that does not depend on how it is written.
OPENING = {
    builtins: ("open",),
    io: ("open", "open_code"),
    os: ("open", "stat", "lstat", "access", "listdir", "scandir"),
}


def lead_paths(paths: Mapping[str, str]) -> None:
    """Lead what is opened at a path, or below it, to where it is here."""
    known = {os.path.normpath(path): found for path, found in paths.items()}
    if not known:
        return
    for module, names in OPENING.items():
        for name in names:
            setattr(module, name, _led(getattr(module, name), known))


def place_outputs(paths: Mapping[str, str]) -> dict[str, str]:
    """Say where files go that the notebook writes to folders of another machine, and lead there.

    Its own folders for them are not made; what they are asked for is answered by those here.
    """
    placed = {path: Path(found).absolute() for path, found in paths.items()}
    above = {folder for path in paths for folder in Path(path).parents if not folder.exists()}
    for found in placed.values():
        found.parent.mkdir(parents=True, exist_ok=True)
    for name in ("mkdir", "makedirs") if placed else ():
        setattr(os, name, _unless(above, getattr(os, name)))
    lead_paths({str(Path(path).parent): str(found.parent) for path, found in placed.items()})
    return {path: str(found) for path, found in placed.items()}


def find_path(path: object, known: Mapping[str, str]) -> object:
    """Say where a path leads: to one that is known, or to what is below a folder that is.

    Paths are given as texts or `PathLike`; anything else (a file descriptor) stays as it is.
    """
    if not isinstance(path, str | os.PathLike) or not isinstance(text := os.fspath(path), str):
        return path
    text = os.path.normpath(text)
    if text in known:
        return known[text]
    for folder, found in known.items():
        for separator in ("/", "\\"):
            if text.startswith(folder + separator):
                below = text[len(folder) + 1 :].split(separator)
                return str(Path(found, *below))
    return path


def _unless(folders: Collection[Path], function: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(function)
    def made(path: Any, *args: Any, **kwargs: Any) -> None:
        if Path(os.path.normpath(path)) not in folders:
            function(path, *args, **kwargs)

    return made


def _led(function: Callable[..., object], known: Mapping[str, str]) -> Callable[..., object]:
    @functools.wraps(function)
    def led(*args: object, **kwargs: object) -> object:
        if args:
            args = (find_path(args[0], known), *args[1:])
        return function(*args, **kwargs)

    return led
