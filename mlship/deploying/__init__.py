"""A project's folder → what platforms have to know of it, and the commands that put it there."""

from mlship.deploying.applying import apply, compare, prepare, render
from mlship.deploying.facts import gather_facts, parse_image
from mlship.deploying.places import PLACES, Deployment, find_place, find_tool
from mlship.deploying.sizing import choose_sizes

__all__ = [
    "PLACES",
    "Deployment",
    "apply",
    "choose_sizes",
    "compare",
    "find_place",
    "find_tool",
    "gather_facts",
    "parse_image",
    "prepare",
    "render",
]
