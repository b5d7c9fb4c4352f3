"""docker as an engine."""

from mlship.building.containers import ContainerEngine
from mlship.building.interface import BuildRequest


class Docker(ContainerEngine):
    """docker with BuildKit; what is here already is not pulled again."""

    name = "docker"

    def build_flags(self, request: BuildRequest) -> list[str]:
        """Pull nothing that is here."""
        del request  # an image that is missing is pulled in any case
        return ["--pull=false"]

    def read_sizes(self, tag: str) -> list[int]:
        """Ask for its history in bytes."""
        done = self.ask("history", "--human=false", "--format", "{{.Size}}", tag)
        return [int(size) for size in reversed(done.out.split())]
