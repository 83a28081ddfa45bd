"""Problems: what a person does about each kind of difference.

A document that differs on several accounts is one problem. Documents of others on shared accounts
are listed, not complained about.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from tieout.core.difference import Difference, Reason
from tieout.core.money import decimal_text
from tieout.core.problem import Owner, Problem, Where
from tieout.reconcile.verdict import TieOut


class Advice(NamedTuple):
    """The cause of a reason, what to do about it, and who does it."""

    why: str
    next_step: str
    owner: Owner


ADVICE: Final[dict[Reason, Advice]] = {
    "in_flight": Advice(
        "QuickBooks has not confirmed the document yet.",
        "Wait for the delivery to finish, then reconcile again.",
        "operations",
    ),
    "held": Advice(
        "The posting gate holds the entry, or finance its document of a closed period: nothing was sent.",
        "Resolve the exception that holds it, or release it; it is sent by itself afterwards.",
        "accountant",
    ),
    "refused": Advice(
        "QuickBooks refused the document or one it needs.",
        "See `tieout cases`: mend the cause and send it again, or write it off.",
        "accountant",
    ),
    "made_by_others": Advice(
        "Someone posted to an account that only tieout writes to.",
        "Ask its author to move it to another account. Accepted (`tieout cases accept`), it goes on being "
        "named here, because the books do not expect it.",
        "controller",
    ),
    "edited": Advice(
        "Someone changed the document in QuickBooks after it was confirmed.",
        "`tieout cases restore` writes it as it was sent, `tieout reverse` takes it back. Accepted "
        "(`tieout cases accept`), it goes on being named here.",
        "controller",
    ),
    "deleted": Advice(
        "Someone deleted the document in QuickBooks after it was confirmed.",
        "`tieout cases restore` makes it again. Accepted (`tieout cases accept`), it goes on being named "
        "here.",
        "controller",
    ),
    "voided": Advice(
        "Someone voided the document in QuickBooks after it was confirmed.",
        "`tieout cases restore` writes it again. Accepted (`tieout cases accept`), it goes on being named "
        "here.",
        "controller",
    ),
    "duplicated": Advice(
        "QuickBooks holds the same document twice; only one of them was sent by tieout.",
        "Delete the copy in QuickBooks, or reverse one of the two by an approved act.",
        "controller",
    ),
    "moved_in_time": Advice(
        "Someone changed the date of the document in QuickBooks.",
        "`tieout cases restore` gives it the date it was sent with. Accepted (`tieout cases accept`), it "
        "goes on being named here.",
        "controller",
    ),
    "not_as_read": Advice(
        "People entered the document in QuickBooks and changed it after it was read, or dated it in a "
        "period that is closed here, where nothing is booked any more.",
        "`tieout sweep` and `tieout run` follow a change. Where its period is closed, have it dated on an "
        "open day in QuickBooks, then sweep and run.",
        "controller",
    ),
    "rounding": Advice(
        "QuickBooks' home amounts of a foreign document are cents from those expected, and they are not "
        "taken over: they were confirmed before, or an account of the cents is not compared or is stock.",
        "Look whether somebody changed the document or what it pays, and whether QuickBooks' exchange "
        "account is mapped to fx_gain_loss; enter what remains in QuickBooks by a journal to rounding.",
        "accountant",
    ),
    "method_difference": Advice(
        "Nobody changed the document: QuickBooks posts what it was sent by a method of its own (tax of "
        "several agencies, exchange differences), or an account was mapped anew after it was sent.",
        "Map the accounts as QuickBooks posts them, or enter the difference there by a journal; see "
        "`tieout explain document`.",
        "controller",
    ),
    "unexplained": Advice(
        "No document of either side accounts for it.",
        "Look in QuickBooks' audit log for changes before the first day compared, then reconcile again "
        "from an earlier day.",
        "controller",
    ),
}


def problems(result: TieOut) -> list[Problem]:
    """One problem per document that breaks the tie, in order of day."""
    groups: dict[tuple[str, ...], list[Difference]] = {}
    for row in result.rows:
        for one in row.breaking:
            apart = (one.account, one.text) if one.reason == "unexplained" else ()
            groups.setdefault((one.reason, one.document, one.quickbooks, *apart), []).append(one)
    ordered = sorted(groups.values(), key=lambda group: min(one.day for one in group))
    names = {row.account.outside_id: row.account.name for row in result.rows}
    return [_problem(group, names, result.currency) for group in ordered]


def _problem(group: list[Difference], names: dict[str, str], currency: str) -> Problem:
    one, advice = group[0], ADVICE[group[0].reason]
    subject = one.document or one.quickbooks or one.account
    return Problem(
        code=f"tie_out_{one.reason}",
        what=f"{_title(one)} makes QuickBooks differ by {_amounts(group, names, currency)}.",
        why=f"{advice.why} ({one.text})",
        next_step=advice.next_step,
        owner=advice.owner,
        where=Where(subject=subject),
    )


def _title(one: Difference) -> str:
    """What the sentence is about: the QuickBooks transaction, our document, or neither."""
    if one.quickbooks:
        return one.quickbooks
    return f"Document {one.document}" if one.document else "Something without a document"


def _amounts(group: Iterable[Difference], names: dict[str, str], currency: str) -> str:
    """The amounts by account, in order of day: `12.50 USD on Inventory (2026-03-05)`."""
    ordered = sorted(group, key=lambda one: (one.day, one.account))
    return ", ".join(
        f"{decimal_text(one.minor, currency)} {currency} on {names[one.account]} ({one.day})"
        for one in ordered
    )
