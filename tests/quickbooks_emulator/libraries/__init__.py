"""Public client libraries, unchanged, against the emulator over loopback."""
