"""Users of a company: added, given roles, removed; every change is an act of an administrator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.role import Role, conflict
from tieout.runtime.access import act, asked, listed
from tieout.runtime.company import Company
from tieout.storage.settings import audit
from tieout.storage.users import keep_roles, users_of

_NAME: Final = re.compile(r"[\w.@+-]{1,100}")


def role_named(text: str) -> Role:
    """The role of a name.

    Raises:
        TerminalError: there is none.
    """
    try:
        return Role(text.strip().casefold())
    except ValueError:
        raise TerminalError(problem("role_unknown", role=text, known=", ".join(Role))) from None


@act("users")
def list_users(company: Company) -> dict[str, frozenset[Role]]:
    """Every user with their roles."""
    with company.database.read() as connection:
        return users_of(connection)


@act("users manage")
def add_user(
    company: Company, user: str, roles: Sequence[Role], who: str, now: datetime
) -> frozenset[Role]:
    """Let somebody in, with roles.

    Raises:
        TerminalError: the name cannot be one, is a user already, or the roles do not go together.
    """
    if not _NAME.fullmatch(user):
        raise TerminalError(problem("user_name_unfit", user=user))
    with company.database.write() as connection:
        known = users_of(connection)
        if user in known:
            words = listed(known[user])
            raise TerminalError(problem("user_exists", user=user, company=company.name, roles=words))
        return _change(company, connection, "user added", user, roles, who, now)


@act("users manage")
def change_roles(
    company: Company, user: str, roles: Sequence[Role], who: str, now: datetime
) -> frozenset[Role]:
    """Give a user exactly these roles instead of those they have; raises as `add_user` does."""
    with company.database.write() as connection:
        _known(company, connection, user)
        return _change(company, connection, "roles changed", user, roles, who, now)


@act("users manage")
def remove_user(company: Company, user: str, who: str, now: datetime) -> None:
    """Take all roles from a user; what they did stays theirs.

    Raises:
        TerminalError: they are no user, are the actor, or are the last administrator.
    """
    with company.database.write() as connection:
        _known(company, connection, user)
        _change(company, connection, "user removed", user, [], who, now)


def _known(company: Company, connection: Connection, user: str) -> None:
    users = users_of(connection)
    if user not in users:
        known = ", ".join(users) or "none"
        raise TerminalError(problem("user_unknown", user=user, company=company.name, known=known))


def _change(
    company: Company,
    connection: Connection,
    act_name: str,
    user: str,
    roles: Iterable[Role],
    who: str,
    now: datetime,
) -> frozenset[Role]:
    wanted = frozenset(roles)
    _check(company, connection, user, wanted, who)
    before, after = keep_roles(connection, user, wanted, who, now)
    audit(
        connection,
        who=who,
        act=act_name,
        subject=user,
        before=listed(before),
        after=listed(after) or "none",
        at=now,
    )
    return after


def _check(company: Company, connection: Connection, user: str, wanted: frozenset[Role], who: str) -> None:
    """The duties that must stay apart, whoever is administrator."""
    if user == who:
        ask = asked(connection, "users manage", who)
        raise TerminalError(problem("own_roles_fixed", user=user, ask=ask))
    found = conflict(wanted)
    if found:
        raise TerminalError(
            problem("roles_conflict", user=user, first=found.first, second=found.second, why=found.why)
        )
    others = {name: roles for name, roles in users_of(connection).items() if name != user}
    if Role.ADMINISTRATOR not in wanted.union(*others.values()):
        raise TerminalError(problem("last_administrator", user=user, company=company.name))
