"""The notebook's own functions and classes."""


def loyal(months, *, LONG):
    """Loyal, as the notebook defines it."""
    return int(months >= LONG)
