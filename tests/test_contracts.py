"""One image, every platform: each contract holds."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mlship.running import open_project
from mlship.serving import measure_memory
from tests.contracts import PLATFORMS
from tests.contracts.playing import Demo, Platform, Service, train_demo

pytestmark = pytest.mark.slow
ASKED = [(platform, check) for platform in PLATFORMS for check in platform.checks]
OWN = [(platform, play) for platform in PLATFORMS for play in platform.own]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return train_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def services(
    demo: Demo, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Platform], Service]]:
    """One service a platform, started when it is first asked for."""
    started: dict[str, Service] = {}
    with ExitStack() as stack:

        def start(platform: Platform) -> Service:
            if platform.name not in started:
                given = platform.environment(tmp_path_factory.mktemp("platform"))
                service = stack.enter_context(demo.serve(given))
                service.wait_for(platform.ready)
                started[platform.name] = service
            return started[platform.name]

        yield start


@pytest.mark.parametrize(
    ("platform", "check"), ASKED, ids=[f"{p.name}-{check.__name__}" for p, check in ASKED]
)
def test_the_service(
    services: Callable[[Platform], Service],
    platform: Platform,
    check: Callable[[Service], None],
) -> None:
    check(services(platform))


@pytest.mark.parametrize(
    ("platform", "play"), OWN, ids=[f"{p.name}-{play.__name__}" for p, play in OWN]
)
def test_the_image(
    demo: Demo, tmp_path: Path, platform: Platform, play: Callable[[Demo, Path], None]
) -> None:
    assert platform.name
    play(demo, tmp_path)


def test_the_memory_of_service_and_training_is_measured(demo: Demo) -> None:
    memory = measure_memory(open_project(demo.root))

    assert memory.version == demo.version
    assert memory.serve_mb is not None
    assert memory.train_mb is not None
    assert 60 < memory.serve_mb < 1000
    assert 60 < memory.train_mb < 2000
