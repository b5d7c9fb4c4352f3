"""Dataflow → the networks of PyTorch that the notebook trains in loops of its own."""

from mlship.planning.networks.feeding import Fed, feed_all, is_feeding
from mlship.planning.networks.training import Trained, find_names, find_trained
from mlship.planning.networks.unfolding import Event, Trail, unfold
from mlship.planning.networks.unfollowed import find_unfollowed

__all__ = [
    "Event",
    "Fed",
    "Trail",
    "Trained",
    "feed_all",
    "find_names",
    "find_trained",
    "find_unfollowed",
    "is_feeding",
    "unfold",
]
