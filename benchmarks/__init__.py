"""Benchmarks: ratios measured in one run; `python -m benchmarks --help`. See docs/performance.md."""
