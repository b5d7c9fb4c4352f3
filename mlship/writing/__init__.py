"""Project → directory: all or nothing, and never over somebody's work."""

from mlship.writing.additions import Added, add, list_added, list_outdated, read_additions, remove
from mlship.writing.copies import write_copy
from mlship.writing.differences import differences
from mlship.writing.record import edited
from mlship.writing.sampling import some_rows
from mlship.writing.target import Written, write

__all__ = [
    "Added",
    "Written",
    "add",
    "differences",
    "edited",
    "list_added",
    "list_outdated",
    "read_additions",
    "remove",
    "some_rows",
    "write",
    "write_copy",
]
