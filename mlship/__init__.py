"""mlship turns a Jupyter notebook into a production machine-learning project."""

__version__ = "0.1.0"
