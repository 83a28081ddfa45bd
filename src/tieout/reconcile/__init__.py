"""Reconcile: what QuickBooks holds against what the books should be, to the cent and the document."""
