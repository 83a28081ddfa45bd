"""Bundle: a group line on a sales form, spread over the items the bundle holds."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, decimal, rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.lines import GROUP

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_ITEM = "SalesItemLineDetail"


def settle_bundle(books: Books, line: Body) -> None:
    """The bundle and its lines: those sent, else one per component at its price.

    The line's own Amount is 0, as recorded; the setting `group_line_amount` makes it the sum (u).
    """
    detail = line.get(GROUP)
    if detail is None or "GroupItemRef" not in detail:
        raise refusal.missing("Line.GroupLineDetail.GroupItemRef")
    bundle = books.refer("Item", detail["GroupItemRef"]) or {}
    if bundle.get("Type") != "Group":
        raise refusal.business("The item of a group line must be a bundle.", "GroupItemRef")
    detail.setdefault("Quantity", Decimal(1))
    if not detail.get("Line"):
        detail["Line"] = _components(books, bundle, detail["Quantity"])
    for inner in detail["Line"]:
        if inner.setdefault("DetailType", _ITEM) != _ITEM:
            text = f"Invalid Enumeration : {inner['DetailType']}"
            raise refusal.Refusal("2170", "Invalid Enumeration", text, "Line.DetailType")
        if "Amount" not in inner:
            raise refusal.missing("Line.Amount")
        inner["Amount"] = rounded(inner["Amount"])
    total = sum((inner["Amount"] for inner in detail["Line"]), ZERO)
    line["Amount"] = total if books.settings.group_line_amount == "sum" else ZERO
    if bundle.get("Description"):
        line.setdefault("Description", bundle["Description"])


def _components(books: Books, bundle: Body, quantity: Decimal) -> list[Body]:
    lines = []
    for component in bundle["ItemGroupDetail"]["ItemGroupLine"]:
        item = books.store.objects["Item"][component["ItemRef"]["value"]]
        count = quantity * decimal(component.get("Qty", 1))
        price = decimal(item.get("UnitPrice"))
        code = "TAX" if item.get("Taxable") else "NON"
        detail: Body = {"ItemRef": {"value": item["Id"]}, "UnitPrice": price, "Qty": count}
        if books.settings.country == "US":
            detail["TaxCodeRef"] = {"value": code}
        line = {"Amount": rounded(count * price), "DetailType": _ITEM, _ITEM: detail}
        if item.get("Description"):
            line["Description"] = item["Description"]
        lines.append(line)
    return lines
