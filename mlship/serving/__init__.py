"""A generated project, or a bare model → its service, started."""

from mlship.serving.bare import BareModel, adopt
from mlship.serving.server import ServeOptions, serve_project
from mlship.serving.versions import change_version

__all__ = ["BareModel", "ServeOptions", "adopt", "change_version", "serve_project"]
