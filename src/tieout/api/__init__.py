"""The HTTP interface: a thin surface over the acts of `runtime`, documented as OpenAPI."""
