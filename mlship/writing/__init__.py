"""Project → directory: all or nothing, and never over somebody's work."""

from mlship.writing.additions import Added, add, list_added, read_additions, remove
from mlship.writing.copies import write_copy
from mlship.writing.record import edited
from mlship.writing.sampling import some_rows
from mlship.writing.target import Written, write

__all__ = [
    "Added",
    "Written",
    "add",
    "edited",
    "list_added",
    "read_additions",
    "remove",
    "some_rows",
    "write",
    "write_copy",
]
