"""Server faults: what may be tried again, what somebody has to grant, and what stays as it is."""

from __future__ import annotations

import psycopg
import pytest

from tieout.core.errors import TerminalError
from tieout.storage.server_fault import ServerFaultError, meaning

DOOR = 'connection failed: connection to server at "db", port 5432 failed: FATAL:  '


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (psycopg.OperationalError(DOOR + 'password authentication failed for "t"'), "database_refused"),
        (psycopg.OperationalError(DOOR + 'database "books" does not exist'), "database_refused"),
        (psycopg.OperationalError(DOOR + "no pg_hba.conf entry for host"), "database_refused"),
        (psycopg.errors.InsufficientPrivilege("permission denied for schema"), "database_refused"),
        (psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"), "database_refused"),
    ],
)
def test_what_is_refused_is_for_somebody_to_grant(fault: Exception, code: str) -> None:
    told = meaning(fault, lost=False)
    assert isinstance(told, TerminalError)
    assert (told.problem.code, told.problem.owner) == (code, "administrator")
    assert str(fault).split()[-1] in told.problem.why


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (psycopg.OperationalError("connection failed:\n\tConnection refused"), "database_unreachable"),
        (psycopg.errors.AdminShutdown("terminating connection"), "database_unreachable"),
        (psycopg.errors.CannotConnectNow("the database system is starting up"), "database_unreachable"),
        (psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"), "database_busy"),
        (psycopg.errors.DeadlockDetected("deadlock detected"), "database_busy"),
        (psycopg.errors.TooManyConnections("too many clients"), "database_busy"),
    ],
)
def test_a_server_that_is_away_or_busy_is_tried_again_later(fault: Exception, code: str) -> None:
    told = meaning(fault, lost=False)
    assert isinstance(told, ServerFaultError)
    assert told.problem.code == code
    assert "\n" not in told.problem.why


def test_a_lost_connection_is_a_server_away_whatever_was_said() -> None:
    told = meaning(psycopg.InterfaceError("the connection is closed"), lost=True)
    assert isinstance(told, ServerFaultError)


@pytest.mark.parametrize(
    "fault",
    [
        psycopg.errors.UndefinedTable('relation "x" does not exist'),
        psycopg.errors.UniqueViolation("twice"),
        psycopg.errors.SyntaxError("at or near"),
    ],
)
def test_a_statement_of_ours_that_is_wrong_stays_what_it_is(fault: Exception) -> None:
    assert meaning(fault, lost=False) is None
