"""The command line: one file a command; `console` alone prints."""

from mlship.cli.app import main

__all__ = ["main"]
