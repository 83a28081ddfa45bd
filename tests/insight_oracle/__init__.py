"""A second reading of docs/howto/explain.md: what each cause of a change of cost must be."""
