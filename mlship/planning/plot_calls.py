"""What matplotlib's types do not know of the names that notebooks use."""

import re

# What gives the colour of a number: by its own name, or asked for by name.
COLOUR_MAP = re.compile(
    r"\?matplotlib\.((pyplot\.)?cm\.(?!get_cmap|ScalarMappable)\w+$|(pyplot|cm)\.(\w+\.)?get_cmap\()"
)

# Other names of setters, which matplotlib makes when it is imported.
ALIASES = {
    "set_aa": "set_antialiased", "set_c": "set_color", "set_ec": "set_edgecolor",
    "set_fc": "set_facecolor", "set_ha": "set_horizontalalignment", "set_ls": "set_linestyle",
    "set_lw": "set_linewidth", "set_mec": "set_markeredgecolor",
    "set_mew": "set_markeredgewidth", "set_mfc": "set_markerfacecolor",
    "set_ms": "set_markersize", "set_va": "set_verticalalignment",
}  # fmt: skip
# Methods that give axes or figures.
CANVASES = frozenset(
    {
        "add_axes", "add_subplot", "gca", "get_figure", "inset_axes", "secondary_xaxis",
        "secondary_yaxis", "subplots", "twinx", "twiny",
    }
)  # fmt: skip
# Methods that only axes of three dimensions have, which a checker cannot tell from plain ones.
SPATIAL_ONLY = frozenset(
    {
        "bar3d", "contour3D", "contourf3D", "get_zlim", "get_zticks", "plot3D", "plot_surface",
        "plot_trisurf", "plot_wireframe", "scatter3D", "set_box_aspect", "set_zlabel", "set_zlim",
        "set_zlim3d", "set_zticklabels", "set_zticks", "text2D", "view_init", "zaxis",
    }
)  # fmt: skip
# What figures, axes and their parts once had.
REMOVED = frozenset(
    {
        "dist", "get_axes", "get_axis_bgcolor", "legendHandles", "set_axis_bgcolor",
        "set_window_title", "tostring_rgb", "w_xaxis", "w_yaxis", "w_zaxis",
    }
)  # fmt: skip
# Methods that may give None, or one of several classes, and are asked for something at once.
UNCERTAIN = frozenset({"get_figure", "get_legend", "get_major_formatter", "get_major_locator"})
# Of what is gone, the names that nothing else has.
GONE = frozenset({"get_axis_bgcolor", "legendHandles", "set_axis_bgcolor", "tostring_rgb"})


def is_colour_map(maker: str) -> bool:
    """Tell whether a kind is that of a map of colours."""
    return COLOUR_MAP.match(maker) is not None
