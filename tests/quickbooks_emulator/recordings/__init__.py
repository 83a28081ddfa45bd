"""Recorded traffic: every recording of the payload folder, replayed against the emulator."""
