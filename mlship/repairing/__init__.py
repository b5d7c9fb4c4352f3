"""Dataflow of an aged notebook → the notebook as today's libraries take it, in rounds."""

from mlship.repairing.mending import Round, mend, mend_syntax, names_of_interest

__all__ = ["Round", "mend", "mend_syntax", "names_of_interest"]
