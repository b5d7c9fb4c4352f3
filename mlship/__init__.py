"""mlship turns a Jupyter notebook into a production machine-learning project."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("notebook-ship")
except PackageNotFoundError:  # a source tree that nobody installed
    __version__ = "0.0.0"
