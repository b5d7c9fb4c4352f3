"""A line of words comes in → the set of them goes out; tables of names read best so."""


def word_set(text: str) -> frozenset[str]:
    """Split a table of names at white space."""
    return frozenset(text.split())
