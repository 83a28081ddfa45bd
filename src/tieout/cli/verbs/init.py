"""init: create a company, connect it, and agree on the mapping of its accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.database import Database, without_password
from tieout.cli.main import DONE, AsJson, CompanyName, app, day_of
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
from tieout.core.account import AccountKey, parsed_key
from tieout.core.catalogue import problem
from tieout.core.counted import counted
from tieout.core.errors import TerminalError
from tieout.core.problem import Problem
from tieout.runtime import acts
from tieout.runtime.company import Company, Connection, Settings
from tieout.runtime.connect import SignIn, sign_in
from tieout.runtime.mapping import Proposal, plain_key


@app.command()
def init(
    company: CompanyName,
    start: Annotated[
        str, typer.Option(help="First day of the books kept by tieout, YYYY-MM-DD.")
    ] = "2000-01-01",
    quickbooks: Annotated[str, typer.Option(help="Address of QuickBooks or of a running emulator.")] = "",
    realm: Annotated[str, typer.Option(help="QuickBooks' company id; signing in says it by itself.")] = "1",
    sandbox: Sandbox = False,
    production: Production = False,
    port: Port = DEFAULT_PORT,
    browser: Browser = True,
    redirect_uri: RedirectUri = "",
    discovery: Discovery = "",
    emulator: Annotated[
        bool, typer.Option("--emulator", help="Keep a bundled QuickBooks emulator.")
    ] = False,
    account: Annotated[
        list[str] | None,
        typer.Option(help="An account key to map apart, such as 'revenue(wholesale)'; may be repeated."),
    ] = None,
    hold_others: Annotated[
        bool,
        typer.Option(
            "--hold-others",
            help="Map a role named by --account only as named: what it does not fit is held.",
        ),
    ] = False,
    daily: Annotated[
        list[str] | None, typer.Option(help="A channel whose sales are summed by day; may be repeated.")
    ] = None,
    home_only: Annotated[bool, typer.Option(help="Convert all documents to home currency.")] = False,
    database: Database = "",
    yes: Annotated[bool, typer.Option("--yes", help="Create missing accounts without asking.")] = False,
    json: AsJson = False,
) -> None:
    """Create a company and propose a mapping from QuickBooks' chart of accounts."""
    environment = environment_of(sandbox=sandbox, production=production)
    settings = Settings(
        start=day_of(start, "--start"),
        granularity=dict.fromkeys(daily or [], "daily"),
        foreign_documents="home" if home_only else "",
        connection=Connection(realm="")
        if environment
        else _connection(quickbooks, realm, emulator=emulator),
    )
    named = [_key(text) for text in account or []]
    keys = named if hold_others else [*named, *(plain_key(key.role) for key in named)]
    warnings: list[Problem] = []
    _, made, agreed = acts.init(
        company,
        settings,
        keys,
        lambda _, offered: _agree(offered, yes=yes, json=json),
        _connecting(wanted(environment, quickbooks, discovery, port, redirect_uri), browser=browser)
        if environment
        else None,
        without_password(database),
        warnings.extend,
    )
    if json:
        told = {"company": company, "mapped": agreed, "accounts": [_plain(one) for one in made]}
        show.as_json({**told, "warnings": [show.problem_json(one) for one in warnings]})
    else:
        show.OUT.print(_said(company, len(made), agreed=agreed))
        show.problems(warnings)
    raise typer.Exit(DONE)


def _connecting(asked: SignIn, *, browser: bool) -> Callable[[Company], Company]:
    return lambda company: sign_in(company, asked, person(browser=browser), acts.who(), acts.clock())


def _said(company: str, made: int, *, agreed: bool) -> str:
    if agreed:
        return f"Company {company} is ready: {counted(made, 'account')} mapped."
    return "Nothing was mapped. Run `tieout mapping` to map accounts one by one."


def _connection(url: str, realm: str, *, emulator: bool) -> Connection:
    if emulator:
        return Connection(
            realm=realm,
            emulator=True,
            emulator_settings=("throttle=off", "custom_txn_numbers=true"),
            longest_request_seconds=5,
            margin_seconds=1,
            limits=(("request", 60_000, 60, 1000), ("batch", 6_000, 60, 100)),
        )
    return Connection(url=url, realm=realm)


def _agree(offered: list[Proposal], *, yes: bool, json: bool) -> bool:
    if not json:
        show.table(
            "Proposed mapping",
            ["account role", "QuickBooks account", "type", ""],
            [
                (str(one.key), one.name, one.type, "to create" if one.creates else "exists")
                for one in offered
            ],
        )
    if yes:
        return True
    missing = sum(one.creates for one in offered)
    return typer.confirm(f"Create {missing} missing accounts in QuickBooks and keep this mapping?")


def _plain(one: Proposal) -> dict[str, object]:
    return {"role": str(one.key), "account": one.name, "type": one.type, "created": one.creates}


def _key(text: str) -> AccountKey:
    try:
        return parsed_key(text)
    except ValueError:
        raise TerminalError(problem("account_key_unknown", key=text)) from None
