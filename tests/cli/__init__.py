"""The command line: what each verb prints, and the exit code it leaves."""
