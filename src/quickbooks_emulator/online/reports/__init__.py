"""The reports: computed from the ledger, in the recorded shape."""

from __future__ import annotations

from collections.abc import Callable

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body

from .balance_sheet import balance_sheet
from .general_ledger import general_ledger
from .profit_and_loss import profit_and_loss
from .trial_balance import trial_balance

REPORTS: dict[str, Callable[[Books, dict[str, str]], Body]] = {
    "TrialBalance": trial_balance,
    "BalanceSheet": balance_sheet,
    "ProfitAndLoss": profit_and_loss,
    "GeneralLedger": general_ledger,
}
