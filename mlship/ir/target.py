"""Where a project is to run, and what the files for it have to know of the project.

Target = name, summary, what it needs of the project
Facts  = names, image, sizes, data files that go in and out, an example record
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Target = name, what it is for, whether it serves, whether it wants the memory measured.

    `own_image` says that it runs another image than the other targets, made from theirs. Its files
    are those of the folder `templates/targets/NAME`, at the same places.
    """

    name: str
    summary: str
    serves: bool = True
    measured: bool = True
    own_image: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """Image = repository, and its tag or its digest ("sha256:…")."""

    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def google_project(self) -> str:
        """The project whose Artifact Registry it is in; "PROJECT" for any other registry."""
        host, _, path = self.repository.partition("/")
        return path.partition("/")[0] if host.endswith("-docker.pkg.dev") else "PROJECT"

    @property
    def reference(self) -> str:
        """What a container engine pulls."""
        return (
            f"{self.repository}@{self.digest}" if self.digest else f"{self.repository}:{self.tag}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """Mount = parameter below `data`, the environment variable that sets it, the file's name."""

    name: str
    variable: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Memory = megabytes of the service, of training (None: unknown), version that was measured."""

    serve_mb: int | None = None
    train_mb: int | None = None
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """What processes are given, in megabytes (1024² bytes) and thousandths of a processor.

    Attributes:
        measured: what was measured, for people ("" if nothing was).
        serve_mb, serve_limit_mb: what the service asks for, and what it may take at most.
        train_mb, train_limit_mb: the same for training.
        fargate_cpu, fargate_mb: the smallest legal pair of ECS on Fargate that is enough.
        apps_cpu, apps_gb: that of Azure Container Apps ("0.5", "1.0").
        cloud_run_mb, lambda_mb: the smallest of Cloud Run and of Lambda.
    """

    measured: str
    serve_mb: int
    serve_limit_mb: int
    train_mb: int
    train_limit_mb: int
    fargate_cpu: int
    fargate_mb: int
    apps_cpu: str
    apps_gb: str
    cloud_run_mb: int
    lambda_mb: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the files of a target print.

    Attributes:
        slug: the project's name as platforms want names: a-z, 0-9 and hyphens, at most 26.
        python_version: of the image and of CI ("3.11").
        service: "machinery", "fastapi" or "", as in the project.
        port: where the service listens.
        reads, writes: data files of training.
        secrets: environment variables that replaced secrets of the notebook.
        example: one raw record as JSON, "{}" where no model has been trained.
    """

    title: str
    package: str
    project: str
    slug: str
    python_version: str
    service: str
    image: Image
    sizes: Sizes
    port: int = 8080
    reads: tuple[Mount, ...] = ()
    writes: tuple[Mount, ...] = ()
    secrets: tuple[str, ...] = ()
    example: str = "{}"
