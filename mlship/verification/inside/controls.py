"""The same starting point for every run: seeds of the generators, now and when they are loaded."""

import importlib
import importlib.abc
import importlib.machinery
import random
import sys
from collections.abc import Callable, Sequence
from types import ModuleType

SEED = 0
# Library → what seeds it; those that start from chance are seeded as soon as they are loaded.
LATER: dict[str, Callable[[ModuleType], object]] = {
    "torch": lambda torch: torch.manual_seed(SEED),
    "tensorflow": lambda tensorflow: tensorflow.random.set_seed(SEED),
}


def seed_everything() -> None:
    """Seed Python's and numpy's generator, and others when they come."""
    random.seed(SEED)
    try:
        importlib.import_module("numpy.random").seed(SEED)
    except ImportError:
        return
    sys.meta_path.insert(0, _Seeder())


class _Seeder(importlib.abc.MetaPathFinder):
    """Lets others find a module, and seeds it once it is loaded."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find one of the libraries as if we were not here, and wrap its loader."""
        if name not in LATER:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            _seed_after(spec.loader, LATER[name])
        return spec


def _seed_after(loader: object, seed: Callable[[ModuleType], object]) -> None:
    load = loader.exec_module  # type: ignore[attr-defined]

    def load_and_seed(module: ModuleType) -> None:
        load(module)
        seed(module)

    loader.exec_module = load_and_seed  # type: ignore[attr-defined]
