"""Dataflow → Plan: what goes into which stage, with what in and out, under which names."""

from mlship.planning.assembly import plan
from mlship.planning.locating import locate_data

__all__ = ["locate_data", "plan"]
