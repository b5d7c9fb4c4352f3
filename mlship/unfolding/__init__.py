"""Dataflow → the program in which what own functions do stands where they are called."""

from mlship.unfolding.programs import unfold

__all__ = ["unfold"]
