"""The founding: what every company has from its first day, whatever its chart."""

from __future__ import annotations

from decimal import Decimal

from quickbooks_emulator.online.amount import cents
from quickbooks_emulator.online.books import Books, Terms
from quickbooks_emulator.online.entities.customfield import custom_field_preferences
from quickbooks_emulator.online.entities.tax import save_tax_code, save_tax_rate
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.plan import title

TERMS = (("Due on receipt", 0), ("Net 15", 15), ("Net 30", 30), ("Net 60", 60))
PAYMENT_METHODS = (
    ("Cash", "NON_CREDIT_CARD"),
    ("Check", "NON_CREDIT_CARD"),
    ("Visa", "CREDIT_CARD"),
    ("MasterCard", "CREDIT_CARD"),
    ("Discover", "CREDIT_CARD"),
)


def found(books: Books) -> None:
    """Company, preferences, terms and payment methods."""
    _company(books)
    _preferences(books)
    for name, days in TERMS:
        books.create("Term", {"Name": name, "DueDays": days})
    for name, kind in PAYMENT_METHODS:
        books.create("PaymentMethod", {"Name": name, "Type": kind})


def _company(books: Books) -> None:
    settings = books.settings
    address = {
        "Id": "1",
        "Line1": "123 Sierra Way",
        "City": "San Pablo",
        "Country": settings.country,
    }
    body: Body = {
        "CompanyName": settings.company_name,
        "LegalName": settings.company_name,
        "CompanyAddr": address,
        "CompanyStartDate": books.clock.now().date().isoformat(),
        "FiscalYearStartMonth": settings.fiscal_year_start,
        "Country": settings.country,
        "SupportedLanguages": "en",
        "NameValue": [
            {"Name": "NeoEnabled", "Value": "true"},
            {"Name": "SubscriptionStatus", "Value": "SUBSCRIBED"},
            {"Name": "OfferingSku", "Value": title(settings)},
        ],
    }
    books.save(books.kinds["CompanyInfo"], {"Id": "1", **body}, None)


def _preferences(books: Books) -> None:
    settings = books.settings
    accounting = {
        "FirstMonthOfFiscalYear": settings.fiscal_year_start,
        "UseAccountNumbers": True,
        "TrackDepartments": settings.track_departments,
        "ClassTrackingPerTxn": False,
        "ClassTrackingPerTxnLine": settings.track_classes,
        "CustomerTerminology": "Customers",
    }
    if settings.book_close_date:
        accounting["BookCloseDate"] = settings.book_close_date
    body: Body = {
        "Id": "1",
        "AccountingInfoPrefs": accounting,
        "ProductAndServicesPrefs": {"ForSales": True, "ForPurchase": True, "QuantityOnHand": True},
        "SalesFormsPrefs": _sales(books),
        "VendorAndPurchasesPrefs": _purchases(books),
        "TimeTrackingPrefs": {"UseServices": True, "BillCustomers": True},
        "TaxPrefs": _tax(books),
        "CurrencyPrefs": {
            "MultiCurrencyEnabled": settings.multi_currency,
            "HomeCurrency": {"value": settings.home_currency},
        },
        "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
        "OtherPrefs": {"NameValue": _others(books)},
    }
    books.save(books.kinds["Preferences"], body, None)


def _sales(books: Books) -> Body:
    settings = books.settings
    names = _names(settings.custom_fields)
    return {
        "CustomField": custom_field_preferences(names, "SalesFormsPrefs", "Sales"),
        "CustomTxnNumbers": settings.custom_txn_numbers,
        "AllowDeposit": settings.allow_deposit,
        "AllowDiscount": settings.allow_discount,
        "AllowEstimates": True,
        "AllowServiceDate": False,
        "AllowShipping": settings.allow_shipping,
        "DefaultTerms": {"value": "3"},
        "ETransactionEnabledStatus": "NotApplicable",
        "ETransactionAttachPDF": False,
        "ETransactionPaymentEnabled": False,
        "IPNSupportEnabled": False,
        "UsingPriceLevels": False,
    }


def _purchases(books: Books) -> Body:
    names = _names(books.settings.order_custom_fields)
    fields = custom_field_preferences(names, "PurchasePrefs", "Purchase")
    return {"TrackingByCustomer": True, "BillableExpenseTracking": True, "POCustomField": fields}


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _tax(books: Books) -> Body:
    tax: Body = {"UsingSalesTax": books.settings.using_sales_tax}
    if books.settings.ast:
        tax["PartnerTaxEnabled"] = books.settings.using_sales_tax
    return tax


def _others(books: Books) -> list[Body]:
    settings = books.settings
    switches = {
        "VendorAndPurchasesPrefs.UseCustomTxnNumbers": settings.vendor_custom_txn_numbers,
        "WarnDuplicateJournalNumber": settings.warn_duplicate_journal_number,
    }
    return [{"Name": name, "Value": str(value).lower()} for name, value in switches.items()]


def add_account(books: Books, identity: str, name: str, account_type: str, subtype: str = "") -> Body:
    """One account of a chart, with its known id; 'Parent:Name' goes under its parent."""
    parent, _, last = name.rpartition(":")
    body: Body = {"Name": last, "AccountType": account_type}
    if subtype:
        body["AccountSubType"] = subtype
    if parent:
        ids = {a["FullyQualifiedName"]: a["Id"] for a in books.store.each("Account")}
        body["ParentRef"] = {"value": ids[parent]}
    if identity:
        books.store.set_number("id:Account", int(identity) - 1)
    return books.create("Account", body)


def add_tax(books: Books, agency: str, rates: dict[str, tuple[str, Decimal]]) -> None:
    """An agency with one code per rate: code id -> (name, percent); ids are those of the chart."""
    made = books.create("TaxAgency", {"DisplayName": agency})
    for identity, (name, percent) in rates.items():
        rate = save_tax_rate(books, name, percent, made["Id"])
        row = {
            "TaxRateRef": {"value": rate["Id"], "name": name},
            "TaxTypeApplicable": "TaxOnAmount",
            "TaxOrder": 0,
        }
        purchase = [] if books.settings.country == "US" else [row]
        lists = {"SalesTaxRateList": [row], "PurchaseTaxRateList": purchase}
        save_tax_code(books, name, lists, identity)


def add_pseudo_codes(books: Books) -> None:
    """TAX, NON and CustomSalesTax: rows whose Id is their name."""
    for name in ("TAX", "NON", "CustomSalesTax"):
        save_tax_code(books, name, {}, name)


def open_balances(books: Books, balances: dict[str, str]) -> None:
    """One journal entry per account against Opening Balance Equity, as a person enters them."""
    equity = books.account_of_subtype("OpeningBalanceEquity")
    day = books.settings.opening_date or f"{books.clock.now().year}-01-01"
    books.terms = Terms(by_person=True)
    for account, balance in balances.items():
        value = Decimal(balance)
        sides = ("Debit", "Credit") if cents(value) >= 0 else ("Credit", "Debit")
        rows = ((sides[0], account), (sides[1], equity))
        lines = [_line(side, identity, abs(value)) for side, identity in rows]
        _name_control(books, lines[0], account)
        # Required as soon as several currencies are on (fact sheet 11); the chart is in home currency.
        currency = {"CurrencyRef": {"value": books.settings.home_currency}}
        entry: Body = {"TxnDate": day, "Line": lines, "PrivateNote": "Opening balance", **currency}
        books.create("JournalEntry", entry)
    books.terms = Terms()


def _line(side: str, account: str, value: Decimal) -> Body:
    detail = {"PostingType": side, "AccountRef": {"value": account}}
    return {
        "DetailType": "JournalEntryLineDetail",
        "Amount": value,
        "JournalEntryLineDetail": detail,
    }


def _name_control(books: Books, line: Body, account: str) -> None:
    """A control account's opening goes to the first customer or vendor."""
    kind = books.store.objects["Account"][account]["AccountType"]
    entity = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}.get(kind)
    if entity:
        first = next(iter(books.store.objects[entity]))
        reference = {"Type": entity, "EntityRef": {"value": first}}
        line["JournalEntryLineDetail"]["Entity"] = reference
