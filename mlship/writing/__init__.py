"""Project → directory: all or nothing, and never over somebody's work."""

from mlship.writing.copies import write_copy
from mlship.writing.sampling import some_rows
from mlship.writing.target import Written, write

__all__ = ["Written", "some_rows", "write", "write_copy"]
