"""connect: a person signs in to QuickBooks and the company keeps the connection; or ends it."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.cli.signing_in import (
    DEFAULT_PORT,
    Browser,
    Discovery,
    Port,
    Production,
    RedirectUri,
    Sandbox,
    environment_of,
    person,
    wanted,
)
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.connect import disconnect as disconnect_company
from tieout.runtime.connect import sign_in
from tieout.runtime.standing import standing

verbs = typer.Typer(help="Connect the company to its QuickBooks.", no_args_is_help=True)
app.add_typer(verbs, name="connect")


@verbs.command(name="quickbooks-online")
def quickbooks_online(
    company: CompanyName,
    sandbox: Sandbox = False,
    production: Production = False,
    port: Port = DEFAULT_PORT,
    browser: Browser = True,
    redirect_uri: RedirectUri = "",
    quickbooks: Annotated[str, typer.Option(help="Address of QuickBooks; default: Intuit's own.")] = "",
    discovery: Discovery = "",
    revoke: Annotated[bool, typer.Option("--revoke", help="End the connection instead.")] = False,
    json: AsJson = False,
) -> None:
    """Sign in, once or again; the company keeps its QuickBooks company and its environment for ever."""
    opened = open_company(company)
    if revoke:
        _end(company, json=json)
    environment = environment_of(sandbox=sandbox, production=production)
    if not environment and not opened.settings.connection.environment:
        raise typer.BadParameter("name --sandbox or --production", param_hint="--production")
    asked = wanted(environment, quickbooks, discovery, port, redirect_uri)
    opened = sign_in(opened, asked, person(browser=browser), acts.who(), acts.clock())
    found = standing(opened, acts.clock())
    if json:
        show.as_json(
            {
                "company": company,
                "environment": found.kind,
                "realm": found.realm,
                "reconnect_by": found.ends,
            }
        )
    else:
        show.OUT.print(
            f"{company} is connected to QuickBooks company {found.realm} ({found.kind}). "
            f"Sign in again by {found.ends}, or keep using it."
        )
    raise typer.Exit(DONE)


@app.command()
def disconnect(company: CompanyName, json: AsJson = False) -> None:
    """End the connection at Intuit and forget its tokens; connecting again goes on where it stopped."""
    _end(company, json=json)


def _end(company: str, *, json: bool) -> None:
    knew = disconnect_company(open_company(company), acts.who(), acts.clock())
    if json:
        show.as_json({"company": company, "revoked": knew})
    else:
        ended = "ended at Intuit" if knew else "unknown to Intuit already"
        show.OUT.print(f"The connection of {company} is {ended}; its tokens are forgotten.")
    raise typer.Exit(DONE)
