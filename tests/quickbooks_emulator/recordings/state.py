"""State: what must be in the company before a recorded request, made through the API.

An object is made from its recorded form: what a client may write is sent, what it refers to is made
first, and ids are those the emulator gave (recorded id -> given id).
"""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

from quickbooks_emulator.online.jsontext import loads
from quickbooks_emulator.online.lines import leaves
from quickbooks_emulator.online.schema import ENTITIES, READ_ONLY, TYPES
from tests.quickbooks_emulator.client import Client, account_line, item_line, linked

from .markup import Json

SYSTEM = ("Id", "SyncToken", "MetaData", "domain", "sparse", "status", "time")
_REFERS = {
    "CustomerRef": "Customer",
    "VendorRef": "Vendor",
    "EmployeeRef": "Employee",
    "ItemRef": "Item",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
    "SalesTermRef": "Term",
    "TermRef": "Term",
    "PaymentMethodRef": "PaymentMethod",
    "AgencyRef": "TaxAgency",
    "TaxRateRef": "TaxRate",
    "PrefVendorRef": "Vendor",
    "CustomerTypeRef": "CustomerType",
}
_ACCOUNTS = {
    "IncomeAccountRef": "Income",
    "ExpenseAccountRef": "Cost of Goods Sold",
    "AssetAccountRef": "Other Current Asset",
    "APAccountRef": "Accounts Payable",
    "ARAccountRef": "Accounts Receivable",
    "DepositToAccountRef": "Bank",
    "BankAccountRef": "Bank",
    "CCAccountRef": "Credit Card",
    "CreditCardAccountRef": "Credit Card",
    "FromAccountRef": "Bank",
    "ToAccountRef": "Bank",
    "DiscountAccountRef": "Income",
    "AdjustAccountRef": "Cost of Goods Sold",
    "AccountRef": "Expense",
}
_FAMILIES = {"Customer": "Name", "Vendor": "Name", "Employee": "Name"}


class State:
    """One company being prepared."""

    def __init__(self, qbo: Client) -> None:
        self.qbo = qbo
        self._ids: dict[tuple[str, str], str] = {}
        self.recorded: set[tuple[str, str]] = set()  # what the recording itself will make

    def id_of(self, entity: str, recorded: str) -> str:
        """The given id of a recorded one."""
        return self._ids[entity, recorded]

    def make(self, entity: str, recorded: Json, **changes: Any) -> Json:
        """The object of a recording, made anew; the answer of its creation."""
        made = self._special(entity, recorded) or self._ready(entity, recorded)
        if made is None:
            made = self.post(entity, self.writable(entity, recorded) | changes)
        if "Id" in recorded and "Id" in made:
            self._ids[entity, str(recorded["Id"])] = made["Id"]
        if recorded.get("Active") is False and made.get("Active"):
            made = self.retire(entity, made)
        self._apply(entity, recorded, made)
        return made

    def _special(self, entity: str, recorded: Json) -> Json | None:
        """Objects there is one of, and those the tax service makes."""
        if entity in ("Preferences", "CompanyInfo"):
            change = {k: v for k, v in recorded.items() if k not in (*SYSTEM, "CompanyStartDate")}
            sent = {"entity": entity, "id": "1", "change": change}
            self.qbo.post("/emulator/edit", sent)
            return self.qbo.read(entity.lower(), "1")
        if entity == "TaxRate":
            code = self.tax_code("Code", [(str(recorded["Name"]), recorded["RateValue"])])
            return self.qbo.read("taxrate", code["TaxRateDetails"][0]["TaxRateId"])
        if entity == "TaxCode":
            return self._code(recorded)
        if entity == "TaxService":
            rates = [(str(rate["TaxRateName"]), rate["RateValue"]) for rate in recorded["TaxRateDetails"]]
            return self.tax_code(str(recorded["TaxCode"]), rates)
        return None

    def _code(self, recorded: Json) -> Json:
        name = str(recorded["Name"])
        if name in ("TAX", "NON", "CustomSalesTax") and self.qbo.books.settings.country == "US":
            return self.qbo.read("taxcode", name)
        rates: list[tuple[Any, ...]] = []
        for which in ("SalesTaxRateList", "PurchaseTaxRateList"):
            for number, row in enumerate(recorded.get(which, {}).get("TaxRateDetail", [])):
                where = "Sales" if which.startswith("Sales") else "Purchase"
                rates.append(
                    (
                        f"{name[:4]} {len(self._ids)}{where[0]}{number}",
                        row.get("RateValue", Decimal(5)),
                        where,
                    )
                )
        made = self.tax_code(name, rates or [(f"None {len(self._ids)}", Decimal(0))])
        return self.qbo.read("taxcode", made["TaxCodeId"])

    def _ready(self, entity: str, recorded: Json) -> Json | None:
        """What every company has already, by its name."""
        if entity not in ("Account", "PaymentMethod", "Term", "Item"):
            return None
        for body in self.qbo.books.store.each(entity):
            if body["Name"] == recorded.get("Name"):
                if entity == "Item":
                    key = {"Id": body["Id"], "SyncToken": body["SyncToken"], "sparse": True}
                    return self.post(entity, self.writable(entity, recorded) | key)
                return self.qbo.read(entity.lower(), body["Id"])
        return None

    def post(self, entity: str, body: Json) -> Json:
        """Create or update through the API."""
        if entity == "CustomerType" or body.get("Type") == "Group":  # what only a person can make
            return self.qbo.post("/emulator/create", {"entity": entity, "body": body})
        if entity == "ExchangeRate":
            return self.qbo.post("exchangerate", body)
        return self.qbo.post(self.qbo.books.kinds[entity].resource, body)

    def stocked(self, recorded: str) -> None:
        """A recorded item is an inventory item that starts tomorrow."""
        accounts = {
            "AssetAccountRef": "Inventory Asset",
            "IncomeAccountRef": "Sales of Product Income",
            "ExpenseAccountRef": "Cost of Goods Sold",
        }
        body = {name: {"value": self.qbo.account(title)} for name, title in accounts.items()}
        counted = {"TrackQtyOnHand": True, "QtyOnHand": 9, "InvStartDate": "2026-06-16"}
        made = self.post("Item", {"Name": recorded, "Type": "Inventory", **counted, **body})
        self._ids["Item", recorded] = str(made["Id"])

    def ship(self) -> None:
        """Shipping has an account of its own."""
        key = {"Id": "1", "SyncToken": self.qbo.read("preferences", "1")["SyncToken"], "sparse": True}
        shipping = {"DefaultShippingAccount": self.qbo.account("Services")}
        self.post("Preferences", key | {"SalesFormsPrefs": shipping})

    def retire(self, entity: str, made: Json) -> Json:
        """Active=false."""
        change = {"Id": made["Id"], "SyncToken": made["SyncToken"], "sparse": True, "Active": False}
        for name in ("Name", "DisplayName"):
            if name in made:
                change[name] = made[name]
        return self.post(entity, change)

    def writable(self, entity: str, recorded: Json) -> Json:
        """What a client would send to make the object."""
        body = deepcopy(recorded)
        for name in (*SYSTEM, *READ_ONLY.get(entity, ())):
            body.pop(name, None)
        self._name_apart(entity, body)
        return self.requested(entity, body)

    def requested(self, entity: str, body: Json) -> Json:
        """A body as the recorded client sent it, its references led to this company's objects."""
        body = deepcopy(body)
        _prepare(entity, body)
        self._tax(entity, body)
        self._lines(entity, body)
        if entity == "Invoice" and body.get("LinkedTxn"):
            self._link_line(entity, body, body)
        self._refer(entity, ENTITIES[entity], body)
        return body

    def _name_apart(self, entity: str, body: Json) -> None:
        """Two recorded names that were made alike are told apart again."""
        field = {"Customer": "DisplayName", "Class": "Name"}.get(entity)
        if field is None:
            return
        others = self.qbo.books.store.each(entity)
        if any(other[field] == body.get(field) for other in others):
            body[field] = f"{body[field]} {len(self._ids)}"

    # --- references

    def _refer(self, entity: str, known: dict[str, str], body: Json) -> None:
        for name, value in list(body.items()):
            code = known.get(name, "*").removesuffix("[]")
            if code == "@" and isinstance(value, dict):
                self._refer_one(entity, name, body)
            elif code in TYPES:
                for member in value if isinstance(value, list) else [value]:
                    if isinstance(member, dict):
                        self._refer(entity if code == "Line" else code, TYPES[code], member)

    def _refer_one(self, entity: str, name: str, body: Json) -> None:
        value = str(body[name].get("value"))
        if value in ("None", ""):
            del body[name]
            return
        if name in _ACCOUNTS:
            kind = _ACCOUNTS[name]
            if name == "AccountRef" and entity == "Purchase":
                kind = "Credit Card" if body.get("PaymentType") == "CreditCard" else "Bank"
            if entity == "JournalEntryLineDetail" and "receivable" in body[name].get("name", "").lower():
                kind = "Accounts Receivable"
            if entity == "JournalEntryLineDetail" and "payable" in body[name].get("name", "").lower():
                kind = "Accounts Payable"
            self._led(body[name], "Account", value, AccountType=kind)
        elif name == "ParentRef":
            self._led(body[name], entity, value)
        elif name in _REFERS and not value.endswith("_ID"):
            self._led(body[name], _REFERS[name], value)
        else:
            self._refer_other(entity, name, body, value)

    def _refer_other(self, entity: str, name: str, body: Json, value: str) -> None:
        """References whose entity hangs on what stands beside them."""
        if name in ("EntityRef", "Entity") and body[name].get("type", "Vendor").title() in _FAMILIES:
            kind = (body[name].get("type") or body.get("Type") or "Vendor").title()
            self._led(body[name], kind, value)
        elif name in ("TaxCodeRef", "SalesTaxCodeRef", "TxnTaxCodeRef", "DefaultTaxCodeRef"):
            self._tax_code(body[name], value)
        elif name == "GroupItemRef":
            self._led(body[name], "Item", value, Type="Group")

    def _led(self, reference: Json, entity: str, value: str, **fields: Any) -> None:
        key = (entity, value)
        if key not in self._ids:
            self._ids[key] = self._given(entity, value, reference.get("name", ""), fields)
        reference["value"] = self._ids[key]
        reference.pop("name", None)

    def _given(self, entity: str, value: str, name: str, fields: Json) -> str:
        """The id of the object of that name, or of a new one."""
        last = (name or f"{entity} {value[-8:]}").rpartition(":")[2][:90]
        field = "DisplayName" if entity in (*_FAMILIES, "TaxAgency") else "Name"
        for body in self.qbo.books.store.each(entity):
            if body.get(field) == last == "Undeposited Funds":
                return str(body["Id"])
            if body.get(field) == last and all(body.get(k) == v for k, v in fields.items()):
                return str(body["Id"])
        if any(body.get(field) == last for body in self.qbo.books.store.each(entity)):
            last = f"{last} {value}"
        body = {field: last, **fields}
        if entity == "Item":
            account = {"value": self.qbo.account("Services")}
            cost = {"value": self.qbo.account("Purchases")}
            body |= {
                "Type": fields.get("Type", "Service"),
                "IncomeAccountRef": account,
                "ExpenseAccountRef": cost,
            }
        if entity == "Item" and fields.get("Type") == "Group":
            body["ItemGroupDetail"] = {"ItemGroupLine": [{"ItemRef": {"value": "1"}, "Qty": 1}]}
        if entity == "Term":
            body["DueDays"] = 30
        if entity == "TaxRate":
            return str(
                self.tax_code(f"Code of {last}", [(last, Decimal(5))])["TaxRateDetails"][0]["TaxRateId"]
            )
        return str(self.post(entity, body)["Id"])

    def tax_code(self, name: str, rates: list[tuple[Any, ...]]) -> Json:
        """A tax code with its rates (name, percent, Sales or Purchase), by the tax service."""
        agency = next(iter(self.qbo.books.store.each("TaxAgency")))["Id"]
        details = []
        for rate in rates:
            where = rate[2] if len(rate) > 2 else "Sales"
            detail = {"TaxRateName": rate[0][:10].strip(), "RateValue": rate[1], "TaxAgencyId": agency}
            details.append({**detail, "TaxApplicableOn": where})
        sent = {"TaxCode": name, "TaxRateDetails": details}
        if any(rate[1] < 0 for rate in rates):
            return self._reverse_code(sent)
        answer = self.qbo.send("POST", "taxservice/taxcode", sent)
        assert answer.status == 200, answer.text
        made: Json = loads(answer.text)
        made = made.get("TaxService", made)
        if isinstance(made["TaxRateDetails"], dict):
            made["TaxRateDetails"] = [made["TaxRateDetails"]]
        return made

    def _reverse_code(self, sent: Json) -> Json:
        """A code with a negative rate (reverse charge), which only a company's settings make."""
        rows, details = [], []
        for detail in sent["TaxRateDetails"]:
            agency = {"value": detail["TaxAgencyId"]}
            rate = {"Name": detail["TaxRateName"], "RateValue": detail["RateValue"], "AgencyRef": agency}
            made = self.qbo.post("/emulator/create", {"entity": "TaxRate", "body": rate})
            rows.append({"TaxRateRef": {"value": made["Id"]}})
            details.append({**detail, "TaxRateId": made["Id"]})
        lists = {f"{where}TaxRateList": {"TaxRateDetail": rows} for where in ("Sales", "Purchase")}
        code = {"Name": sent["TaxCode"], "Taxable": True, **lists}
        made = self.qbo.post("/emulator/create", {"entity": "TaxCode", "body": code})
        return {**sent, "TaxRateDetails": details, "TaxCodeId": made["Id"]}

    def _tax_code(self, reference: Json, value: str) -> None:
        if value in ("TAX", "NON", "CustomSalesTax") and self.qbo.books.settings.country == "US":
            return
        key = ("TaxCode", value)
        if key not in self._ids:
            rates = [(f"None {len(self._ids)}", Decimal(0))]
            made = self.tax_code(f"Code {value} {len(self._ids)}", rates)
            self._ids[key] = str(made["TaxCodeId"])
        reference["value"] = self._ids[key]
        reference.pop("name", None)

    def _tax(self, entity: str, body: Json) -> None:
        """The rates of the recorded tax lines are those of every code the document names."""
        lines = body.get("TxnTaxDetail", {}).get("TaxLine", [])
        if not lines:
            return
        where = "Purchase" if entity in ("Bill", "VendorCredit", "Purchase", "JournalEntry") else "Sales"
        details = [line["TaxLineDetail"] for line in lines]
        rates = [
            (f"Rate {number}", one.get("TaxPercent", Decimal(5)), where)
            for number, one in enumerate(details)
        ]
        made = self.tax_code("Recorded", rates)
        for one, rate in zip(details, made["TaxRateDetails"], strict=True):
            self._ids["TaxRate", str(one["TaxRateRef"]["value"])] = str(rate["TaxRateId"])
        for line in [{"D": body["TxnTaxDetail"]}, *leaves(body.get("Line", []))]:
            for detail in line.values():
                for name in ("TaxCodeRef", "TxnTaxCodeRef"):
                    if isinstance(detail, dict) and name in detail:
                        self._ids["TaxCode", str(detail[name]["value"])] = str(made["TaxCodeId"])

    # --- lines and what they are linked with

    def _lines(self, entity: str, body: Json) -> None:
        lines = []
        for line in body.get("Line", []):
            if line.get("DetailType") == "SubTotalLineDetail" and "Id" not in line:
                continue
            line.pop("Id", None)
            line.pop("LineEx", None)
            if line.get("LinkedTxn"):
                self._link_line(entity, body, line)
            lines.append(line)
        if "Line" in body:
            body["Line"] = lines

    def _link_line(self, entity: str, body: Json, line: Json) -> None:
        for link in line["LinkedTxn"]:
            key = (link["TxnType"], str(link["TxnId"]))
            if key not in self._ids:
                self._ids[key] = self._linkable(entity, link["TxnType"], body, line)
            link["TxnId"] = self._ids[key]

    def _linkable(self, entity: str, kind: str, body: Json, line: Json) -> str:
        """A document that the line can be linked with."""
        amount, day = line.get("Amount", Decimal(1)), body.get("TxnDate", "2015-01-01")
        dated: Json = {"TxnDate": day}
        if body.get("CurrencyRef", {}).get("value"):
            dated["CurrencyRef"] = body["CurrencyRef"]
        if kind == "PurchaseOrder" or kind in ("Bill", "VendorCredit"):
            vendor = dict(body["VendorRef"])
            self._led(vendor, "Vendor", str(vendor["value"]))
            lines = [account_line(amount, self.qbo.account("Purchases"))]
            if kind == "PurchaseOrder":
                lines = [_ordered(line, amount)]
                self._refer("PurchaseOrder", ENTITIES["PurchaseOrder"], {"Line": lines})
            made = self.post(kind, dated | {"VendorRef": vendor, "Line": lines})
            return str(made["Id"])
        customer = dict(body.get("CustomerRef") or {"value": "of the deposit"})
        self._led(customer, "Customer", str(customer["value"]))
        fields = dated | {"CustomerRef": customer}
        if kind in ("Invoice", "CreditMemo", "SalesReceipt", "Estimate"):
            return str(self.post(kind, fields | {"Line": [item_line(amount)]})["Id"])
        return str(self.post("Payment", fields | {"TotalAmt": amount})["Id"])

    def _apply(self, entity: str, recorded: Json, made: Json) -> None:
        """The payments and deposits that the recorded object shows as linked with it."""
        if entity not in ("Invoice", "Bill", "Estimate", "PurchaseOrder", "SalesReceipt"):
            return
        for link in recorded.get("LinkedTxn", []):
            kind = str(link.get("TxnType", ""))
            family = "BillPayment" if kind.startswith("BillPayment") else kind
            if (family, str(link.get("TxnId"))) not in self.recorded:
                self._apply_one(entity, kind, recorded, made)

    def _apply_one(self, entity: str, kind: str, recorded: Json, made: Json) -> None:
        open_ = made.get("Balance", made["TotalAmt"]) - recorded.get("Balance", 0)
        line = linked(open_, entity, made["Id"])
        dated = {"TxnDate": made["TxnDate"], "CurrencyRef": made["CurrencyRef"], "TotalAmt": open_}
        if kind == "Payment" and entity == "Invoice":
            self.post("Payment", dated | {"CustomerRef": made["CustomerRef"], "Line": [line]})
        elif kind.startswith("BillPayment") and entity == "Bill":
            bank = {"BankAccountRef": {"value": self.qbo.account("Checking")}}
            pay = {"PayType": "Check", "CheckPayment": bank, "VendorRef": made["VendorRef"]}
            self.post("BillPayment", dated | pay | {"Line": [line]})
        elif kind == "Deposit" and entity == "SalesReceipt":
            held = {"LinkedTxn": [{"TxnId": made["Id"], "TxnType": entity}]}
            bank = {"DepositToAccountRef": {"value": self.qbo.account("Checking")}}
            self.post("Deposit", bank | {"Line": [held]})
        elif kind == "Invoice" and entity == "Estimate":
            sold = {"CustomerRef": made["CustomerRef"], "CurrencyRef": made["CurrencyRef"]}
            links = [{"TxnId": made["Id"], "TxnType": "Estimate"}]
            self.post("Invoice", sold | {"LinkedTxn": links, "Line": [item_line(made["TotalAmt"])]})


def _ordered(line: Json, amount: Any) -> Json:
    """The purchase order line behind a bill line."""
    if "ItemBasedExpenseLineDetail" in line:
        kept = {name: line[name] for name in ("DetailType", "ItemBasedExpenseLineDetail")}
        return {"Amount": amount, **deepcopy(kept)}
    return account_line(amount, "1")


def _prepare(entity: str, body: Json) -> None:
    """What a recording shows but only an older or another edition took."""
    if entity == "Item" and body.get("Type") == "Inventory":
        body.setdefault("InvStartDate", "2015-01-01")
        body.setdefault("QtyOnHand", Decimal(0))
    if entity in ("Invoice", "Bill", "CreditMemo", "VendorCredit", "Estimate", "PurchaseOrder"):
        body["LinkedTxn"] = [
            link for link in body.get("LinkedTxn", []) if link.get("TxnType") == "Estimate"
        ]
