"""Faults: what QuickBooks' fault codes mean for a document, and for the person who must act.

Two casings of fault exist: `Fault.Error[].Message` of the API and `fault.error[].message` of the
gateway in front of it (fact sheet 2). The raw text and intuit_tid are always kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from tieout.core.problem import Owner, Problem, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One error of a fault."""

    code: str
    message: str
    detail: str = ""
    element: str = ""

    def __str__(self) -> str:
        about = f" (field {self.element})" if self.element else ""
        return f"{self.code} {self.message}: {self.detail}{about}"


class Meaning(Enum):
    """What a fault says about the document it answers."""

    REFUSED = "not as it is"
    AGAIN = "nothing was done; later it may be"
    UNKNOWN = "it does not say whether the document is held"
    COMPANY = "nothing can be written until a person acts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The catalogue's words for a fault code.

    What settles itself (AGAIN, UNKNOWN) asks nobody to act: it has no code and no next step, and
    becomes no problem.
    """

    code: str = ""
    why: str
    next_step: str = ""
    owner: Owner = "accountant"
    meaning: Meaning = Meaning.REFUSED


def _closed() -> Explained:
    return Explained(
        code="closed_in_quickbooks",
        why="The books are closed on that day in QuickBooks.",
        next_step="Redate it into the open period, or have the closing date moved; "
        "then try it again: `tieout cases retry`.",
        owner="controller",
    )


def _ours(why: str) -> Explained:
    return Explained(
        code="malformed_for_quickbooks",
        why=f"{why} This is a defect of tieout.",
        next_step="Send the support bundle (tieout doctor) to the developers; the document stays held.",
        owner="administrator",
    )


def _later(why: str) -> Explained:
    return Explained(why=why, meaning=Meaning.AGAIN)


def _company(*, code: str, why: str, next_step: str) -> Explained:
    return Explained(
        code=code, why=why, next_step=next_step, owner="administrator", meaning=Meaning.COMPANY
    )


def _unknown(why: str) -> Explained:
    return Explained(why=why, meaning=Meaning.UNKNOWN)


_RECONNECT: Final = _company(
    code="not_connected",
    why="QuickBooks does not accept tieout's access.",
    next_step="Connect the company again: tieout connect.",
)
_INACTIVE: Final = Explained(
    code="reference_gone",
    why="An account, customer, vendor or product it names is inactive or gone in QuickBooks.",
    next_step="Make it active again in QuickBooks or map another one; then try the document again.",
)

CATALOGUE: Final[dict[str, Explained]] = {
    "100": _RECONNECT,
    "110": _RECONNECT,
    "120": _company(
        code="no_rights",
        why="The user who connected QuickBooks lost the rights to write.",
        next_step="Have an administrator of the QuickBooks company connect again: tieout connect.",
    ),
    "130": _later("QuickBooks answered from the wrong cluster."),
    "140": _later("The company is locked in QuickBooks for the moment."),
    "150": _later("The company is under maintenance in QuickBooks."),
    "600": _unknown("QuickBooks says that it saw this request id before, not what became of it."),
    "610": _INACTIVE,
    "2010": _ours("QuickBooks does not know a property that was sent."),
    "2020": _ours("QuickBooks misses a property it asks for."),
    "2050": Explained(
        code="text_too_long",
        why="A text is longer than QuickBooks holds.",
        next_step="Shorten it at its source; then replace the document.",
        owner="operations",
    ),
    "2300": _ours("QuickBooks finds debits and credits unequal."),
    "2500": _INACTIVE,
    "2600": _unknown("QuickBooks says that this request id came with other content before."),
    "3001": _later("QuickBooks turned the request away: too many requests."),
    "3100": _RECONNECT,
    "3200": _RECONNECT,
    "5030": Explained(
        code="feature_missing",
        why="The company's QuickBooks plan does not have the feature this document needs.",
        next_step="Change the plan, or have finance choose another form for such documents.",
        owner="controller",
    ),
    "5010": Explained(
        code="changed_meanwhile",
        why="Somebody changed it in QuickBooks since tieout wrote it; nothing was written over.",
        next_step="Have tieout look (`tieout sweep`) and accept or restore what it found (`tieout cases`); "
        "then try it again: `tieout cases retry`.",
    ),
    "6140": Explained(
        code="number_taken",
        why="Another document has this number in QuickBooks.",
        next_step="Find the other document in QuickBooks; renumber one of them, "
        "then try again: `tieout cases retry`.",
    ),
    "6190": _company(
        code="subscription_ended",
        why="The company's QuickBooks subscription ended; it can be read but not written.",
        next_step="Renew the subscription in QuickBooks; tieout then goes on by itself.",
    ),
    "6200": _closed(),
    "6210": _closed(),
    "6240": Explained(
        code="name_taken",
        why="Another customer, vendor, employee or product has this name in QuickBooks.",
        next_step="Rename one of them, or map the party to the record that is there; "
        "then try again: `tieout cases retry`.",
    ),
    "6250": _INACTIVE,
    "6430": Explained(
        code="account_type_unfit",
        why="The mapped account is of a type QuickBooks does not accept in this place.",
        next_step="Map an account of the right type; then try the document again.",
    ),
    "6540": Explained(
        code="already_deposited",
        why="The transaction is part of a bank deposit in QuickBooks.",
        next_step="Take it out of the deposit in QuickBooks; then try again: `tieout cases retry`.",
    ),
    "10000": _unknown("QuickBooks had an internal error; what it had stored by then it does not say."),
}

NO_AMOUNT: Final = "You must set a transaction amount"
"""Seen of payments (fact sheet 11, code 6000); the only ones of nothing that tieout sends are links."""

_LINK: Final = Explained(
    code="link_refused",
    why="It is a payment of 0.00 that ties a credit to what it settles, and QuickBooks takes none.",
    next_step="Have the controller say so for all: `tieout settings set settlement-links none`. Apply the "
    "credit in QuickBooks by hand, and close this: `tieout cases write-off`. No balance is wrong by it.",
)

_NO_LIABILITY: Final = Explained(
    code="account_type_unfit",
    why="It is a product that posts to a liability account, and this QuickBooks takes income there.",
    next_step="For tax: map the agency to QuickBooks' own payable account and have the controller say "
    "`tieout settings set tax.strategy override`. For a card or deposit in a receipt: `tieout settings set "
    "receipt-tenders journal`. What is made from then on crosses. Then give this product up (`tieout cases "
    "write-off`): what waited for it crosses in the next run, tax as stated. A receipt that still names it "
    "becomes an exception of its own: enter it by hand, and give it up too.",
)
"""Intuit's help sells gift cards this way, the API reference speaks of income only (fact sheet 10)."""

ONE_AT_A_TIME: Final = "one name at a time"
INTERNAL: Final = "Unexpected Internal Error"
OTHERWISE: Final = Explained(
    code="refused_by_quickbooks",
    why="QuickBooks refused it by a rule of its own.",
    next_step="Read QuickBooks' words; correct the cause there or at the source, "
    "then try it again: `tieout cases retry`.",
)


def faults_of(body: Any) -> list[Fault]:
    """The errors of a body or batch item in either casing; empty = it holds no fault."""
    if not isinstance(body, dict):
        return []
    fault = body.get("Fault") or body.get("fault")
    if not isinstance(fault, dict):
        return []
    errors = fault.get("Error") or fault.get("error") or [{}]
    return [_fault(error) for error in errors if isinstance(error, dict)] or [_fault({})]


def _fault(error: dict[str, Any]) -> Fault:
    lowered = {str(name).lower(): "" if value is None else str(value) for name, value in error.items()}
    return Fault(
        code=lowered.get("code", "").lstrip("0") or "unknown",
        message=lowered.get("message", ""),
        detail=lowered.get("detail", ""),
        element=lowered.get("element", ""),
    )


def explained(fault: Fault) -> Explained:
    """The catalogue's words for a fault; 6000 is many things, told apart by its text."""
    words = f"{fault.message} {fault.detail}"
    if ONE_AT_A_TIME in words:
        return _later("QuickBooks takes one name at a time.")
    if NO_AMOUNT in words:
        return _LINK
    if INTERNAL in words:
        return CATALOGUE["10000"]
    if fault.code == "6430" and fault.element == "IncomeAccountRef" and "Liability" in fault.detail:
        return _NO_LIABILITY
    return CATALOGUE.get(fault.code, OTHERWISE)


def gravest(faults: Sequence[Fault]) -> tuple[Fault, Explained]:
    """The fault that decides when there are several: doubt first, then company, refusal, later."""
    order = (Meaning.UNKNOWN, Meaning.COMPANY, Meaning.REFUSED, Meaning.AGAIN)
    pairs = [(fault, explained(fault)) for fault in faults]
    return min(pairs, key=lambda pair: order.index(pair[1].meaning))


def in_its_words(faults: Sequence[Fault], tid: str) -> str:
    """Why, with QuickBooks' own words and its request id."""
    words = "; ".join(str(one) for one in faults)
    return f"{gravest(faults)[1].why} QuickBooks says: {words} [intuit_tid {tid or 'not given'}]"


def problem_of(faults: Sequence[Fault], what: str, subject: str, tid: str) -> Problem:
    """The problem a person sees, of faults that a person must act on."""
    fault, told = gravest(faults)
    return Problem(
        code=told.code,
        what=f"QuickBooks did not take {what}.",
        why=in_its_words(faults, tid),
        next_step=told.next_step,
        owner=told.owner,
        where=Where(field=fault.element, subject=subject),
    )
