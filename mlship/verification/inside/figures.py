"""A matplotlib figure → the data of its axes, as plain values."""

import sys
from typing import Any

# Of a list or dictionary this many items are looked at.
FIRST = 8


def describe_figure(figure: Any) -> dict[str, Any]:
    """List the axes of a figure with all that is drawn in them."""
    return {"axes": [_describe_axes(axes) for axes in figure.axes]}


def is_figure(value: object) -> bool:
    """Tell whether a value is a whole figure; a seaborn grid, which only holds one, is not."""
    figure = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
    return figure is not None and isinstance(value, figure)


def is_drawing(value: Any) -> bool:
    """Tell whether a value is a part of a figure, or a container of such parts."""
    artist = getattr(sys.modules.get("matplotlib.artist"), "Artist", None)
    container = getattr(sys.modules.get("matplotlib.container"), "Container", None)
    if artist is None or container is None:
        return False
    if isinstance(value, artist | container) or type(value).__module__.startswith("seaborn."):
        return True
    if type(value).__name__ == "ndarray":
        return value.dtype == object and value.size > 0 and is_drawing(value.flat[0])
    items = list(value.values()) if type(value) is dict else value
    return isinstance(items, list | tuple) and any(map(is_drawing, items[:FIRST]))


def _describe_axes(axes: Any) -> dict[str, Any]:
    return {
        "title": axes.get_title(),
        "labels": (axes.get_xlabel(), axes.get_ylabel()),
        "lines": [line.get_xydata().copy() for line in axes.lines],
        "patches": [_describe_patch(patch) for patch in axes.patches],
        "collections": [_describe_collection(each) for each in axes.collections],
        "images": [image.get_array() for image in axes.images],
        "texts": [text.get_text() for text in axes.texts],
        "legend": _describe_legend(axes.get_legend()),
    }


def _describe_patch(patch: Any) -> Any:
    if hasattr(patch, "get_width") and hasattr(patch, "get_x"):
        return (patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height())
    return patch.get_path().vertices.copy()


def _describe_collection(collection: Any) -> dict[str, Any]:
    offsets, values = collection.get_offsets(), collection.get_array()
    return {"offsets": offsets, "values": values}


def _describe_legend(legend: Any) -> list[str]:
    return [text.get_text() for text in legend.get_texts()] if legend else []
