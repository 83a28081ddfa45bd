"""The empty company: a new US company with the accounts QuickBooks gives it and no transactions."""

from __future__ import annotations

from decimal import Decimal

from quickbooks_emulator.online.books import Books

from .founding import add_account, add_pseudo_codes, add_tax, found

ACCOUNTS = (
    ("Checking", "Bank", "Checking"),
    ("Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
    ("Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
    ("Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
    ("Inventory Asset", "Other Current Asset", "Inventory"),
    ("Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
    ("Retained Earnings", "Equity", "RetainedEarnings"),
    ("Sales of Product Income", "Income", "SalesOfProductIncome"),
    ("Services", "Income", "ServiceFeeIncome"),
    ("Discounts given", "Income", "DiscountsRefundsGiven"),
    ("Billable Expense Income", "Income", "OtherPrimaryIncome"),
    ("Uncategorized Income", "Income", "OtherPrimaryIncome"),
    ("Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
    ("Inventory Shrinkage", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
    ("Uncategorized Expense", "Expense", "OtherMiscellaneousServiceCost"),
    ("Uncategorized Asset", "Other Current Asset", "OtherCurrentAssets"),
    ("Purchases", "Expense", "SuppliesMaterials"),
)


def fill(books: Books) -> None:
    """Preferences, chart, one tax agency, the items 'Services' and 'Hours'."""
    found(books)
    for name, account_type, subtype in ACCOUNTS:
        add_account(books, "", name, account_type, subtype)
    if books.settings.country == "US":
        add_pseudo_codes(books)
    add_tax(books, "State Tax Agency", {"2": ("State sales tax", Decimal(8))})
    income = {"value": books.account_of_subtype("ServiceFeeIncome")}
    for name in ("Services", "Hours"):
        books.create("Item", {"Name": name, "Type": "Service", "IncomeAccountRef": income})
    discount = books.account_of_subtype("DiscountsRefundsGiven")
    books.preferences["SalesFormsPrefs"]["DefaultDiscountAccount"] = discount
