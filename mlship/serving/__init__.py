"""A generated project, or a bare model → its service, started, asked, measured."""

from mlship.serving.bare import BareModel, adopt
from mlship.serving.benchmark import BenchmarkOptions, measure_service
from mlship.serving.files import PredictOptions, predict_file
from mlship.serving.memory import can_be_measured, measure_memory
from mlship.serving.server import ServeOptions, require_serving, serve_project
from mlship.serving.smoke import Reply, find_free_port, try_port, try_service
from mlship.serving.versions import change_version

__all__ = [
    "BareModel",
    "BenchmarkOptions",
    "PredictOptions",
    "Reply",
    "ServeOptions",
    "adopt",
    "can_be_measured",
    "change_version",
    "find_free_port",
    "measure_memory",
    "measure_service",
    "predict_file",
    "require_serving",
    "serve_project",
    "try_port",
    "try_service",
]
