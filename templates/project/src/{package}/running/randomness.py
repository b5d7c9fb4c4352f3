"""The random generators of Python, numpy and torch: seeding, and the states they are in."""

import contextlib
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .fingerprint import digest


@dataclass(frozen=True)
class Generator:
    """Generator = its library, the names there of what seeds it, and gets and sets its state."""

    module: str
    seed: str
    get: str
    set: str


GENERATORS = {
    "python": Generator("random", "seed", "getstate", "setstate"),
    "numpy": Generator("numpy.random", "seed", "get_state", "set_state"),
    "torch": Generator("torch", "manual_seed", "get_rng_state", "set_rng_state"),
    "cuda": Generator("torch.cuda", "manual_seed_all", "get_rng_state_all", "set_rng_state_all"),
}


def seed_everything(seed: int | None) -> None:
    """Seed every generator that is loaded; None leaves them to chance."""
    if seed is None:
        return
    random.seed(seed)
    for generator in _loaded().values():
        _call(generator, generator.seed)(seed)
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].random.set_seed(seed)


def snapshot_generators() -> dict[str, Any]:
    """Take down the states of the generators that are loaded."""
    return {name: _call(generator, generator.get)() for name, generator in _loaded().items()}


def restore_generators(states: dict[str, Any]) -> None:
    """Put the generators back into the states of a snapshot, or of a part of one."""
    for name, state in states.items():
        _call(GENERATORS[name], GENERATORS[name].set)(state)


@contextlib.contextmanager
def noting_seeds() -> Iterator[dict[str, bool]]:
    """Note the generators that are seeded within the block: True, if before anything is drawn.

    What comes of such a block does not depend on the states that these were in before.
    """
    seeded: dict[str, bool] = {}
    with contextlib.ExitStack() as patches:
        for name, generator in _loaded().items():
            patches.enter_context(_noting(name, generator, seeded))
        yield seeded


@contextlib.contextmanager
def _noting(name: str, generator: Generator, seeded: dict[str, bool]) -> Iterator[None]:
    module, original = sys.modules[generator.module], _call(generator, generator.seed)
    start = digest(_call(generator, generator.get)())

    def note(*args: Any, **kwargs: Any) -> Any:
        given = bool(args) and args[0] is not None
        seeded.setdefault(name, given and digest(_call(generator, generator.get)()) == start)
        return original(*args, **kwargs)

    setattr(module, generator.seed, note)
    try:
        yield
    finally:
        setattr(module, generator.seed, original)


def _loaded() -> dict[str, Generator]:
    """Choose the generators that are in use: loading a library just to look would be slow."""
    found = {name: g for name, g in GENERATORS.items() if g.module in sys.modules}
    if "cuda" in found and not sys.modules["torch.cuda"].is_available():
        del found["cuda"]
    return found


def _call(generator: Generator, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(sys.modules[generator.module], name)
    return found
