"""Project → Project: every generated Python file linted, formatted, its exceptions explained."""

from mlship.formatting.passes import format_project

__all__ = ["format_project"]
