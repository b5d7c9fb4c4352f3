"""The packed index and a user's own file → Knowledge, read once."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from mlship.errors import EnvironmentLacks
from mlship.knowledge.layers import Layer, read_layer
from mlship.knowledge.lookup import Knowledge
from mlship.knowledge.packing import unpack

INDEX = "index.json"


@cache
def load(user_file: Path | None = None) -> Knowledge:
    """Load what is known of libraries, a user's own file laid over it."""
    index = _shipped()
    return Knowledge(layer=index if user_file is None else _lay_over(user_file, index))


@cache
def _shipped() -> Layer:
    return unpack((files("mlship.knowledge") / INDEX).read_text(encoding="utf-8"))


def _lay_over(user_file: Path, index: Layer) -> Layer:
    try:
        text = user_file.read_text(encoding="utf-8")
    except OSError as error:
        message = f"The knowledge file cannot be read: {error.strerror}."
        raise EnvironmentLacks(message, location=str(user_file)) from error
    return read_layer(text, index, source=str(user_file))
