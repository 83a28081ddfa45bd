"""Verbs: one file per verb; importing this package puts them all on the command line."""

from __future__ import annotations

from tieout.cli.verbs import (
    attach,
    cases,
    connect,
    demo,
    doctor,
    explain,
    export,
    imports,
    init,
    keys,
    load,
    mapping,
    opening,
    reconcile,
    reverse,
    run,
    settings,
    status,
    trace,
    verify,
)

__all__ = [
    "attach",
    "cases",
    "connect",
    "demo",
    "doctor",
    "explain",
    "export",
    "imports",
    "init",
    "keys",
    "load",
    "mapping",
    "opening",
    "reconcile",
    "reverse",
    "run",
    "settings",
    "status",
    "trace",
    "verify",
]
