"""A generated project → an image, or a wheel with a start script; what is in it; its pins."""

from mlship.building.choosing import ENGINES, choose_engine, find_engines
from mlship.building.images import BuildOptions, BuiltImage, build_image
from mlship.building.interface import Engine, Image, RunRequest
from mlship.building.wheel import Bundle, build_bundle

__all__ = [
    "ENGINES",
    "BuildOptions",
    "BuiltImage",
    "Bundle",
    "Engine",
    "Image",
    "RunRequest",
    "build_bundle",
    "build_image",
    "choose_engine",
    "find_engines",
]
