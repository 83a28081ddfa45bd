"""Custom fields: the up to three texts of a form that the company has named in its preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online.jsontext import Body

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


def custom_field_preferences(names: list[str], group: str, kind: str) -> list[Body]:
    """The two blocks of Preferences that switch the fields on and name them, as recorded."""
    uses = [
        {
            "Name": f"{group}.Use{kind}Custom{number}",
            "Type": "BooleanType",
            "BooleanValue": number <= len(names),
        }
        for number in (3, 2, 1)
    ]
    named = [
        {"Name": f"{group}.{kind}CustomName{number}", "Type": "StringType", "StringValue": name}
        for number, name in enumerate(names, start=1)
    ]
    return [{"CustomField": uses}, *([{"CustomField": named}] if named else [])]


def settle_custom_fields(books: Books, body: Body, *, order: bool = False) -> None:
    """Every field the company has named stands on the form, with its value if one was sent.

    Fields that were sent without a definition stay as they are (u).
    """
    group, name = (
        ("VendorAndPurchasesPrefs", "POCustomField") if order else ("SalesFormsPrefs", "CustomField")
    )
    defined = _defined(books.preference(group, name) or [])
    if not defined:
        return
    sent = {field.get("DefinitionId"): field for field in body.get("CustomField", [])}
    fields = []
    for number, title in defined:
        given = sent.pop(number, {})
        value = {"StringValue": given["StringValue"]} if given.get("StringValue") else {}
        fields.append({"DefinitionId": number, "Name": title, "Type": "StringType", **value})
    body["CustomField"] = [*fields, *sent.values()]


def _defined(blocks: list[Body]) -> list[tuple[str, str]]:
    fields = [field for block in blocks for field in block.get("CustomField", [])]
    return [(field["Name"][-1], field["StringValue"]) for field in fields if "StringValue" in field]
