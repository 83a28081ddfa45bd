"""A refusal: the fault QuickBooks answers instead of an entity, with its recorded wording.

Wordings marked (u) are ours: the code is documented but no recording shows the sentence.
"""

from __future__ import annotations

from .jsontext import Body

INACTIVE = (
    "Object Not Found : Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)


UNRECORDED = frozenset(
    ["2040", "2050", "2060", "2070", "2080", "2090", "2100", "2110", "2230", "6200", "6210"]
)
BUSINESS = "A business validation error has occurred while processing your request"
KNOWN_BUSINESS = (
    "You must set a transaction amount.",
    "You can only add or edit one name at a time.",
    "The entity ",
)
"""How the sentences of 6000 begin that somebody saw."""


class Refusal(Exception):
    """One fault: HTTP status, code, sentences, and the element at fault if QuickBooks names it."""

    def __init__(
        self, code: str, message: str, detail: str, element: str | None = None, status: int = 400
    ) -> None:
        super().__init__(f"{code} {message}: {detail}")
        self.code, self.message, self.detail = code, message, detail
        self.element, self.status = element, status

    def fault(self) -> Body:
        """The `Fault` object, as in a batch item."""
        error: Body = {"Message": self.message, "Detail": self.detail, "code": self.code}
        if self.element is not None:
            error["element"] = self.element
        kind = "SystemFault" if self.code == "10000" else "ValidationFault"
        return {"Error": [error], "type": kind}


def worded(refused: Refusal, wordings: str) -> Refusal:
    """The same refusal; by the setting `second` in other words, where its sentence was never recorded (u).

    The second words are the title of the error table, and before the detail that title, as 5010 has it. A
    6000 of ours then says nothing but that.
    """
    if wordings == "first":
        return refused
    if refused.code == "6000" and not _was_seen(refused):
        detail = f"Business Validation Error: {BUSINESS}"
        return Refusal(refused.code, refused.message, detail, refused.element, refused.status)
    if refused.code not in UNRECORDED:
        return refused
    title = "Invalid String Length" if refused.code == "2050" else refused.message
    detail = f"{title} : {refused.detail}"
    return Refusal(refused.code, title, detail, refused.element, refused.status)


def _was_seen(refused: Refusal) -> bool:
    return refused.detail.removeprefix("Business Validation Error: ").startswith(KNOWN_BUSINESS)


def business(text: str, element: str = "") -> Refusal:
    """6000, the catch-all, with its sentence."""
    return Refusal("6000", BUSINESS, f"Business Validation Error: {text}", element)


def missing(element: str) -> Refusal:
    """2020 as recorded."""
    message = "Required param missing, need to supply the required value for the API"
    return Refusal("2020", message, f"Required parameter {element} is missing in the request", element)


def not_found() -> Refusal:
    """610 as recorded, for an id that never was or a name that is inactive."""
    return Refusal("610", "Object Not Found", INACTIVE, "")


def deleted() -> Refusal:
    """610 for a deleted transaction, as Intuit's troubleshooting page words it."""
    text = "Object Not Found : Another user has deleted this transaction."
    return Refusal("610", "Object Not Found", text, "")


def stale(user: str) -> Refusal:
    """5010 as recorded."""
    detail = (
        f"Stale Object Error : You and {user} were working on this at the same time. "
        f"{user} finished before you did, so your work was not saved."
    )
    return Refusal("5010", "Stale Object Error", detail, "")


def invalid_id(supplied: object) -> Refusal:
    """2030 as recorded."""
    detail = f"Id should be a valid number. Supplied value:{supplied}"
    return Refusal("2030", "Invalid ID", detail, "Id")


def invalid_reference(list_name: str, value: str) -> Refusal:
    """2500 as recorded: unknown or inactive object."""
    detail = f"Invalid Reference Id : {list_name} element id {value} not found"
    return Refusal("2500", "Invalid Reference Id", detail, "")


def duplicate_name(taken_by: str) -> Refusal:
    """6240 as recorded; `taken_by` is 'customer, vendor or employee' or one noun."""
    detail = (
        f"The name supplied already exists. : Another {taken_by} is already using this name. "
        "Please use a different name."
    )
    return Refusal("6240", "Duplicate Name Exists Error", detail, "")


def too_long(element: str, maximum: int, supplied: int) -> Refusal:
    """2050; the message is unverified, the detail follows the documented pattern."""
    message = "String length is either shorter or longer than supported by specification"
    detail = f"Min: 0, Max: {maximum}, Supplied length: {supplied}"
    return Refusal("2050", message, detail, element)


def invalid_string(element: str, supplied: str) -> Refusal:
    """2040 (u)."""
    detail = f"Element contains invalid characters: {supplied}"
    return Refusal("2040", "Invalid String", detail, element)


def unsupported(path: str, full: str) -> Refusal:
    """500 as recorded: no such resource or operation (HTTP 400)."""
    detail = (
        f"Operation Could not find resource for relative : {path} of full path: {full} is not supported."
    )
    return Refusal("500", "Unsupported Operation", detail)


def unsupported_operation(operation: str, entity: str) -> Refusal:
    """500 for an operation the entity does not have (u)."""
    detail = f"Operation {operation} is not supported for {entity}."
    return Refusal("500", "Unsupported Operation", detail)


def duplicate_number() -> Refusal:
    """6140 as documented."""
    detail = (
        "Duplicate Document Number Error : You must specify a different number. "
        "This number has already been used."
    )
    return Refusal("6140", "Duplicate Document Number Error", detail, "")


def closed_period(*, password: bool) -> Refusal:
    """6200, or 6210 when the closing date has a password."""
    detail = (
        "The account period has closed and the account books cannot be updated through the QBO "
        "Services API. Please use the QBO website to make these changes."
    )
    if password:
        return Refusal("6210", "Account Period Closed, Password Required", detail, "")
    return Refusal("6200", "Account Period Closed", detail, "")


def subscription_ended() -> Refusal:
    """6190 as documented; reading still works."""
    detail = (
        "Subscription period has ended or canceled or there was a billing problem : You can't add data "
        "to QuickBooks Online Plus because your trial or subscription period ended."
    )
    return Refusal("6190", "Invalid Company Status", detail, "")


def one_name_at_a_time() -> Refusal:
    """6000 for a name list that is being written already, as a public client's help quotes it."""
    return business("You can only add or edit one name at a time. Please try again.")


def before_stock_start() -> Refusal:
    """6270 as recorded."""
    detail = (
        "Transactions with inventory (QOH) products cant be dated earlier than the Inventory "
        "Start Date for the product"
    )
    message = "Transaction date is prior to start date for inventory item"
    return Refusal("6270", message, detail, "")


def deposited() -> Refusal:
    """6540 as documented."""
    detail = (
        "This transaction has been deposited. If you want to change or delete it, you must edit "
        "the deposit it appears on and remove it first."
    )
    return Refusal("6540", "Deposited Transaction cannot be changed", detail, "")


def refused_body(refused: Refusal) -> Body:
    """A refusal as a whole answer."""
    return {"Fault": refused.fault()}
