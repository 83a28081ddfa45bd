"""One folder per problem code: the smallest thing that triggers it, and the exact words a person reads."""
