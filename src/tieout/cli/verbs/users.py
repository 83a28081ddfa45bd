"""users: who may do what in the company."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, GroupCompany, app, named
from tieout.core.role import Role
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.users import add_user, change_roles, list_users, remove_user, role_named

verbs = typer.Typer(help="The users of a company: list, add, role, remove.", invoke_without_command=True)
app.add_typer(verbs, name="users")

User = Annotated[str, typer.Argument(help="As the operating system, or TIEOUT_USER, names them.")]
Roles = Annotated[list[str], typer.Option("--role", help=f"{', '.join(Role)}; may be repeated.")]


@verbs.callback()
def users(
    context: typer.Context,
    company: GroupCompany = "",
    json: AsJson = False,
) -> None:
    """List the users with their roles."""
    if context.invoked_subcommand:
        return
    found = list_users(open_company(named(company)))
    if json:
        show.as_json([_plain(user, roles) for user, roles in found.items()])
    else:
        rows = [(user, ", ".join(_named(roles))) for user, roles in found.items()]
        show.table(f"Users of {company}", ["user", "roles"], rows)
    raise typer.Exit(DONE)


@verbs.command()
def add(user: User, company: CompanyName, role: Roles, json: AsJson = False) -> None:
    """Let somebody in, with one or more roles."""
    roles = [role_named(text) for text in role]
    _report(user, add_user(open_company(company), user, roles, acts.who(), acts.clock()), json=json)


@verbs.command(name="role")
def role_(user: User, company: CompanyName, role: Roles, json: AsJson = False) -> None:
    """Give a user exactly these roles instead of those they have."""
    roles = [role_named(text) for text in role]
    _report(user, change_roles(open_company(company), user, roles, acts.who(), acts.clock()), json=json)


@verbs.command()
def remove(user: User, company: CompanyName, json: AsJson = False) -> None:
    """Take all roles from a user; what they did stays theirs."""
    remove_user(open_company(company), user, acts.who(), acts.clock())
    _report(user, frozenset(), json=json)


def _report(user: str, roles: frozenset[Role], *, json: bool) -> None:
    if json:
        show.as_json(_plain(user, roles))
    else:
        words = ", ".join(_named(roles)) or "no longer a user"
        show.OUT.print(f"{user} is {words}.", markup=False)
    raise typer.Exit(DONE)


def _plain(user: str, roles: frozenset[Role]) -> dict[str, object]:
    return {"user": user, "roles": _named(roles)}


def _named(roles: frozenset[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]
