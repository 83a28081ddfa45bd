"""Field table: the published facts about QuickBooks' fields, reduced to what tieout checks by.

`python -m tests.connectors.field_table` writes `fields.json` of the connector from the fact sheet
beside the project; a test compares the two where the sheet is at hand. The words of the file are
explained in the connector's README.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from tieout.connectors.quickbooks_online.fields import PATH

SHEET: Final = Path(__file__).parents[3] / "shared/facts/quickbooks-online-fields.json"

ENTITIES: Final = (
    *("Account", "Customer", "Vendor", "Employee", "Item", "Class", "Department", "Term", "PaymentMethod"),
    *("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "Deposit", "Transfer"),
    *("JournalEntry", "Bill", "BillPayment", "VendorCredit", "Purchase", "PurchaseOrder"),
    *("TaxCode", "TaxRate", "TaxAgency", "TaxService", "CompanyCurrency", "ExchangeRate"),
    *("Preferences", "CompanyInfo", "Attachable"),
)
"""What tieout reads or writes."""

PLAIN: Final = {
    "string": "string",
    "id": "string",
    "decimal": "decimal",
    "float": "decimal",
    "boolean": "boolean",
    "date": "date",
    "dateTime": "datetime",
    "int": "integer",
    "integer": "integer",
    "positiveInteger": "integer",
    "ReferenceType": "ref",
    "IntuitAnyType": "any",
}
TOLD: Final = {
    "String": "string",
    "Decimal": "decimal",
    "Boolean": "boolean",
    "Integer": "integer",
    "Date": "date",
    "DateTime": "datetime",
}
"""What the reference calls a type where the schema has none."""

NEVER_SENT: Final = {"TxnTaxDetail", "MetaData"}
"""Inner types left as the schema gives them: nothing of the reference narrows them for us."""

FIFTEEN_DIGITS: Final = frozenset({"Qty", "UnitPrice"})
"""Fields of the 10.5 format beside those the reference marks (fact sheet 11)."""

NOT_REQUIRED: Final = {("SalesReceipt", "CustomerRef"): "fact sheet 10: a recorded one has none"}
"""What the reference calls required and QuickBooks does not ask for."""

WRITTEN_ONCE: Final = frozenset({"CurrencyRef"})
"""Fields the reference calls read only, meaning after creation (fact sheet 11, multi-currency)."""


class Reduction:
    """One pass over the sheet; inner types are taken in as fields name them."""

    def __init__(self, sheet: dict[str, Any]) -> None:
        self.sheet = sheet
        self.types: dict[str, dict[str, str]] = {}
        self.enums: dict[str, list[str]] = {}

    def whole(self) -> dict[str, Any]:
        entities = {name: self.entity(name) for name in ENTITIES}
        lines = {name: self.lines(name) for name in ENTITIES if "Line" in entities[name]}
        return {
            "entities": entities,
            "types": dict(sorted(self.types.items())),
            "lines": lines,
            "enums": dict(sorted(self.enums.items())),
        }

    def entity(self, name: str) -> dict[str, str]:
        fields = self.sheet["entities"][name]["fields"]
        known = {
            field["name"]: self.word(self.corrected(name, field))
            for field in fields
            if not field["name"].endswith("Ex")
        }
        return known | {"domain": "-string", "sparse": "boolean", "status": "-string"}

    def corrected(self, entity: str, field: dict[str, Any]) -> dict[str, Any]:
        """A field without what is known to be otherwise."""
        if (entity, field["name"]) in NOT_REQUIRED:
            return field | {"required": "no"}
        return field | {"read_only": False} if field["name"] in WRITTEN_ONCE else field

    def word(self, field: dict[str, Any]) -> str:
        kind = self.kind(field)
        many = field.get("max_occurs") == "unbounded" or field.get("list") is True
        required = "!" if field.get("required") == "always" and not field.get("read_only") else ""
        written = "-" if field.get("read_only") else ""
        return f"{required}{written}{kind}{'*' if many and kind != 'any' else ''}"

    def kind(self, field: dict[str, Any]) -> str:
        type_ = field.get("type") or TOLD.get(field.get("doc_type", ""), "any")
        kind = PLAIN.get(type_, type_)
        longest = field.get("max_length") or field.get("xsd_max_length")
        if kind == "string" and longest:
            return f"string:{longest}"
        if kind == "decimal" and (longest == 15 or field.get("name") in FIFTEEN_DIGITS):
            return "amount"
        if kind == "ref" and "Entity" in str(field.get("doc_type")):
            return "any"
        if kind in self.sheet["enums"]:
            self.enums[kind] = self.sheet["enums"][kind]["values"]
            return f"={kind}"
        if kind in self.sheet["xsd_types"]:
            self.inner(kind)
        elif kind not in {*PLAIN.values(), *TOLD.values()}:
            return "any"
        return kind

    def inner(self, name: str) -> None:
        if name in self.types:
            return
        self.types[name] = {}
        fields = [*self.inherited(name), *self.sheet["xsd_types"][name]["fields"]]
        told = self.told(name)
        for field in fields:
            if not field["name"].endswith("Ex"):
                self.types[name][field["name"]] = self.word(field | self.narrowed(told, field["name"]))

    def inherited(self, name: str) -> list[dict[str, Any]]:
        found = []
        for parent in self.sheet["xsd_types"][name].get("inherits", []):
            if parent in self.sheet["xsd_types"]:
                found += [*self.inherited(parent), *self.sheet["xsd_types"][parent]["fields"]]
        return found

    def told(self, name: str) -> list[dict[str, Any]]:
        """What the reference says of an inner type, wherever it describes it."""
        if name in NEVER_SENT:
            return []
        return [kind for key, kind in self.sheet["doc_types"].items() if key.rpartition("_")[2] == name]

    def narrowed(self, told: list[dict[str, Any]], name: str) -> dict[str, Any]:
        """The longest length the reference gives a field of an inner type, over the schema's."""
        lengths = [kind[name]["max_length"] for kind in told if kind.get(name, {}).get("max_length")]
        return {"max_length": max(lengths)} if lengths else {}

    def lines(self, name: str) -> dict[str, dict[str, list[str]]]:
        """Each kind of line of an entity, by its detail, with what line and detail must hold."""
        [field] = [one for one in self.sheet["entities"][name]["fields"] if one["name"] == "Line"]
        found: dict[str, dict[str, list[str]]] = {}
        for variant in str(field.get("doc_type", "")).split(" | "):
            kind = self.sheet["doc_types"].get(variant)
            if kind is None:
                continue
            detail = next((key for key in kind if key.endswith("Detail") and key != "Detail"), "")
            inside = self.sheet["doc_types"].get(kind[detail].get("doc_type", ""), {}) if detail else {}
            needs = [self.canonical(one) for one in _always(kind)]
            found[self.canonical(detail)] = {"line": needs, "detail": _always(inside)}
            if detail:
                self.inner(self.canonical(detail))
        return found

    def canonical(self, detail: str) -> str:
        """The schema's spelling of a detail: the reference writes SubtotalLineDetail too."""
        known = {str(one).casefold(): str(one) for one in self.sheet["xsd_types"]}
        return known.get(detail.casefold(), detail)


def _always(kind: dict[str, Any]) -> list[str]:
    return sorted(name for name, field in kind.items() if field.get("required") == "always")


def text(reduced: dict[str, Any]) -> str:
    """One line per entity, type and enumeration, so that a change is seen where it is."""
    parts = []
    for part, members in reduced.items():
        rows = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in members.items()]
        parts.append(f" {json.dumps(part)}: {{\n" + ",\n".join(rows) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def reduced() -> str:
    """The file as the sheet gives it now."""
    return text(Reduction(json.loads(SHEET.read_text(encoding="utf-8"))).whole())


if __name__ == "__main__":
    PATH.write_text(reduced(), encoding="utf-8")
