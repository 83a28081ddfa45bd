"""Runtime: the acts behind the verbs."""
