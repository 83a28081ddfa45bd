"""keys: what the company's secrets are sealed with, rotated by one command; and the keys of the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, GroupCompany, app, named
from tieout.core.counted import counted
from tieout.runtime import acts
from tieout.runtime.api_keys import DAYS, issue_key, list_keys, revoke_key, scope_named
from tieout.runtime.company import open_company
from tieout.runtime.keys import rotate as rotate_keys
from tieout.runtime.keys import standing

verbs = typer.Typer(
    help="The keys of a company's secrets, and those of its API: list, rotate, issue, revoke.",
    invoke_without_command=True,
)
app.add_typer(verbs, name="keys")


@verbs.callback()
def keys(
    context: typer.Context,
    company: GroupCompany = "",
    json: AsJson = False,
) -> None:
    """List the keys by their ids, and how many secrets stand on each; keys and secrets are never shown."""
    if context.invoked_subcommand:
        return
    found = standing(open_company(named(company)))
    if json:
        show.as_json([asdict(one) for one in found])
    else:
        show.table(
            "Keys",
            ["key", "from", "", "secrets"],
            [(one.id, one.origin, "current" if one.current else "", str(one.secrets)) for one in found],
            right=["secrets"],
        )
    raise typer.Exit(DONE)


@verbs.command()
def rotate(company: CompanyName, json: AsJson = False) -> None:
    """Seal every secret with a new key; after a crash run it again."""
    count = rotate_keys(open_company(company), acts.who(), acts.clock())
    if json:
        show.as_json({"sealed": count})
    else:
        are = "is" if count == 1 else "are"
        show.OUT.print(f"{counted(count, 'secret')} {are} sealed with a new key.")
    raise typer.Exit(DONE)


@verbs.command()
def issue(
    company: CompanyName,
    user: Annotated[str, typer.Option(help="Whose key it is: calls with it are acts of theirs.")],
    scope: Annotated[str, typer.Option(help="The one role of theirs it lends, such as operations.")],
    days: Annotated[
        int, typer.Option(min=0, max=3650, help="Days it is good for; 0 = until revoked.")
    ] = DAYS,
    json: AsJson = False,
) -> None:
    """Issue a key for the HTTP API. It is shown once and kept as a hash: note it now."""
    made = issue_key(open_company(company), user, scope_named(scope), days, acts.who(), acts.clock())
    if json:
        show.as_json(
            {"id": made.id, "key": made.text, "user": made.user, "scope": made.scope, "until": made.until}
        )
    else:
        show.ERR.print(
            f"Key {made.id} for {made.user}, scope {made.scope.value}, until "
            f"{made.until or 'it is revoked'}. It is not shown again.",
            markup=False,
        )
        show.OUT.print(made.text, markup=False, soft_wrap=True)
    raise typer.Exit(DONE)


@verbs.command(name="list")
def list_(company: CompanyName, json: AsJson = False) -> None:
    """List the keys of the HTTP API: whose they are, for what, and whether they are good."""
    found = list_keys(open_company(company), acts.clock())
    if json:
        show.as_json([asdict(one) for one in found])
    else:
        show.table(
            "API keys",
            ["key", "user", "scope", "issued", "by", "until", "standing"],
            [
                (one.id, one.user, one.scope, one.issued[:10], one.issued_by, one.until[:10], one.standing)
                for one in found
            ],
        )
    raise typer.Exit(DONE)


@verbs.command()
def revoke(
    key: Annotated[str, typer.Argument(help="Its id, as `tieout keys list` shows it.")],
    company: CompanyName,
) -> None:
    """Revoke a key of the HTTP API, at once and for good."""
    revoke_key(open_company(company), key, acts.who(), acts.clock())
    show.OUT.print(f"Key {key} is revoked.", markup=False)
    raise typer.Exit(DONE)
