"""The demo month."""
