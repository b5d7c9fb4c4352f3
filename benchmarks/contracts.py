"""Every platform's contract, played against the example's real service → a table of what holds."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.contracts import PLATFORMS  # noqa: E402 - found through the line above
from tests.contracts.playing import Demo, Platform, train_demo  # noqa: E402


def main() -> int:
    """Play all of them; 0 if all hold."""
    with tempfile.TemporaryDirectory() as folder:
        demo = train_demo(Path(folder))
        print("| platform | contracts | passed |\n|---|---|---|")
        results = [show(platform, list(play(demo, platform))) for platform in PLATFORMS]
    print(f"| all | {sum(n for n, _ in results)} | {sum(passed for _, passed in results)} |")
    return 0 if all(count == passed for count, passed in results) else 1


def show(platform: Platform, results: list[tuple[str, str]]) -> tuple[int, int]:
    """Print a row, and what does not hold."""
    failed = [(name, error) for name, error in results if error]
    names = ", ".join(name.replace("_", " ") for name, _ in results)
    passed = len(results) - len(failed)
    print(f"| {platform.name} | {names} | {passed} of {len(results)} |", flush=True)
    for name, error in failed:
        print(f"{name}: {error}", file=sys.stderr)
    return len(results), passed


def play(demo: Demo, platform: Platform) -> Iterator[tuple[str, str]]:
    """Yield each contract with what is wrong with it."""
    if platform.checks:
        with (
            tempfile.TemporaryDirectory() as folder,
            demo.serve(platform.environment(Path(folder))) as service,
        ):
            service.wait_for(platform.ready)
            for check in platform.checks:
                yield check.__name__, attempt(check, service)
    for own in platform.own:
        with tempfile.TemporaryDirectory() as folder:
            yield own.__name__, attempt(own, demo, Path(folder))


def attempt(check: Callable[..., None], *arguments: object) -> str:
    """Say what is wrong, "" if nothing is."""
    try:
        check(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, the contract does not hold
        return f"{type(error).__name__}: {error}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
