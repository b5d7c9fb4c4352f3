"""Dataflow → Plan: what goes into which stage, with what in and out, under which names."""

from mlship.planning.assembly import plan

__all__ = ["plan"]
