"""status: a company at a glance."""

from __future__ import annotations

from dataclasses import asdict

import typer

from tieout.cli import show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.core.counted import counted
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.standing import Standing
from tieout.runtime.status import Status
from tieout.runtime.status import status as status_of


@app.command()
def status(company: CompanyName, json: AsJson = False) -> None:
    """Show what came in, what stands in the books, and what is on its way to QuickBooks."""
    found = status_of(open_company(company), acts.clock())
    if json:
        show.as_json(asdict(found))
        raise typer.Exit(DONE)
    rows = [
        ("events accepted", str(found.events)),
        ("events not costed yet", str(found.uncosted)),
        ("events quarantined", str(found.quarantined)),
        ("sales waiting for their goods", str(found.waiting_sales)),
        *((("the first of them is due", str(found.waiting_due)),) if found.waiting_due else ()),
        ("shipments waiting for their invoice", str(found.uninvoiced.shipments)),
        *((("the first of these is due", str(found.uninvoiced.due)),) if found.uninvoiced.due else ()),
        ("entries", str(found.entries)),
        ("entries not sealed yet", str(found.unsealed)),
        ("documents sealed", str(found.documents)),
        ("list records sealed", str(found.records)),
        ("movements of stock", str(found.stock.movements)),
        ("journals of stock", str(found.stock.documents)),
        *((f"crossings {state}", str(count)) for state, count in found.crossings.items()),
        *((f"exceptions {code}", str(count)) for code, count in found.cases.items()),
        ("exceptions overdue", str(found.overdue)),
        ("books closed through", str(found.closed_through or "nothing closed")),
        ("connection", connection_text(found.connection)),
        ("QuickBooks writes this month (not metered)", str(found.writes)),
        ("QuickBooks reads this month", f"{found.calls.used} of {found.calls.allowed}"),
        ("QuickBooks reads expected by its end", _expected(found)),
    ]
    show.table(f"{found.company} ({found.home_currency})", ["what", "count"], rows, right=["count"])
    raise typer.Exit(DONE)


def connection_text(found: Standing) -> str:
    """The connection in a line: kind, QuickBooks company, and how long it lasts."""
    if found.kind in {"emulator", "none", "token"}:
        return {"token": f"fixed token, realm {found.realm}"}.get(found.kind, found.kind)
    text = f"{found.kind}, realm {found.realm}: {found.state}"
    if found.days_left is None:
        return text
    last = ", however much it is used" if found.ends == found.hard_ends else ""
    return f"{text}, {counted(found.days_left, 'day')} left (to {found.ends}{last})"


def _expected(found: Status) -> str:
    out = found.calls.runs_out
    return f"{found.calls.expected}, used up on {out}" if out else str(found.calls.expected)
