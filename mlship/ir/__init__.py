"""The values that travel along the road: frozen, slotted, each docstring is its grammar."""
