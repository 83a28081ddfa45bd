"""Acts: what people decide between the runs of a wild month, as verbs with their words.

Journals of stock are not taken back: that parts accounts and lots until it is taken back, and is a case
meanwhile.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Final

from tieout.core.account import PINNED
from tieout.core.case import Case
from tieout.core.closed_period import CHOICES as CLOSED
from tieout.core.closed_period import CLASSES
from tieout.core.tax_strategy import STRATEGIES
from tieout.posting.tenders import CHOICES as RECEIPT_TENDERS
from tieout.posting.totals import CHOICES as ZERO_TOTALS
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company, open_company
from tieout.runtime.grni import open_grni
from tieout.runtime.sweep import CODES, ECHOES
from tieout.storage.read_bills import bills_as_read
from tieout.storage.unrecognised import unrecognised

WHY: Final = ("--why", "drawn")
STOCK: Final = PINNED - {"grni"}
CHOICES: Final = {
    **{f"closed-period.{kind}": CLOSED for kind in CLASSES},
    "zero-total": ZERO_TOTALS,
    "settlement-links": ("payment", "none"),
    "receipt-tenders": RECEIPT_TENDERS,
    "purchase-orders": ("draft", "none"),
    "price-tolerance": ("0", "2.5", "50"),
    "quantity-tolerance": ("0", "10"),
    "tax.strategy": STRATEGIES,
    "goods-due-days": ("1", "60"),
    "seal-lag-days": ("0", "3"),
}
"""What finance may set anew between two runs."""
BILLS: Final = frozenset({"bill_line_unclear", "bill_on_wrong_account"})
"""What a person settles of a bill by saying which receipts it is for."""
_STOPPED: Final = "SELECT document FROM crossing_state WHERE state = 'refused'"
_HELD: Final = (
    "SELECT d.id, l.account FROM document d JOIN crossing_state s ON s.document = d.id "
    "JOIN document_entry m ON m.document = d.seq JOIN entry_line l ON l.entry = m.entry "
    "WHERE s.state = 'confirmed' ORDER BY d.seq"
)


def decided(company: str, draw: random.Random, month: int) -> Iterator[list[str]]:
    """What is decided in a month of 2026, each drawn from the books as the one before left them."""
    drawn = draw.choices(list(OFTEN), list(OFTEN.values()), k=draw.choice([0, 1, 2, 3, 4]))
    for act in drawn:
        found = open_company(company)
        try:
            words = act(found, draw, month)
        finally:
            found.database.close()
        if words:
            yield words


def _taken_back(company: Company, draw: random.Random, month: int) -> list[str]:
    """A document, whatever it is of but stock."""
    roles: dict[str, set[str]] = {}
    with company.database.read() as connection:
        for key, account in connection.exec_driver_sql(_HELD):
            roles.setdefault(key, set()).add(account.partition("(")[0])
    free = [key for key, of in roles.items() if not of & STOCK]
    return ["reverse", draw.choice(free), *WHY] if free else []


def _tried_again(company: Company, draw: random.Random, month: int) -> list[str]:
    """Everything quarantined, or a few cases of any kind: most are refused."""
    cases = _cases(company)
    if cases and draw.random() < 0.4:
        return ["cases", "release", *(one.id for one in draw.sample(cases, min(3, len(cases))))]
    return ["cases", "release"]


def _resolved(company: Company, draw: random.Random, month: int) -> list[str]:
    cases = _cases(company)
    return ["cases", "resolve", draw.choice(cases).id, *WHY] if cases else []


def _given_up(company: Company, draw: random.Random, month: int) -> list[str]:
    """A document that was refused, with what needs it or not; without any, whatever is a case."""
    cases = _cases(company)
    stopped = [one for one in cases if one.stage == "delivery"] or cases
    following = ["--following"] if draw.random() < 0.7 else []
    return ["cases", "write-off", draw.choice(stopped).id, *WHY, *following] if stopped else []


def _retried(company: Company, draw: random.Random, month: int) -> list[str]:
    return ["cases", "retry", "--all"]


def _closed(company: Company, draw: random.Random, month: int) -> list[str]:
    """What is open of a receipt line, a bill or a credit, on some day of the month."""
    day = f"2026-{month:02d}-{draw.randint(1, 9):02d}"
    lines, _ = open_grni(company, date.fromisoformat(day))
    return ["grni", "close", draw.choice(lines).name, "--day", day, *WHY] if lines else []


def _reclassified(company: Company, draw: random.Random, month: int) -> list[str]:
    return ["grni", "reclassify", "--through", draw.choice(["2026-03-31", "2026-04-30"]), *WHY]


def _recognised(company: Company, draw: random.Random, month: int) -> list[str]:
    """A sale that lacks its cost; as a rule there is none."""
    with company.database.read() as connection:
        lacking = unrecognised(connection)
    return ["recognise", draw.choice(lacking).number, *WHY] if lacking else []


def _reopened(company: Company, draw: random.Random, month: int) -> list[str]:
    return ["periods", "reopen", *WHY]


def _set(company: Company, draw: random.Random, month: int) -> list[str]:
    name = draw.choice(list(CHOICES))
    return ["settings", "set", name, draw.choice(CHOICES[name])]


def answered(company: str, draw: random.Random) -> Iterator[list[str]]:
    """What somebody decides about each difference and bill that a sweep found; seldom nothing."""
    found = open_company(company)
    try:
        cases = [one for one in _cases(found) if one.problem.code in CODES | ECHOES | BILLS]
        with found.database.read() as connection:
            bills = {bill.name: bill for bill in bills_as_read(connection)}
        lines = [one.name for one in open_grni(found, date(2026, 9, 10))[0] if "/" in one.name]
    finally:
        found.database.close()
    for case in cases:
        if case.problem.code in BILLS and lines and case.subject in bills:
            verb = "correct" if case.problem.code == "bill_on_wrong_account" else "match"
            line = draw.choice(bills[case.subject].lines).line
            yield ["grni", verb, f"{case.subject}/{line}", draw.choice(lines), *WHY]
        elif case.problem.code not in BILLS and draw.random() < 0.9:
            yield ["cases", draw.choice(["restore", "restore", "accept"]), case.id, *WHY]


def restorable(company: str) -> list[str]:
    """The cases of differences that are still open."""
    found = open_company(company)
    try:
        return [one.id for one in _cases(found) if one.problem.code in CODES | ECHOES]
    finally:
        found.database.close()


def stopped(company: str) -> list[str]:
    """What QuickBooks refused of each document that is still refused; what finance holds is not."""
    found = open_company(company)
    try:
        with found.database.read() as connection:
            left = set(connection.exec_driver_sql(_STOPPED).scalars())
        told = {one.subject: one.problem for one in _cases(found) if one.stage == "delivery"}
        left -= {subject for subject, why in told.items() if why.code == "period_held"}
        return [
            f"{told[one].what} {told[one].why}" if one in told else f"{one} is nobody's" for one in left
        ]
    finally:
        found.database.close()


def _cases(company: Company) -> list[Case]:
    """Open cases in an order that follows from what they say."""
    return sorted(
        list_cases(company), key=lambda one: (one.problem.code, one.subject, one.problem.what, one.id)
    )


OFTEN: Final = {
    _taken_back: 4,
    _tried_again: 2,
    _resolved: 2,
    _given_up: 1,
    _retried: 1,
    _closed: 3,
    _reclassified: 1,
    _recognised: 1,
    _reopened: 1,
    _set: 3,
}
"""How often each is drawn."""
