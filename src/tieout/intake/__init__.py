"""Intake: what a source says becomes events we understand; nothing good is lost with the bad."""
