"""Bill lines decided: a person says which receipt a line of a bill in QuickBooks is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.problem import Where
from tieout.core.read_bill import ENTITIES, ReadBill, ReadLine
from tieout.runtime.access import act
from tieout.runtime.bills import settle_bills
from tieout.runtime.company import Company, writing
from tieout.runtime.master import stored_master
from tieout.runtime.receipt_lines import receipt_lines
from tieout.storage.read_bills import BillMatch, bill_as_read, keep_bill_match, latest_said
from tieout.storage.settings import audit, mapping_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A line and the receipt lines it is for; `amount` in 10⁻⁸ units of `currency`."""

    line: str
    receipts: tuple[str, ...]
    amount: int
    currency: str


@act("grni match")
def match_line(
    company: Company, line: str, receipts: Sequence[str], why: str, who: str, now: datetime
) -> Decided:
    """A line that stands in GRNI is for these receipt lines; it is posted so with the next run.

    Raises:
        TerminalError: there is no such line or receipt line, or the line does not stand in GRNI.
    """
    return _decide(company, line, receipts, who, why, now, corrects=False)


@act("grni correct")
def correct_line(
    company: Company, line: str, receipts: Sequence[str], why: str, who: str, now: datetime
) -> Decided:
    """A line on another account is for these receipt lines: the next run posts Dr grni · Cr that account.

    Raises:
        TerminalError: there is no such line or receipt line, or the line stands in GRNI already.
    """
    return _decide(company, line, receipts, who, why, now, corrects=True)


def _decide(
    company: Company,
    named: str,
    receipts: Sequence[str],
    who: str,
    why: str,
    now: datetime,
    *,
    corrects: bool,
) -> Decided:
    name = "grni correct" if corrects else "grni match"
    with writing(company, name, now) as company, company.database.write() as connection:
        bill, line = _line(connection, named)
        before = latest_said(connection, bill)
        _check(company, connection, bill, line, receipts, corrects=corrects)
        match = BillMatch(tuple(receipts), corrects)
        keep_bill_match(connection, bill, line.line, match, who=who, why=why, at=now)
        settle_bills(company, connection, now, [bill.name])
        audit(
            connection,
            who=who,
            act="bill line corrected" if corrects else "bill line matched",
            subject=f"{bill.name}/{line.line}",
            before=_receipts(before, line),
            after=f"{', '.join(receipts)}: {why}",
            at=now,
        )
    return Decided(
        line=f"{bill.name}/{line.line}",
        receipts=tuple(receipts),
        amount=line.amount,
        currency=bill.currency,
    )


def _line(connection: Connection, named: str) -> tuple[ReadBill, ReadLine]:
    """The bill and line of `Bill 145/1`."""
    name, _, number = named.rpartition("/")
    type_, _, id_ = name.partition(" ")
    bill = bill_as_read(connection, type_, id_) if type_ in ENTITIES else None
    line = next((one for one in bill.lines if one.line == number), None) if bill else None
    if bill is None or line is None:
        raise TerminalError(problem("bill_line_unknown", Where(subject=named), line=named or "Nothing"))
    return bill, line


def _check(
    company: Company,
    connection: Connection,
    bill: ReadBill,
    line: ReadLine,
    receipts: Sequence[str],
    *,
    corrects: bool,
) -> None:
    grni = {one.outside_id for key, one in mapping_of(connection).accounts.items() if key.role == "grni"}
    known = receipt_lines(connection, stored_master(company), company.settings.policy.tolerances)
    lines = {one.reference for one in known.of("", bill)}
    missing = [one for one in receipts if one not in lines]
    why = ""
    if missing or not receipts:
        why = f"No receipt line is called {', '.join(missing) or 'nothing'}."
    elif corrects and line.account in grni:
        why = "It stands in GRNI already: match it."
    elif not corrects and line.account not in grni:
        why = "It does not stand in GRNI: correct it."
    if why:
        words = {
            "line": f"{bill.name}/{line.line}",
            "receipts": ", ".join(receipts) or "nothing",
            "why": why,
        }
        raise TerminalError(problem("bill_line_unfit", Where(subject=bill.name, field=line.line), **words))


def _receipts(said: dict[str, object] | None, line: ReadLine) -> str:
    """What a line was for before, in words."""
    lines = said["lines"] if said else []
    if not isinstance(lines, list):
        return "no receipt"
    of = [
        f"{one['receipt']}/{one['receipt_line']}"
        for one in lines
        if one["line"].partition(".")[0] == line.line and one.get("receipt")
    ]
    return ", ".join(of) or "no receipt"
