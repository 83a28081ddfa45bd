"""Export: the books as plain text other programs read, so that nobody has to take tieout's word."""
