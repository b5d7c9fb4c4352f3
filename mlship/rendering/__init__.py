"""Plan → Project: the files of the generated project, in memory."""

from mlship.rendering.indentation import indent
from mlship.rendering.projects import render
from mlship.rendering.provenance import locate, trace
from mlship.rendering.readme import list_untested
from mlship.rendering.templates_dir import templates_dir

__all__ = ["indent", "list_untested", "locate", "render", "templates_dir", "trace"]
