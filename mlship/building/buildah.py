"""buildah as an engine: it builds and pushes, and runs nothing."""

import json
import shutil
from pathlib import Path

from mlship.building.containers import common_flags, last_line, not_built, push_and_read
from mlship.building.interface import BuildRequest, Engine, Image, RunRequest
from mlship.building.sweeping import swept
from mlship.errors import MlshipError, UsageError
from mlship.process import capture, stream


class Buildah(Engine):
    """buildah alone, as in CI systems where nothing may run as a daemon."""

    name = "buildah"
    can_run = False

    def explain_absence(self) -> str:
        """Ask it for its surroundings."""
        if shutil.which(self.name) is None:
            return "buildah is not installed"
        done = capture([self.name, "info"])
        return f"buildah does not answer: {last_line(done.err)}" if done.code else ""

    def build(self, request: BuildRequest) -> None:
        """Build in docker's format, which has a place for a HEALTHCHECK."""
        self._build(request, *(word for tag in request.tags for word in ("--tag", tag)))

    def export(self, request: BuildRequest, target: str, folder: Path) -> None:
        """Build a target whose files are the result."""
        self._build(request, "--target", target, "--output", f"type=local,dest={folder}")

    def _build(self, request: BuildRequest, *what: str) -> None:
        pull = f"--pull={'never' if request.offline else 'missing'}"
        own = [self.name, "build", "--format", "docker", "--layers", pull]
        with swept(self.name) as mark:
            command = [*own, *mark, *common_flags(request), *what, "."]
            if stream(command, cwd=request.root, to_stderr=True).code:
                raise not_built(self.name, request)

    def inspect(self, tag: str) -> Image:
        """Look at an image that is here."""
        found = self._look(tag)
        layers = tuple(int(each["size"]) for each in json.loads(found["Manifest"])["layers"])
        return Image(
            engine=self.name,
            tag=tag,
            id=str(found["FromImageID"]),
            digest=str(found["FromImageDigest"]),
            bytes=sum(layers),
            layers=layers,
        )

    def _look(self, reference: str) -> dict[str, str]:
        done = capture([self.name, "inspect", "--type", "image", reference])
        if done.code:
            raise MlshipError(f"buildah inspect failed: {last_line(done.err)}", location=reference)
        found: dict[str, str] = json.loads(done.out)
        return found

    def push(self, tag: str) -> str:
        """Push, showing how far it is."""
        return push_and_read(self.name, tag)

    def find_digest(self, reference: str) -> str:
        """Look at the digest of its manifest."""
        return self._look(reference)["FromImageDigest"]

    def start(self, request: RunRequest) -> str:
        """Refuse."""
        raise _no_runner(request.tag)

    def is_running(self, container: str) -> bool:
        """Refuse."""
        raise _no_runner(container)

    def execute(self, container: str, *command: str) -> int:
        """Refuse."""
        raise _no_runner(container, *command)

    def stop(self, container: str, grace_s: int) -> int:
        """Refuse."""
        raise _no_runner(container, str(grace_s))

    def read_log(self, container: str) -> str:
        """Refuse."""
        raise _no_runner(container)


def _no_runner(*what: str) -> UsageError:
    return UsageError(
        "buildah builds images and does not run them.",
        hint="Take --engine docker or --engine podman.",
        location=" ".join(what),
    )
