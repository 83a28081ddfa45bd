"""Runtime: settings, wiring and the acts behind every surface; the only place that names adapters."""
