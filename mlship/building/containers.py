"""The command line that docker and podman share, as an engine."""

import json
import shutil
from abc import abstractmethod
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from mlship.building.interface import BuildRequest, Engine, Image, RunRequest
from mlship.errors import EnvironmentLacks, MlshipError
from mlship.process import Finished, capture, stream

# What answers only if the program works: docker's needs a daemon.
PROBE_TIMEOUT_S = 20.0
STRICT = (
    *("--read-only", "--tmpfs", "/tmp"),  # noqa: S108 - a file system of the container's own
    *("--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
)


class ContainerEngine(Engine):
    """docker, or podman, which takes the same words."""

    @abstractmethod
    def build_flags(self, request: BuildRequest) -> list[str]:
        """Give the flags of `build` that are this engine's own."""

    @abstractmethod
    def read_sizes(self, tag: str) -> list[int]:
        """Read the bytes of each step, the first one first."""

    def marked(self) -> AbstractContextManager[list[str]]:
        """Give the flags of one build; whatever ends it, nothing half done is left."""
        return nullcontext([])

    def explain_absence(self) -> str:
        """Ask it for its version: a client without its daemon has none."""
        if shutil.which(self.name) is None:
            return f"{self.name} is not installed"
        done = capture([self.name, "info"], timeout_s=PROBE_TIMEOUT_S)
        return f"{self.name} does not answer: {last_line(done.err)}" if done.code else ""

    def build(self, request: BuildRequest) -> None:
        """Build, showing what the engine says."""
        tags = [word for tag in request.tags for word in ("--tag", tag)]
        self._build(request, *tags)

    def export(self, request: BuildRequest, target: str, folder: Path) -> None:
        """Build a target whose files are the result."""
        self._build(request, "--target", target, "--output", f"type=local,dest={folder}")

    def _build(self, request: BuildRequest, *what: str) -> None:
        with self.marked() as mark:
            flags = [*self.build_flags(request), *mark, *common_flags(request)]
            command = [self.name, "build", *flags, *what, "."]
            if stream(command, cwd=request.root, to_stderr=True).code:
                raise not_built(self.name, request)

    def inspect(self, tag: str) -> Image:
        """Look at an image that is here."""
        found = json.loads(self.ask("image", "inspect", tag).out)[0]
        return Image(
            engine=self.name,
            tag=tag,
            id=str(found["Id"]).removeprefix("sha256:"),
            digest=str(found.get("Digest") or _digest_in(found.get("RepoDigests") or [])),
            bytes=int(found["Size"]),
            layers=tuple(size for size in self.read_sizes(tag) if size),
        )

    def find_digest(self, reference: str) -> str:
        """Look at the digests under which it was pulled."""
        words = ("image", "inspect", "--format", "{{json .RepoDigests}}", reference)
        done = capture([self.name, *words])
        return _digest_in(json.loads(done.out) or []) if not done.code else ""

    def start(self, request: RunRequest) -> str:
        """Start it with a read-only root, without capabilities, reachable from here alone."""
        variables = {**request.environment, "PORT": str(request.port)}
        words = [word for pair in variables.items() for word in ("--env", "=".join(pair))]
        ports = ("--publish", f"127.0.0.1:{request.port}:{request.port}")
        return self.ask("run", "--detach", *ports, *STRICT, *words, request.tag).out.strip()

    def is_running(self, container: str) -> bool:
        """Ask for its state."""
        done = capture([self.name, "inspect", "--format", "{{.State.Running}}", container])
        return done.out.strip() == "true"

    def execute(self, container: str, *command: str) -> int:
        """Run a command in it."""
        return capture([self.name, "exec", container, *command]).code

    def stop(self, container: str, grace_s: int) -> int:
        """Stop and remove it, whatever state it is in."""
        try:
            self.ask("stop", "--time", str(grace_s), container)
            state = self.ask("inspect", "--format", "{{.State.ExitCode}}", container)
            return int(state.out)
        finally:
            capture([self.name, "rm", "--force", container])

    def read_log(self, container: str) -> str:
        """Give both of its streams."""
        done = capture([self.name, "logs", container])
        return done.out + done.err

    def ask(self, *words: str) -> Finished:
        """Run a short command of the engine; raise MlshipError if it fails."""
        done = capture([self.name, *words])
        if done.code:
            raise MlshipError(
                f"{self.name} {words[0]} failed: {last_line(done.err)}", location=words[-1]
            )
        return done


def not_built(engine: str, request: BuildRequest) -> MlshipError:
    """Say that a build has failed."""
    return MlshipError(
        f"{engine} could not build it.",
        hint=(
            "What it said is above; --build-arg and --secret reach the Dockerfile. Without a "
            "registry: --build-arg PYTHON_IMAGE=IMAGE names a base that is here, --engine wheel "
            "needs none."
        ),
        location=str(request.root / "Dockerfile"),
    )


def common_flags(request: BuildRequest) -> list[str]:
    """Give the flags that all engines know."""
    named = {
        "--build-arg": request.arguments,
        "--secret": request.secrets,
        "--label": [f"{name}={value}" for name, value in sorted(request.labels.items())],
    }
    platform = ["--platform", request.platform] if request.platform else []
    values = [(flag, value) for flag, values in named.items() for value in values]
    return [*platform, *(word for pair in values for word in pair)]


def push_and_read(engine: str, tag: str) -> str:
    """Push with podman or buildah, and read the digest that the registry has it by.

    It is not that of the image here, whose layers are not compressed.
    """
    with TemporaryDirectory() as folder:
        digest = Path(folder) / "digest"
        command: list[str | Path] = [engine, "push", "--digestfile", digest, tag]
        if stream(command, cwd=Path(), to_stderr=True).code:
            raise refused_push(engine, tag)
        return digest.read_text(encoding="utf-8").strip()


def refused_push(engine: str, tag: str) -> EnvironmentLacks:
    """Say that a registry did not take an image."""
    registry = tag.split("/", maxsplit=1)[0] if "/" in tag else "REGISTRY"
    return EnvironmentLacks(
        "The registry did not take the image.",
        hint=f"Is the tag yours (--tag REGISTRY/NAME:TAG)? Does {engine} login {registry} help?",
        location=tag,
    )


def last_line(text: str) -> str:
    """Give the last line that says something."""
    return text.strip().rpartition("\n")[2]


def _digest_in(references: list[str]) -> str:
    return next((each.rpartition("@")[2] for each in references if "@" in each), "")
