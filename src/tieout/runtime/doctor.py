"""Doctor: everything that would hurt later, looked at before it does; nothing is changed."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final, Literal

from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.catalogue import problem
from tieout.core.counted import counted
from tieout.core.errors import TerminalError, TransientError
from tieout.core.problem import Problem, Where
from tieout.runtime.access import act
from tieout.runtime.actor import clock
from tieout.runtime.chains import missing_triggers
from tieout.runtime.company import Company, holder
from tieout.runtime.keys import standing
from tieout.runtime.pace import call_budget
from tieout.runtime.preflight.checks import books_checks
from tieout.runtime.quickbooks import quickbooks
from tieout.runtime.standing import standing as connection_standing
from tieout.runtime.standing import standing_problem
from tieout.storage.standing import stuck

Level = Literal["ok", "warning", "error"]
LOW_MEGABYTES: Final = 1000
PARTS: Final = ("tieout", "sqlalchemy", "pydantic", "httpx2", "cryptography", "typer", "rich")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: fine with a word about it, or problems of some weight, each with its owner."""

    check: str
    level: Level
    text: str
    problems: tuple[Problem, ...] = ()


@act("doctor")
def examine(company: Company) -> Iterator[Finding]:
    """Look at this machine, the company's file, and its QuickBooks."""
    for check, look in LOCAL.items():
        yield look_at(check, "warning", look(company))
    link = company.settings.connection
    kind = "bundled emulator" if link.emulator else f"QuickBooks at {link.url}, realm {link.realm}"
    try:
        with quickbooks(company) as books:
            yield Finding(check="connection", level="ok", text=kind)
            yield from _books(company, books)
    except TerminalError as stopped:
        yield look_at("connection", "error", [stopped.problem])
    except TransientError as fault:
        yield look_at("connection", "error", [problem("quickbooks_unreachable", why=f"{fault}.")])


def _books(company: Company, books: QuickBooksOnline) -> Iterator[Finding]:
    for check, found in books_checks(company, books):
        yield look_at(check.name, check.weight, found)


def look_at(check: str, level: Level, found: str | Sequence[Problem]) -> Finding:
    """A finding: a text says that all is well, problems say that it is not."""
    if isinstance(found, str):
        return Finding(check=check, level="ok", text=found)
    worst = found[0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    text = f"{worst.what} {worst.why}{more}"
    return Finding(check=check, level=level, text=text, problems=tuple(found))


def _versions(_company: Company) -> str:
    parts = ", ".join(f"{name} {version(name)}" for name in PARTS)
    return f"Python {platform.python_version()}, {parts}"


def _disk(company: Company) -> str | list[Problem]:
    free = shutil.disk_usage(company.folder).free // 1_000_000
    return [problem("disk_short", free=free)] if free < LOW_MEGABYTES else f"{free} MB free"


def _schema(company: Company) -> str:
    """An older file is brought up to date as it is opened; a newer one cannot be opened."""
    with company.database.read() as connection:
        return str(company.database.dialect.schema_number(connection))


def _locks(company: Company) -> str | list[Problem]:
    with company.database.read() as connection:
        return missing_triggers(company.database, connection) or "history tables refuse update and delete"


def _writer(company: Company) -> str | list[Problem]:
    found = holder(company)
    return [problem("writer_busy", holder=found)] if found else "nobody is writing"


def _crossings(company: Company) -> str | list[Problem]:
    with company.database.read() as connection:
        found = list(stuck(connection, company.name))
    if not found:
        return "every crossing is settled, someone's, or due by itself"
    document, state = found[0]
    return [problem("crossing_stuck", count=len(found), document=document, state=state.value)]


def _keys(company: Company) -> str | list[Problem]:
    try:
        found = standing(company)
    except TerminalError as stopped:
        return [stopped.problem]
    lost = [one.id for one in found if one.origin == "missing"]
    if lost:
        return [problem("key_missing", Where(subject=f"key {lost[0]}"), key=lost[0], company=company.name)]
    return (
        f"{counted(sum(one.secrets for one in found), 'secret')}, sealed"
        if found
        else "no secrets are kept"
    )


def _sign_in(company: Company) -> str | list[Problem]:
    found = standing_problem(company, clock())
    return [found] if found else connection_end(company)


def connection_end(company: Company) -> str:
    """How long a connection lasts that needs nobody now."""
    found = connection_standing(company, clock())
    return f"{found.days_left} days left, to {found.ends}" if found.ends else "does not end by itself"


def _calls(company: Company) -> str | list[Problem]:
    found = call_budget(company, datetime.now(UTC).date())
    if found.runs_out is None:
        return f"{found.used} reads this month, {found.expected} expected of {found.allowed}"
    return [problem("call_budget_short", used=found.used, allowed=found.allowed, day=found.runs_out)]


LOCAL: Final[dict[str, Callable[[Company], str | list[Problem]]]] = {
    "versions": _versions,
    "disk": _disk,
    "schema": _schema,
    "append-only": _locks,
    "writer": _writer,
    "crossings": _crossings,
    "keys": _keys,
    "sign-in": _sign_in,
    "call budget": _calls,
}
"""What is looked at on this machine."""
