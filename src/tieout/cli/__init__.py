"""The command line: thin verbs over the acts of `runtime`."""
