"""The nouns of tieout: pure, frozen values that are valid from birth. No clock, no randomness, no I/O."""
