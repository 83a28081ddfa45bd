"""The account type: classification, normal side and sub-types of every account."""

from __future__ import annotations

CLASSIFICATION = {
    "Bank": "Asset",
    "Accounts Receivable": "Asset",
    "Other Current Asset": "Asset",
    "Fixed Asset": "Asset",
    "Other Asset": "Asset",
    "Accounts Payable": "Liability",
    "Credit Card": "Liability",
    "Other Current Liability": "Liability",
    "Long Term Liability": "Liability",
    "Equity": "Equity",
    "Income": "Revenue",
    "Other Income": "Revenue",
    "Cost of Goods Sold": "Expense",
    "Expense": "Expense",
    "Other Expense": "Expense",
}
DEFAULT_SUBTYPE = {
    "Bank": "CashOnHand",
    "Accounts Receivable": "AccountsReceivable",
    "Other Current Asset": "EmployeeCashAdvances",
    "Fixed Asset": "FurnitureAndFixtures",
    "Other Asset": "Licenses",
    "Accounts Payable": "AccountsPayable",
    "Credit Card": "CreditCard",
    "Other Current Liability": "AccruedLiabilities",
    "Long Term Liability": "NotesPayable",
    "Equity": "OpeningBalanceEquity",
    "Income": "ServiceFeeIncome",
    "Other Income": "OtherInvestmentIncome",
    "Cost of Goods Sold": "SuppliesMaterialsCogs",
    "Expense": "Travel",
    "Other Expense": "Depreciation",
}
# Sub-types whose type is sure; a sub-type not listed goes with any type of a request.
_SUBTYPES = {
    "Bank": "CashOnHand Checking MoneyMarket RentsHeldInTrust Savings TrustAccounts",
    "Accounts Receivable": "AccountsReceivable",
    "Accounts Payable": "AccountsPayable",
    "Credit Card": "CreditCard",
    "Other Current Asset": "AllowanceForBadDebts DevelopmentCosts EmployeeCashAdvances Inventory "
    "OtherCurrentAssets PrepaidExpenses Retainage UndepositedFunds LoansToOthers LoansToOfficers "
    "LoansToStockholders",
    "Fixed Asset": "AccumulatedDepreciation Buildings FurnitureAndFixtures Land "
    "MachineryAndEquipment OtherFixedAssets Vehicles LeaseholdImprovements",
    "Other Asset": "LeaseBuyout SecurityDeposits OtherLongTermAssets Goodwill Licenses",
    "Other Current Liability": "DirectDepositPayable LineOfCredit LoanPayable GlobalTaxPayable "
    "GlobalTaxSuspense OtherCurrentLiabilities PayrollClearing PayrollTaxPayable "
    "PrepaidExpensesPayable SalesTaxPayable TrustAccountsLiabilities FederalIncomeTaxPayable "
    "InsurancePayable StateLocalIncomeTaxPayable DeferredRevenue AccruedLiabilities",
    "Long Term Liability": "NotesPayable OtherLongTermLiabilities ShareholderNotesPayable",
    "Equity": "OpeningBalanceEquity PartnersEquity RetainedEarnings AccumulatedAdjustment "
    "OwnersEquity PaidInCapitalOrSurplus PartnerContributions PartnerDistributions "
    "PreferredStock CommonStock TreasuryStock",
    "Income": "NonProfitIncome OtherPrimaryIncome SalesOfProductIncome ServiceFeeIncome "
    "DiscountsRefundsGiven UnappliedCashPaymentIncome",
    "Other Income": "DividendIncome InterestEarned OtherInvestmentIncome "
    "OtherMiscellaneousIncome TaxExemptInterest",
    "Cost of Goods Sold": "EquipmentRentalCos OtherCostsOfServiceCos ShippingFreightDeliveryCos "
    "SuppliesMaterialsCogs CostOfLaborCos FreightAndDeliveryCos CostOfSales",
    "Expense": "AdvertisingPromotional BadDebts BankCharges CharitableContributions "
    "DuesSubscriptions Entertainment EntertainmentMeals EquipmentRental Insurance InterestPaid "
    "LegalProfessionalFees OfficeGeneralAdministrativeExpenses OtherBusinessExpenses "
    "OtherMiscellaneousServiceCost PayrollExpenses PromotionalMeals RentOrLeaseOfBuildings "
    "RepairMaintenance ShippingFreightDelivery SuppliesMaterials TaxesPaid Travel TravelMeals "
    "Utilities Auto CostOfLabor UnappliedCashBillPaymentExpense",
    "Other Expense": "Depreciation ExchangeGainOrLoss OtherMiscellaneousExpense "
    "PenaltiesSettlements Amortization GasAndFuel HomeOffice Vehicle",
}
TYPE_OF_SUBTYPE = {sub: kind for kind, subs in _SUBTYPES.items() for sub in subs.split()}
PROFIT_AND_LOSS = frozenset(
    kind for kind, classification in CLASSIFICATION.items() if classification in ("Revenue", "Expense")
)


def credit_normal(account_type: str) -> bool:
    """Balances of this type are shown positive when credit."""
    return CLASSIFICATION[account_type] in ("Liability", "Equity", "Revenue")
