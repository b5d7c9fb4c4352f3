"""A service and what can go wrong around it → whether it held."""
