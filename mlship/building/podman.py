"""podman as an engine."""

import json
from contextlib import AbstractContextManager

from mlship.building.containers import ContainerEngine, push_and_read
from mlship.building.interface import BuildRequest
from mlship.building.sweeping import swept


class Podman(ContainerEngine):
    """podman; images in docker's format, as the other one has no place for a HEALTHCHECK."""

    name = "podman"

    def build_flags(self, request: BuildRequest) -> list[str]:
        """Pull what is missing, unless nothing may be asked for."""
        return ["--format", "docker", f"--pull={'never' if request.offline else 'missing'}"]

    def marked(self) -> AbstractContextManager[list[str]]:
        """Remove the working containers of a build that was ended."""
        return swept(self.name)

    def push(self, tag: str) -> str:
        """Push, showing how far it is."""
        return push_and_read(self.name, tag)

    def read_sizes(self, tag: str) -> list[int]:
        """Ask for its history as JSON: the table has no bytes."""
        history = json.loads(self.ask("history", "--format", "json", tag).out)
        return [int(step["size"]) for step in reversed(history)]
