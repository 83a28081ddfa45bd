"""Chart: the kind of QuickBooks account each role needs, and the name tieout gives one it creates.

Types and sub-types are QuickBooks' own words (facts: QuickBooks Online sheet, section 10, Account).
"""

from __future__ import annotations

from typing import Final, NamedTuple


class AccountKind(NamedTuple):
    """Type, sub-type and usual name; `standard` = QuickBooks has one of its own, which is used."""

    type: str
    subtype: str
    name: str
    standard: bool = False


_CURRENT: Final = "Other Current Asset"
_OWED: Final = "Other Current Liability"
_COGS: Final = "Cost of Goods Sold"

KINDS: Final[dict[str, AccountKind]] = {
    "accounts_receivable": AccountKind(
        "Accounts Receivable", "AccountsReceivable", "Accounts Receivable (A/R)", standard=True
    ),
    "accounts_payable": AccountKind(
        "Accounts Payable", "AccountsPayable", "Accounts Payable (A/P)", standard=True
    ),
    "bank": AccountKind("Bank", "Checking", "Checking"),
    "undeposited": AccountKind(_CURRENT, "UndepositedFunds", "Undeposited Funds", standard=True),
    "clearing": AccountKind(_CURRENT, "OtherCurrentAssets", "Payment Clearing"),
    "inventory_raw": AccountKind(_CURRENT, "OtherCurrentAssets", "Inventory Raw Materials"),
    "inventory_semi": AccountKind(_CURRENT, "OtherCurrentAssets", "Inventory Semi-finished"),
    "inventory_finished": AccountKind(_CURRENT, "OtherCurrentAssets", "Inventory Finished Goods"),
    "inventory_merchandise": AccountKind(_CURRENT, "OtherCurrentAssets", "Inventory Merchandise"),
    "inventory_wip": AccountKind(_CURRENT, "OtherCurrentAssets", "Work in Progress"),
    "inventory_in_transit": AccountKind(_CURRENT, "OtherCurrentAssets", "Inventory in Transit"),
    "shipped_not_invoiced": AccountKind(_CURRENT, "OtherCurrentAssets", "Goods Shipped Not Invoiced"),
    "grni": AccountKind(_OWED, "OtherCurrentLiabilities", "Goods Received Not Invoiced"),
    "supplier_prepayments": AccountKind(_CURRENT, "PrepaidExpenses", "Supplier Prepayments"),
    "landed_cost_clearing": AccountKind(_OWED, "OtherCurrentLiabilities", "Landed Cost Clearing"),
    "customer_deposits": AccountKind(_OWED, "OtherCurrentLiabilities", "Customer Deposits"),
    "gift_cards": AccountKind(_OWED, "OtherCurrentLiabilities", "Gift Cards Outstanding"),
    "store_credit": AccountKind(_OWED, "OtherCurrentLiabilities", "Store Credit Outstanding"),
    "deferred_revenue": AccountKind(_OWED, "DeferredRevenue", "Deferred Revenue"),
    "sales_tax": AccountKind(_OWED, "SalesTaxPayable", "Sales Tax Collected"),
    "input_tax": AccountKind(_CURRENT, "OtherCurrentAssets", "Recoverable Input Tax"),
    "revenue": AccountKind("Income", "SalesOfProductIncome", "Sales"),
    "shipping_income": AccountKind("Income", "OtherPrimaryIncome", "Shipping Income"),
    "shipping_cost": AccountKind(_COGS, "ShippingFreightDeliveryCos", "Outbound Freight"),
    "discounts": AccountKind("Income", "DiscountsRefundsGiven", "Sales Discounts"),
    "returns_allowances": AccountKind("Income", "DiscountsRefundsGiven", "Returns and Allowances"),
    "breakage_income": AccountKind("Other Income", "OtherMiscellaneousIncome", "Gift Card Breakage"),
    "cogs": AccountKind(_COGS, "SuppliesMaterialsCogs", "Cost of Goods Sold by Lot"),
    "labour_absorbed": AccountKind(_COGS, "CostOfLaborCos", "Labour Absorbed"),
    "overhead_absorbed": AccountKind(_COGS, "OtherCostsOfServiceCos", "Overhead Absorbed"),
    "scrap": AccountKind(_COGS, "OtherCostsOfServiceCos", "Abnormal Scrap"),
    "production_variance": AccountKind(_COGS, "OtherCostsOfServiceCos", "Production Variance"),
    "inventory_adjustment": AccountKind(_COGS, "OtherCostsOfServiceCos", "Inventory Adjustments"),
    "purchase_price_variance": AccountKind(_COGS, "OtherCostsOfServiceCos", "Purchase Price Variance"),
    "merchant_fees": AccountKind("Expense", "BankCharges", "Merchant Fees"),
    "chargebacks": AccountKind("Expense", "OtherMiscellaneousServiceCost", "Chargebacks"),
    "bad_debt": AccountKind("Expense", "BadDebts", "Bad Debt"),
    "fx_gain_loss": AccountKind(
        "Other Expense", "ExchangeGainOrLoss", "Exchange Gain or Loss", standard=True
    ),
    "rounding": AccountKind("Other Income", "OtherMiscellaneousIncome", "Rounding Differences"),
    "opening_balance": AccountKind(
        "Equity", "OpeningBalanceEquity", "Opening Balance Equity", standard=True
    ),
}
"""Every role of `core.account.ROLE_QUALIFIERS` has a kind."""

_MONEY: Final = frozenset({"Bank", "Other Current Asset"})
_SALES: Final = frozenset({"Income", "Other Income"})
_COST: Final = frozenset({"Cost of Goods Sold", "Expense", "Other Expense"})
_OWING: Final = frozenset({_OWED, "Long Term Liability"})
RESULT: Final = frozenset(role for role, kind in KINDS.items() if kind.type in _SALES | _COST)
"""Roles of income and cost: what an entry does to the result of its period."""

FITTING: Final[dict[str, frozenset[str]]] = {
    # QuickBooks takes money of a receipt or payment to these two types only
    # (facts: QuickBooks Online fields, DepositToAccountRef).
    "bank": _MONEY,
    "undeposited": _MONEY,
    "clearing": _MONEY,
    "landed_cost_clearing": frozenset({_OWED, _CURRENT}),
    "customer_deposits": _OWING,
    "gift_cards": _OWING,
    "store_credit": _OWING,
    "deferred_revenue": _OWING,
    "input_tax": frozenset({_CURRENT, _OWED}),
    # these stand on sales forms behind a product, which posts to income
    "revenue": _SALES,
    "shipping_income": _SALES,
    "discounts": _SALES,
    "returns_allowances": _SALES,
    "breakage_income": _SALES,
    "rounding": _SALES,
    "shipping_cost": _COST,
    "cogs": _COST,
    "labour_absorbed": _COST,
    "overhead_absorbed": _COST,
    "scrap": _COST,
    "production_variance": _COST,
    "inventory_adjustment": _COST,
    "purchase_price_variance": _COST,
    "merchant_fees": _COST,
    "chargebacks": _COST,
    "bad_debt": _COST,
    "fx_gain_loss": _COST | _SALES,
}
"""Account types on which a role may stand; a role not named takes the type of its kind only."""


def fitting_types(role: str) -> frozenset[str]:
    """The account types a role may be mapped to.

    Raises:
        KeyError: the role is not on the closed list.
    """
    return FITTING.get(role, frozenset({KINDS[role].type}))
