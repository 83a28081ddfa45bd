"""Simulation: whole histories of a company, its QuickBooks, faults, crashes and people, from one number.

`python -m tests.simulation --help` says what it can do; `docs/reliability.md` says what it has shown.
"""
