"""The random generators of Python, numpy and torch: seeding, and the states they are in."""

import random
import sys
from typing import Any


def seed_everything(seed: int | None) -> None:
    """Seed every generator that is loaded; None leaves them to chance."""
    if seed is None:
        return
    random.seed(seed)
    for name, seeder in (("numpy", "random.seed"), ("torch", "manual_seed"), *_TENSORFLOW):
        if name in sys.modules:
            _reach(name, seeder)(seed)


_TENSORFLOW = (("tensorflow", "random.set_seed"),)


def snapshot_generators() -> dict[str, Any]:
    """Take down the states of the generators that are loaded."""
    states: dict[str, Any] = {"python": random.getstate()}
    if "numpy" in sys.modules:
        states["numpy"] = _reach("numpy", "random.get_state")()
    if "torch" in sys.modules:
        states["torch"] = _reach("torch", "get_rng_state")()
        if _reach("torch", "cuda.is_available")():
            states["cuda"] = _reach("torch", "cuda.get_rng_state_all")()
    return states


def restore_generators(states: dict[str, Any]) -> None:
    """Put the generators back into the states of a snapshot."""
    random.setstate(states["python"])
    for name, path in _SETTERS.items():
        if name in states:
            _reach(*path)(states[name])


_SETTERS = {
    "numpy": ("numpy", "random.set_state"),
    "torch": ("torch", "set_rng_state"),
    "cuda": ("torch", "cuda.set_rng_state_all"),
}


def _reach(module: str, path: str) -> Any:
    found: Any = sys.modules[module]
    for name in path.split("."):
        found = getattr(found, name)
    return found
