"""A generated project, or a bare model → its service, started."""

from mlship.serving.server import ServeOptions, serve_project
from mlship.serving.versions import change_version

__all__ = ["ServeOptions", "change_version", "serve_project"]
