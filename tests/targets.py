"""Facts about a made-up project → the files of a target, as tests read them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml

from mlship.deploying import choose_sizes
from mlship.ir.target import Facts, Image, Memory, Mount
from mlship.rendering import TARGETS, find_target, render_target

FACTS = Facts(
    title="Who leaves: customers & calls",
    package="who_leaves",
    project="who-leaves",
    slug="who-leaves",
    python_version="3.11",
    service="machinery",
    image=Image(repository="registry.example.com/team/who-leaves", tag="1.2.3"),
    sizes=choose_sizes(Memory(serve_mb=200, train_mb=500, version="v")),
    reads=(
        Mount(name="calls", variable="WHO_LEAVES_DATA__CALLS", file="calls.csv"),
        Mount(name="plans", variable="WHO_LEAVES_DATA__PLANS", file="plans.csv"),
    ),
    writes=(Mount(name="report", variable="WHO_LEAVES_DATA__REPORT", file="report.csv"),),
    secrets=("API_TOKEN",),
    example='{"minutes": 12, "plan": "it\'s \\"basic\\""}',
)
# Nothing that could be left out: no data, no secrets, nothing measured, a digest.
BARE = replace(
    FACTS,
    image=Image(repository="registry.example.com/who-leaves", digest=f"sha256:{'0' * 64}"),
    sizes=choose_sizes(Memory()),
    reads=(),
    writes=(),
    secrets=(),
    example="{}",
)
NAMES = [target.name for target in TARGETS]


def rendered(target: str, facts: Facts = FACTS) -> dict[str, str]:
    """Render a target."""
    return render_target(find_target(target), facts)


def documents(files: dict[str, str], under: str = "") -> Iterator[tuple[str, Any]]:
    """Read every YAML document of the files, with its file's name."""
    for name, text in files.items():
        if name.startswith(under) and name.endswith((".yaml", ".yml")):
            yield from ((name, each) for each in yaml.safe_load_all(text) if each)


def objects(files: dict[str, str]) -> list[Any]:
    """Give the objects of Kubernetes among the files: what is complete, no patches."""
    found = (
        each
        for name, each in documents(files, "deploy/kubernetes/")
        if "from-" not in name and "kustomization" not in name
    )
    return list(found)
