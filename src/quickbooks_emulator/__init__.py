"""A stand-alone QuickBooks for development and tests; shares no code with tieout."""
