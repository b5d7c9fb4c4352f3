"""docker as an engine."""

from pathlib import Path

from mlship.building.containers import ContainerEngine, refused_push
from mlship.building.interface import BuildRequest
from mlship.process import stream


class Docker(ContainerEngine):
    """docker with BuildKit; what is here already is not pulled again."""

    name = "docker"

    def build_flags(self, request: BuildRequest) -> list[str]:
        """Pull nothing that is here."""
        del request  # an image that is missing is pulled in any case
        return ["--pull=false"]

    def push(self, tag: str) -> str:
        """Push, and ask for the digest that it has from then on."""
        if stream([self.name, "push", tag], cwd=Path(), to_stderr=True).code:
            raise refused_push(self.name, tag)
        return self.inspect(tag).digest

    def read_sizes(self, tag: str) -> list[int]:
        """Ask for its history in bytes."""
        done = self.ask("history", "--human=false", "--format", "{{.Size}}", tag)
        return [int(size) for size in reversed(done.out.split())]
