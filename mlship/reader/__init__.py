"""A path comes in → a Notebook goes out, its local modules, its lines."""

from mlship.reader.line_numbers import find_lines
from mlship.reader.local_modules import local_modules
from mlship.reader.opening import read

__all__ = ["find_lines", "local_modules", "read"]
