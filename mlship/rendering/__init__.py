"""Plan → Project: the files of the generated project, in memory."""

from mlship.rendering.indentation import indent
from mlship.rendering.projects import render
from mlship.rendering.provenance import locate, trace

__all__ = ["indent", "locate", "render", "trace"]
