"""The plan's requirements → those of the project: with what its machinery needs."""

import re
from collections.abc import Iterable

# Shared libraries that the wheels of a distribution expect on the machine.
_SYSTEM = {
    "lightgbm": ("libgomp1",),
    "opencv-python": ("libgl1", "libglib2.0-0"),
    "opencv-contrib-python": ("libgl1", "libglib2.0-0"),
    "graphviz": ("graphviz",),
    "pydot": ("graphviz",),
    "pytesseract": ("tesseract-ocr",),
    "soundfile": ("libsndfile1",),
    "librosa": ("libsndfile1",),
    "pydub": ("ffmpeg",),
}
_MACHINERY = ("joblib>=1.3", "PyYAML>=6.0")


def complete_requirements(requirements: Iterable[str]) -> tuple[str, ...]:
    """Add what the machinery needs, unless the plan pins it already."""
    pinned = tuple(requirements)
    named = {_distribution(line) for line in pinned}
    added = [line for line in _MACHINERY if _distribution(line) not in named]
    return tuple(sorted([*pinned, *added], key=str.lower))


def find_system_packages(requirements: Iterable[str]) -> tuple[str, ...]:
    """Name the system's packages that the image needs."""
    found = {name for line in requirements for name in _SYSTEM.get(_distribution(line), ())}
    return tuple(sorted(found))


def _distribution(requirement: str) -> str:
    name = re.split(r"[^\w.-]", requirement.strip(), maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()
