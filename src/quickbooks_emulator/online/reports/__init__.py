"""The reports: computed from the ledger, in the recorded shape."""

from __future__ import annotations

from collections.abc import Callable

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body

from . import transaction_list
from .account_list import account_list
from .aged import aged_payable_detail, aged_payables, aged_receivable_detail, aged_receivables
from .balance_sheet import balance_sheet
from .cash_flow import cash_flow
from .cut import cut
from .general_ledger import general_ledger
from .inventory_valuation import inventory_valuation_detail, inventory_valuation_summary
from .journal_report import journal_report
from .party_balance import (
    customer_balance,
    customer_balance_detail,
    vendor_balance,
    vendor_balance_detail,
)
from .profit_and_loss import profit_and_loss
from .profit_and_loss_detail import profit_and_loss_detail
from .sales import (
    class_sales,
    customer_income,
    customer_sales,
    department_sales,
    item_sales,
    vendor_expenses,
)
from .tax_summary import tax_summary
from .trial_balance import trial_balance

Report = Callable[[Books, dict[str, str]], Body]
_ALL: dict[str, Report] = {
    "TrialBalance": trial_balance,
    "BalanceSheet": balance_sheet,
    "ProfitAndLoss": profit_and_loss,
    "ProfitAndLossDetail": profit_and_loss_detail,
    "CashFlow": cash_flow,
    "GeneralLedger": general_ledger,
    "JournalReport": journal_report,
    "TransactionList": transaction_list.transaction_list,
    "TransactionListByCustomer": transaction_list.by_customer,
    "TransactionListByVendor": transaction_list.by_vendor,
    "TransactionListWithSplits": transaction_list.with_splits,
    "AccountList": account_list,
    "AgedReceivables": aged_receivables,
    "AgedReceivableDetail": aged_receivable_detail,
    "AgedPayables": aged_payables,
    "AgedPayableDetail": aged_payable_detail,
    "CustomerBalance": customer_balance,
    "CustomerBalanceDetail": customer_balance_detail,
    "VendorBalance": vendor_balance,
    "VendorBalanceDetail": vendor_balance_detail,
    "CustomerIncome": customer_income,
    "CustomerSales": customer_sales,
    "ItemSales": item_sales,
    "ClassSales": class_sales,
    "DepartmentSales": department_sales,
    "VendorExpenses": vendor_expenses,
    "InventoryValuationSummary": inventory_valuation_summary,
    "InventoryValuationDetail": inventory_valuation_detail,
    "TaxSummary": tax_summary,
}


def _cut(make: Report) -> Report:
    return lambda books, parameters: cut(make(books, parameters), books.settings.report_cells)


REPORTS: dict[str, Report] = {name: _cut(make) for name, make in _ALL.items()}
