"""The laws of the design as properties: each fails when the law is broken, whatever the input."""
