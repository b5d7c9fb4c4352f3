"""Project → Project: every generated Python file linted, formatted, its exceptions explained."""

from mlship.formatting.passes import format_project, format_projects

__all__ = ["format_project", "format_projects"]
