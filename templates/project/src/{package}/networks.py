"""A network of PyTorch → what is asked like any other estimator: rows in, one answer a row out."""

import copy
from typing import Any

import numpy as np
import torch


class Network:
    """A trained network, as it is asked: on the processor, in evaluation mode, without gradients.

    `activation` is the function of torch that makes probabilities of its numbers, "" if they are
    taken as they are; of several columns `column` is the one that is meant, -1 all.
    """

    def __init__(self, module: torch.nn.Module, activation: str = "", column: int = -1) -> None:
        self.module = copy.deepcopy(module).cpu().eval()
        self.activation = activation
        self.column = column

    def predict(self, features: Any) -> np.ndarray:
        """One number a row, or one a class."""
        with torch.no_grad():
            given = features if isinstance(features, tuple) else (features,)
            numbers = self.module(*map(self._as_tensor, given))
            if not isinstance(numbers, torch.Tensor) or numbers.ndim > len(("rows", "classes")):
                raise AttributeError("This network gives more than numbers for each row")
            found = self._activate(numbers).numpy()
        if self.column >= 0:
            return np.asarray(found[:, self.column])
        return np.ravel(found) if found.shape[1:] == (1,) else np.asarray(found)

    def _as_tensor(self, features: Any) -> torch.Tensor:
        """Give features the kind of numbers that the network has learned from."""
        is_tensor = isinstance(features, torch.Tensor)
        given = features.cpu() if is_tensor else torch.as_tensor(np.asarray(features))
        weights = next(self.module.parameters(), given)
        return given.to(weights.dtype) if given.is_floating_point() else given

    def _activate(self, numbers: torch.Tensor) -> torch.Tensor:
        if self.activation == "softmax":
            return torch.softmax(numbers, dim=1)
        return getattr(torch, self.activation)(numbers) if self.activation else numbers
