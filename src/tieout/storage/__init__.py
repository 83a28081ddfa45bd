"""Storage: the store behind the ports, and its shipped fakes."""
