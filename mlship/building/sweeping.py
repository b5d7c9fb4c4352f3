"""A build by podman or buildah that did not come to its end → none of its working containers.

Both leave them behind, mounted, when they are interrupted; buildah also where a step fails.
A container of a build is known by an empty secret that the build alone has, and never reads.
"""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

from mlship.process import capture


@contextmanager
def swept(engine: str) -> Iterator[list[str]]:
    """Yield the flags that mark a build; if the block raises, what is left of it is removed."""
    mark = f"build-{uuid4().hex}"
    with ExitStack() as unless_it_ends_well:
        unless_it_ends_well.callback(_remove, engine, mark)
        yield ["--secret", f"id={mark},src={os.devnull}"]
        unless_it_ends_well.pop_all()


def _remove(engine: str, mark: str) -> None:
    force = ["--force"] if engine == "podman" else []  # they are mounted; buildah does not mind
    for container in _find_containers(engine, mark):
        capture([engine, "rm", *force, container])


def _find_containers(engine: str, mark: str) -> list[str]:
    folder = _storage(engine)
    if folder is None:
        return []
    notes = folder.glob("*/userdata/buildah.json")
    return [path.parts[-3] for path in sorted(notes) if mark in path.read_text(encoding="utf-8")]


def _storage(engine: str) -> Path | None:
    """Find where the engine keeps what it knows of containers; podman and buildah share it.

    None where it does not say.
    """
    words = ["--format", "json"] if engine == "podman" else []
    done = capture([engine, "info", *words])
    try:
        told = json.loads(done.out)["store"]
    except (ValueError, KeyError, TypeError):
        return None
    store = {name.lower(): value for name, value in told.items()}
    return Path(store["graphroot"]) / f"{store['graphdrivername']}-containers"
