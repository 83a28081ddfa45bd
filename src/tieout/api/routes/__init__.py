"""Routes: one module per noun; each is an act of `runtime` and the form of its answer."""
