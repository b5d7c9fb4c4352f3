"""What builds images: the interface of an engine, and the values that it takes and gives."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """BuildRequest = folder with the Dockerfile, tags, build arguments, secrets, labels.

    Attributes:
        arguments: NAME=VALUE lines, for the ARGs of the Dockerfile.
        secrets: id=NAME,src=FILE lines; in no layer of the image.
        offline: the base image has to be here; nothing is asked for it.
        platform: what it is to run on ("linux/amd64"), "" this machine's.
    """

    root: Path
    tags: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    offline: bool = False
    platform: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Image = engine, tag, id, digest here ("" before a push, with docker), sizes in bytes.

    A registry has it by another digest, as it compresses the layers: what `push` returns.
    """

    engine: str
    tag: str
    id: str
    digest: str
    bytes: int
    layers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """RunRequest = tag, port on this machine and in the container, environment variables."""

    tag: str
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)


class Engine(ABC):
    """A program on this machine that builds images.

    Every method raises MlshipError where the program fails; what it says has been shown by then.
    """

    name: ClassVar[str]
    can_run: ClassVar[bool] = True

    @abstractmethod
    def explain_absence(self) -> str:
        """Say why it cannot be used here; "" if it can."""

    @abstractmethod
    def build(self, request: BuildRequest) -> None:
        """Build, and tag."""

    @abstractmethod
    def export(self, request: BuildRequest, target: str, folder: Path) -> None:
        """Build one target of the Dockerfile, and write its files to a folder."""

    @abstractmethod
    def inspect(self, tag: str) -> Image:
        """Look at an image that is here."""

    @abstractmethod
    def push(self, tag: str) -> str:
        """Push; return the manifest's digest."""

    @abstractmethod
    def find_digest(self, reference: str) -> str:
        """Return the digest by which a registry knows an image that is here; "" if none does."""

    @abstractmethod
    def start(self, request: RunRequest) -> str:
        """Start a container as strictly as a platform would; return its id."""

    @abstractmethod
    def is_running(self, container: str) -> bool:
        """Tell whether its process has not ended."""

    @abstractmethod
    def execute(self, container: str, *command: str) -> int:
        """Run a command in it; return its exit code."""

    @abstractmethod
    def stop(self, container: str, grace_s: int) -> int:
        """Send SIGTERM, wait, and remove it; return the exit code of its process."""

    @abstractmethod
    def read_log(self, container: str) -> str:
        """Give what it wrote so far."""
