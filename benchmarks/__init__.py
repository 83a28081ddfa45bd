"""Benchmarks: ratios measured in one run, see docs/performance.md."""
