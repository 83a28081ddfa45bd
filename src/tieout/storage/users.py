"""Users: who has which role in the company; changes add rows, the last row of a user and role counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from tieout.core.role import Role
from tieout.storage.tables import USER_ROLE, insert_sql


def users_of(connection: Connection) -> dict[str, frozenset[Role]]:
    """Every user with at least one role, by name."""
    rows = connection.exec_driver_sql(
        'SELECT u."user" AS name, u.role FROM user_role u WHERE u.held = 1 AND u.n = ('
        'SELECT MAX(l.n) FROM user_role l WHERE l."user" = u."user" AND l.role = u.role) '
        'ORDER BY u."user", u.role'
    )
    found: dict[str, set[Role]] = {}
    for row in rows:
        found.setdefault(row.name, set()).add(Role(row.role))
    return {name: frozenset(roles) for name, roles in found.items()}


def roles_of(connection: Connection, user: str) -> frozenset[Role]:
    """The roles of a user; none for a stranger."""
    return users_of(connection).get(user, frozenset())


def keep_roles(
    connection: Connection, user: str, roles: Iterable[Role], who: str, at: datetime
) -> tuple[frozenset[Role], frozenset[Role]]:
    """Give a user exactly these roles; the roles before and after."""
    before, after = roles_of(connection, user), frozenset(roles)
    rows = [(user, role.value, 1, at.isoformat(), who) for role in sorted(after - before)]
    rows += [(user, role.value, 0, at.isoformat(), who) for role in sorted(before - after)]
    if rows:
        connection.exec_driver_sql(insert_sql(USER_ROLE), rows)
    return before, after
