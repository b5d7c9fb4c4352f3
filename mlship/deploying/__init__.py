"""A project's folder → what platforms have to know of it, and the commands that put it there."""

from mlship.deploying.applying import apply, compare, prepare, render
from mlship.deploying.facts import gather_facts, parse_image
from mlship.deploying.measuring import Memory, can_be_measured, measure_memory
from mlship.deploying.places import PLACES, Deployment, find_place
from mlship.deploying.sizing import choose_sizes

__all__ = [
    "PLACES",
    "Deployment",
    "Memory",
    "apply",
    "can_be_measured",
    "choose_sizes",
    "compare",
    "find_place",
    "gather_facts",
    "measure_memory",
    "parse_image",
    "prepare",
    "render",
]
