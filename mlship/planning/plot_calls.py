"""What matplotlib's types know of the calls that notebooks make otherwise."""

_KEYWORDS = {
    "boxplot": """
        x notch sym vert orientation whis positions widths patch_artist bootstrap usermedians
        conf_intervals meanline showmeans showcaps showbox showfliers boxprops tick_labels
        flierprops medianprops meanprops capprops whiskerprops manage_ticks autorange zorder
        capwidths label data
        """,
    "pie": """
        x explode labels colors autopct pctdistance shadow labeldistance startangle radius
        counterclock wedgeprops textprops center frame rotatelabels normalize hatch data
        """,
    "violinplot": """
        dataset positions vert orientation widths showmeans showextrema showmedians quantiles
        points bw_method side facecolor linecolor data
        """,
    "stem": "locs heads linefmt markerfmt basefmt bottom label orientation data",
    "tight_layout": "pad h_pad w_pad rect",
}
# Functions that take no keywords but these.
KEYWORDS = {name: frozenset(words.split()) for name, words in _KEYWORDS.items()}
# What must be given.
REQUIRED = {
    "bar": ("x", "height"), "barh": ("y", "width"), "xlabel": ("xlabel",), "ylabel": ("ylabel",),
    "title": ("label",), "set_title": ("label",), "set_xlabel": ("xlabel",),
    "set_ylabel": ("ylabel",),
}  # fmt: skip
# What is on or off, with its place among the arguments; people give 1 and 0.
SWITCHES = {
    "boxplot": {"notch": 1, "vert": 3, "patch_artist": 8, "meanline": 12, "showmeans": 13,
                "showcaps": 14, "showbox": 15, "showfliers": 16},
    "hist": {"density": 3, "log": 11, "stacked": 14},
    "hist2d": {"density": 4},
    "grid": {"visible": 0},
    "pie": {"shadow": 6, "counterclock": 10, "frame": 14},
    "violinplot": {"vert": 2, "showmeans": 5, "showextrema": 6, "showmedians": 7},
}  # fmt: skip
# What is a sequence, and no array, by name and place.
SEQUENCES = {"hist": frozenset({"bins", 1}), "pie": frozenset({"colors", 3, "labels", 2})}
# Other names of setters, which matplotlib makes when it is imported.
ALIASES = {
    "set_aa": "set_antialiased", "set_c": "set_color", "set_ec": "set_edgecolor",
    "set_fc": "set_facecolor", "set_ha": "set_horizontalalignment", "set_ls": "set_linestyle",
    "set_lw": "set_linewidth", "set_mec": "set_markeredgecolor",
    "set_mew": "set_markeredgewidth", "set_mfc": "set_markerfacecolor",
    "set_ms": "set_markersize", "set_va": "set_verticalalignment",
}  # fmt: skip
