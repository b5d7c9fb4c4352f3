"""A generated project, or a bare model → its service, started, asked, measured."""

from mlship.serving.bare import BareModel, adopt
from mlship.serving.benchmark import BenchmarkOptions, measure_service
from mlship.serving.files import PredictOptions, predict_file
from mlship.serving.server import ServeOptions, serve_project
from mlship.serving.versions import change_version

__all__ = [
    "BareModel",
    "BenchmarkOptions",
    "PredictOptions",
    "ServeOptions",
    "adopt",
    "change_version",
    "measure_service",
    "predict_file",
    "serve_project",
]
