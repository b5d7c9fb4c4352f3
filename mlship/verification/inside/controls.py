"""The same starting point for every run: seeds of the generators, now and when they are loaded."""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import random
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

# None that people choose: a pipeline that has lost its `random_state=0` must not draw the same.
SEED = 7_340_021

Then = Callable[[Any], object]


def seed_everything() -> None:
    """Seed Python's and numpy's generator; those of others, which start by chance, once loaded."""
    random.seed(SEED)
    if importlib.util.find_spec("numpy") is not None:
        importlib.import_module("numpy.random").seed(SEED)
    call_after_import("torch", lambda torch: torch.manual_seed(SEED))
    call_after_import("tensorflow", lambda tensorflow: tensorflow.random.set_seed(SEED))


def call_after_import(module: str, action: Then) -> None:
    """Do something to a module as soon as it has been loaded."""
    if module in sys.modules:
        action(sys.modules[module])
    else:
        sys.meta_path.insert(0, _Waiter(module, action))


class _Waiter(importlib.abc.MetaPathFinder):
    """Lets others find a module, and is there once it is loaded."""

    def __init__(self, module: str, action: Then) -> None:
        self.module = module
        self.action = action

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find the module as if we were not here, and wrap its loader."""
        if name != self.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            self._wrap(spec.loader)
        return spec

    def _wrap(self, loader: Any) -> None:
        load = loader.exec_module

        def load_and_act(module: ModuleType) -> None:
            load(module)
            self.action(module)

        loader.exec_module = load_and_act
