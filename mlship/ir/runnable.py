"""A project's folder, as processes see it: where it lies, and what runs it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class Runnable(Protocol):
    """Runnable = root, package, its interpreter, the environment of its processes."""

    @property
    def root(self) -> Path:
        """The folder."""

    @property
    def package(self) -> str:
        """The import name."""

    @property
    def python(self) -> Path:
        """The interpreter."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables of its processes."""
