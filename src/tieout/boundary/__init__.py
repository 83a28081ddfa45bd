"""Boundary: a document's crossing, from sealed to final, as a log nobody can change unseen."""
