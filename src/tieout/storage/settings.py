"""Settings, mapping, names and the audit log of a company."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from tieout.core.account import parsed_key
from tieout.core.ids import content_hash
from tieout.core.mapping import Dimension, MappedAccount, Mapping
from tieout.storage.tables import ACCOUNT_MAP, AUDIT, OUTSIDE_NAME, SETTING, insert_sql

AUDIT_GENESIS = "tieout audit"


def settings_of(connection: Connection) -> dict[str, str]:
    """Every setting of the company."""
    rows = connection.exec_driver_sql("SELECT name, value FROM setting")
    return {str(name): str(value) for name, value in rows}


def keep_setting(connection: Connection, name: str, value: str) -> None:
    """Set a setting."""
    connection.exec_driver_sql(insert_sql(SETTING, replace=True), (name, value))


def mapping_of(connection: Connection) -> Mapping:
    """The mapping in effect: the latest row of each account key."""
    rows = connection.exec_driver_sql(
        "SELECT account, outside_id, name, number, class AS kept, type, class_id, class_name, "
        "location_id, location_name FROM account_map ORDER BY n"
    )
    return Mapping(
        {
            parsed_key(row.account): MappedAccount(
                outside_id=row.outside_id,
                name=row.name,
                number=row.number,
                account_class=row.kept,
                type=row.type,
                tracked_class=Dimension(row.class_id, row.class_name),
                location=Dimension(row.location_id, row.location_name),
            )
            for row in rows
        }
    )


def keep_mapping(
    connection: Connection, rows: Iterable[tuple[str, MappedAccount]], who: str, at: datetime
) -> None:
    """Append mapped accounts; the latest row of a key counts."""
    values = [
        (
            key,
            account.outside_id,
            account.name,
            account.number,
            account.account_class,
            account.type,
            *account.tracked_class,
            *account.location,
            at.isoformat(),
            who,
        )
        for key, account in rows
    ]
    if values:
        connection.exec_driver_sql(insert_sql(ACCOUNT_MAP), values)


def keep_outside_names(connection: Connection, names: Iterable[tuple[str, str, str, str]]) -> None:
    """Remember (type, id, name, currency) of QuickBooks' customers, vendors and employees."""
    rows = list(names)
    if rows:
        connection.exec_driver_sql(insert_sql(OUTSIDE_NAME, replace=True), rows)


def audit(
    connection: Connection, *, who: str, act: str, subject: str, before: str, after: str, at: datetime
) -> None:
    """Append an act to the hash-chained audit log (design law 10)."""
    previous = connection.exec_driver_sql(
        "SELECT hash FROM audit ORDER BY n DESC LIMIT 1"
    ).scalar_one_or_none()
    chained = previous or AUDIT_GENESIS
    fields = (at.isoformat(), who, act, subject, before, after, chained)
    connection.exec_driver_sql(insert_sql(AUDIT), (*fields, audit_hash(fields)))


def audit_hash(fields: tuple[str, ...]) -> str:
    """The chain value of an audit row: it binds the row before."""
    return content_hash("\x1f".join(fields).encode())
