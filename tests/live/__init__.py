"""Live: the connector's contract against Intuit's own sandbox; never part of the other tests."""
