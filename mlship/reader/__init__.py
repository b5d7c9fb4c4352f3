"""A path comes in → a Notebook goes out, and the local modules that it imports."""

from mlship.reader.local_modules import local_modules
from mlship.reader.opening import read

__all__ = ["local_modules", "read"]
