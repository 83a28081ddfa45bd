"""listen: take QuickBooks' notices of changes on this machine, for the next sweep."""

from __future__ import annotations

import os
from typing import Annotated, Final

import typer

from tieout.cli import show
from tieout.cli.main import DONE, app
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.runtime import acts
from tieout.runtime.listen import listening
from tieout.runtime.pace import registry_at
from tieout.runtime.place import server_named

VERIFIER: Final = "TIEOUT_WEBHOOK_VERIFIER"


@app.command()
def listen(
    port: Annotated[int, typer.Option(help="Port on the loopback; 0 = any.")] = 8765,
) -> None:
    """Take notices until stopped; the verifier token comes from TIEOUT_WEBHOOK_VERIFIER."""
    verifier = os.environ.get(VERIFIER, "")
    if not verifier:
        raise TerminalError(problem("verifier_missing", variable=VERIFIER))
    with (
        registry_at(server_named()) as shared,
        listening(
            shared, port, verifier, acts.clock, lambda new: show.OUT.print(f"{new} new notices")
        ) as server,
    ):
        show.OUT.print(f"listening on http://127.0.0.1:{server.server_address[1]}", markup=False)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            show.OUT.print("stopped")
    raise typer.Exit(DONE)
