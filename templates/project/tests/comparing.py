"""Whether two values are the same, for tests."""
