"""A project's folder and its record → what the files of a target have to know."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from mlship.errors import UsageError
from mlship.ir.runnable import Runnable
from mlship.ir.target import Facts, Image, Mount, Sizes

# Never to be found (RFC 2606), so that nothing is pulled from a stranger by accident.
NO_REGISTRY = "registry.invalid"
FIRST_TAG = "0.1.0"
# The longest that a load balancer, a container app and, with "-run", a service account all take.
SLUG_LENGTH = 26
# What tells shortened names apart, of their checksum.
MARK_LENGTH = 4
REFERENCES = "REGISTRY/NAME:TAG or REGISTRY/NAME@sha256:DIGEST"
_REFERENCE = re.compile(
    r"(?P<repository>[a-z0-9][A-Za-z0-9._:-]*(?:/[a-z0-9][a-z0-9._-]*)*?)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)


def gather_facts(
    project: Runnable, image: Image | None, sizes: Sizes, *, variant: str = ""
) -> Facts:
    """Gather what the files of a target print; nothing of the project is run.

    `variant` is what the image is called after the project, until one is given ("lambda").
    """
    flow = _read_json(project.root / ".mlship/flow.json")
    name = str(flow.get("project") or project.package.replace("_", "-"))
    slug = _slug(name)
    return Facts(
        title=str(flow.get("title") or name),
        package=project.package,
        project=name,
        slug=slug,
        python_version=_python_version(str(flow.get("python", ""))),
        service=_find_service(project),
        image=image or _first_image(f"{slug}-{variant}" if variant else slug),
        sizes=sizes,
        reads=tuple(_mounts(project, flow, written=False)),
        writes=tuple(_mounts(project, flow, written=True)),
        secrets=tuple(_texts(flow.get("environment"))),
        example=_find_example(project.root),
    )


def _first_image(name: str) -> Image:
    return Image(repository=f"{NO_REGISTRY}/{name}", tag=FIRST_TAG)


def parse_image(text: str) -> Image:
    """Read an image's reference: REGISTRY/NAME, with a tag or a digest.

    Raises:
        UsageError: it is none, or leaves open which of the repository's images is meant.
    """
    found = _REFERENCE.fullmatch(text)
    if not found:
        raise UsageError(f"{text} does not name an image.", hint=f"Write it as {REFERENCES}")
    tag, digest = found["tag"] or "", found["digest"] or ""
    if not tag and not digest:
        raise UsageError(
            f"{text} has neither a tag nor a digest, so that any image may be meant.",
            hint=f"Write it as {REFERENCES}",
        )
    return Image(repository=found["repository"], tag=tag, digest=digest)


def _find_service(project: Runnable) -> str:
    package = project.root / "src" / project.package
    if (package / "serving/command.py").exists():
        return "machinery"
    return "fastapi" if (package / "service.py").exists() else ""


def _mounts(project: Runnable, flow: Mapping[str, object], *, written: bool) -> Iterable[Mount]:
    """Pair the parameters of data files with files; what has an address of its own is left out."""
    paths = _data_paths(project.root)
    rows = flow.get("data")
    wanted = [str(row["name"]) for row in (rows if isinstance(rows, list) else [])
              if bool(row["written"]) is written]  # fmt: skip
    local = {name: paths[name] for name in wanted if name in paths and "://" not in paths[name]}
    names = [Path(path).name for path in local.values()]
    for name, path in local.items():
        file = _file_name(Path(path).name)
        yield Mount(
            name=name,
            variable=f"{project.package}_DATA__{name}".upper(),
            file=file if names.count(Path(path).name) == 1 else f"{name}-{file}",
        )


def _data_paths(root: Path) -> Mapping[str, str]:
    """Read the data files of params.yaml, as they stand there now."""
    try:
        data = yaml.safe_load((root / "params.yaml").read_text(encoding="utf-8"))["data"]
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError):
        return {}
    return {str(k): str(v) for k, v in data.items()} if isinstance(data, dict) else {}


def _file_name(name: str) -> str:
    """Name a file so that no shell, no YAML and no template reads more into it."""
    return re.sub(r"[^\w.+-]", "_", name, flags=re.ASCII).strip(".") or "data"


def _find_example(root: Path) -> str:
    try:
        current = (root / "artifacts/current").read_text(encoding="utf-8").strip()
    except OSError:
        return "{}"
    columns = _read_json(root / "artifacts" / current / "schema.json").get("columns")
    rows = columns if isinstance(columns, list) else []
    return json.dumps({row["name"]: row["example"] for row in rows}, ensure_ascii=False)


def _slug(name: str) -> str:
    """Spell a name as Kubernetes, AWS, Azure and Google all take it.

    One that is too long ends in a mark of its own: two that begin alike stay two in one cluster.
    """
    text = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    text = (text if text[:1].isalpha() and len(text) > 1 else f"model-{text}").strip("-")
    if len(text) <= SLUG_LENGTH:
        return text
    mark = hashlib.sha256(text.encode()).hexdigest()[:MARK_LENGTH]
    return f"{text[:SLUG_LENGTH - MARK_LENGTH - 1].strip('-')}-{mark}"


def _python_version(specifier: str) -> str:
    found = re.search(r"3\.\d+", specifier)
    return found[0] if found else "3.11"


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _read_json(path: Path) -> Mapping[str, object]:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
