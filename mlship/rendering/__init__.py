"""Plan → Project: the files of the generated project, in memory."""

from mlship.rendering.indentation import indent
from mlship.rendering.projects import render
from mlship.rendering.provenance import locate, trace
from mlship.rendering.readme import list_untested
from mlship.rendering.targets import TARGETS, find_target, render_target, require_servable
from mlship.rendering.templates_dir import templates_dir

__all__ = [
    "TARGETS",
    "find_target",
    "indent",
    "list_untested",
    "locate",
    "render",
    "render_target",
    "require_servable",
    "templates_dir",
    "trace",
]
