"""What was generated, and whether somebody touched it since: `.mlship/manifest.json`."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

FOLDER = ".mlship"
MANIFEST = f"{FOLDER}/manifest.json"
# What `mlship add` wrote; it outlives conversions.
ADDITIONS = f"{FOLDER}/targets.json"

# What a project makes by itself, or tools put beside what was generated, is always kept.
KEPT = frozenset(
    {
        *("artifacts", "outputs", "reports", "data", ".cache", "logs", "mlruns", "wandb"),
        *(".venv", "venv", ".env", ".envrc", ".python-version", "uv.lock", "poetry.lock"),
        *(".git", ".hg", ".svn", ".idea", ".vscode", ".DS_Store", ".ipynb_checkpoints"),
        *("__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"),
        *(".coverage", "coverage.xml", "htmlcov", ".tox", ".nox", "build", "dist"),
        *(".terraform", ".terraform.lock.hcl", "terraform.tfstate", "terraform.tfstate.backup"),
        *("terraform.tfvars",),
    }
)
# Of these, some have thousands of files, and none was ever generated.
NEVER_OURS = frozenset({".venv", "venv", ".git", "__pycache__", ".cache", ".tox", ".nox"})

# What mlship adds to a project later, and makes again whenever it is asked to.
ADDED = frozenset({"tests/expected.json"})


def digest(content: bytes | Path) -> str:
    """Compute the checksum that the manifest holds, of bytes or of a file."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def manifest(files: Mapping[str, bytes | Path], version: str) -> bytes:
    """Render the manifest of the files."""
    sums = {name: digest(content) for name, content in sorted(files.items())}
    return as_json({"mlship": version, "files": sums})


def as_json(content: object) -> bytes:
    """Render one record, readable and always the same."""
    return (json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n").encode()


def generated(directory: Path) -> Mapping[str, str] | None:
    """Read the checksums of what was generated here; None if this is no conversion of ours."""
    try:
        files = json.loads((directory / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return files if isinstance(files, dict) else None


def added(directory: Path) -> Mapping[str, set[str]]:
    """Read the checksums that files of added targets may have: name → those of our versions."""
    try:
        record = json.loads((directory / ADDITIONS).read_bytes())
        sums = [*record["targets"].values(), record.get("writing", {})]
        names = {name for each in sums for name in each}
        return {name: {each[name] for each in sums if name in each} for name in names}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def own_work(directory: Path, coming: Collection[str] = ()) -> list[str]:
    """List the files in a directory that are not as we generated them, and would be lost.

    Beside what was generated, only what stands where one of the `coming` files goes is lost:
    other files were put there by somebody, or written by a run, and are carried over.
    """
    sums, carried = generated(directory), {*added(directory), ADDITIONS}
    names = (name for name in list_files(directory) if name not in carried)
    if sums is None:
        return sorted(name for name in names if not is_kept(name))
    lost = (name for name in names if _is_lost(directory / name, name, sums, coming))
    return sorted(lost)


def beside(directory: Path) -> list[str]:
    """List the files that lie beside what was generated, and that are carried over."""
    sums, ours = generated(directory), {*added(directory), ADDITIONS, MANIFEST, *ADDED}
    names = list_files(directory) if sums is not None else ()
    return [name for name in names if name not in ours and name not in (sums or {})]


def edited(directory: Path) -> list[str]:
    """List the generated files that are no longer as we generated them."""
    sums = generated(directory) or {}
    return [name for name in own_work(directory) if name in sums]


def _is_lost(path: Path, name: str, sums: Mapping[str, str], coming: Collection[str]) -> bool:
    if name == MANIFEST or name in ADDED:
        return False
    if name in sums:
        return sums[name] != digest(path)
    return not is_kept(name) and any(_is_in_the_way(name, each) for each in coming)


def _is_in_the_way(name: str, coming: str) -> bool:
    return name == coming or name.startswith(f"{coming}/") or coming.startswith(f"{name}/")


def is_kept(name: str) -> bool:
    """Is this a place for what the project makes, rather than for what was generated?"""
    return any(part in KEPT or part.endswith(".egg-info") for part in name.split("/"))


def list_files(directory: Path) -> Iterator[str]:
    """Yield every file or link below, without walking into what has thousands."""
    for path in directory.iterdir():
        if path.is_symlink() or not path.is_dir():
            yield path.name
        elif path.name not in NEVER_OURS:
            yield from (f"{path.name}/{name}" for name in list_files(path))
